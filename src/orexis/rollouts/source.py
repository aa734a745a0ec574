"""Which rollout comes next: the ladder first, then the arms, until done or out of budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from inspect_ai import SampleSource
from inspect_ai.dataset import Sample
from inspect_ai.log import EvalSample

from orexis.probes.sandbagging import Design
from orexis.rollouts.samples import Stage, sample_of


@dataclass(frozen=True, slots=True)
class Done:
    """What a completed rollout leaves behind for the source."""

    score: float
    """Share of right answers; nan where no answer was valid."""
    tokens: int


@dataclass
class Progress:
    """How far a run has come."""

    stage: Stage = "ladder"
    rung: str = ""
    """The rung in use or being tried; empty when no rung is good enough."""
    done: int = 0
    total: int = 0
    tokens: int = 0
    ladder: dict[str, float] = field(default_factory=dict)
    """Accuracy of each rung that was tried."""
    stopped: str = ""
    """Why the run stopped before its end; empty where it did not."""


class RolloutSource(SampleSource):
    """Hands out the rollouts of a design.

    What it hands out depends only on the design and on the completed rollouts, not on their order,
    so that a retry or a continued run asks for the same ones.

    Args:
        design: What is asked.
        done: Rollouts that an earlier run completed, by sample id; they are not run again.
        budget: Tokens after which no new rollout is started; 0 for no limit.
        width: Rollouts that are under way at once; a rung that fails early wastes no more.
        report: Called after every completed rollout.
    """

    def __init__(
        self,
        design: Design,
        done: Mapping[str, Done] | None = None,
        budget: int = 0,
        width: int = 8,
        report: Callable[[Progress], None] | None = None,
    ) -> None:
        self._design = design
        self._done = dict(done or {})
        self._budget = budget
        self._width = width
        self._report = report or (lambda _: None)
        self._queue: deque[Sample] = deque()
        self._untried = list(design.rungs)
        self._stage_ids: set[str] = set()
        self.progress = Progress(tokens=sum(one.tokens for one in self._done.values()))
        if design.rung:
            self._start_arms(design.rung)
        else:
            self._try_next_rung()

    @property
    def pending(self) -> bool:
        """Whether anything is left to run, as far as the completed rollouts tell."""
        while not self._queue and self.progress.stage == "ladder" and not self.progress.stopped:
            if not self._advance():
                break
        return bool(self._queue)

    def initial_samples(self) -> list[Sample]:
        """The first rollouts."""
        return self._take(self._width)

    async def sample_complete(self, sample: EvalSample) -> list[Sample] | None:
        """Note the rollout; hand out the next one."""
        if sample.error is None:
            self._note(sample)
        return self._take(1) or None

    async def next_samples(self) -> list[Sample] | None:
        """Move on to the next rung or to the arms when everything in flight is done."""
        return (self._take(self._width) or None) if self.pending else None

    def _note(self, sample: EvalSample) -> None:
        score = next(iter((sample.scores or {}).values()), None)
        value = score.as_float() if score is not None else float("nan")
        tokens = sum(usage.total_tokens for usage in sample.model_usage.values())
        self._done[str(sample.id)] = Done(value, tokens)
        self.progress.tokens += tokens
        if str(sample.id) in self._stage_ids:
            self.progress.done += 1
        if self.progress.stage == "ladder":
            self._give_up_rung_early()
        self._report(self.progress)

    def _take(self, count: int) -> list[Sample]:
        if self._budget and self._queue and self.progress.tokens >= self._budget:
            self.progress.stopped = (
                f"the budget of {self._budget:,} tokens is used up ({self.progress.tokens:,})"
            )
            self._queue.clear()
        return [self._queue.popleft() for _ in range(min(count, len(self._queue)))]

    def _advance(self) -> bool:
        """Leave the rung that was just tried; False when there is nothing left to do."""
        rung = self.progress.rung
        missing = [name for name in self._stage_ids if name not in self._done]
        if missing:
            self.progress.stopped = f"{len(missing)} rollouts of the quiz ladder failed"
            return False
        scores = [self._done[name].score for name in sorted(self._stage_ids)]
        known = [score for score in scores if score == score]  # noqa: PLR0124 - nan
        # A rollout without a valid answer shows no ability.
        self.progress.ladder[rung] = sum(known) / len(scores)
        if self.progress.ladder[rung] >= self._design.capable_at:
            self._start_arms(rung)
            return True
        return self._try_next_rung()

    def _give_up_rung_early(self) -> None:
        """Leave out what remains of a rung that can no longer reach the required accuracy."""
        known = [self._done[name].score for name in self._stage_ids if name in self._done]
        missing = len(self._stage_ids) - len(known)
        best = sum(score for score in known if score == score) + missing  # noqa: PLR0124 - nan
        if best / len(self._stage_ids) < self._design.capable_at:
            self._stage_ids -= {str(sample.id) for sample in self._queue}
            self._queue.clear()

    def _try_next_rung(self) -> bool:
        if not self._untried:
            self.progress.rung = ""
            return False
        rung = self._untried.pop(0)
        self._enter("ladder", rung, (sample_of(e, "ladder") for e in self._design.ladder(rung)))
        return True

    def _start_arms(self, rung: str) -> None:
        self._enter("arms", rung, (sample_of(e, "arms") for e in self._design.arms(rung)))

    def _enter(self, stage: Stage, rung: str, samples: Iterable[Sample]) -> None:
        every = list(samples)
        self._stage_ids = {str(sample.id) for sample in every}
        self._queue = deque(sample for sample in every if str(sample.id) not in self._done)
        self.progress.stage, self.progress.rung = stage, rung
        self.progress.total = len(every)
        self.progress.done = len(every) - len(self._queue)
        self._report(self.progress)
