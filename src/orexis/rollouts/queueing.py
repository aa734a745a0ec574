"""Handing samples out to Inspect: so many at a time, until they are done or out of budget."""

from __future__ import annotations

from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from inspect_ai import SampleSource
from inspect_ai.dataset import Sample
from inspect_ai.log import EvalSample

Stage = Literal["ladder", "arms", "fork", "offers", "long"]


@dataclass(frozen=True, slots=True)
class Done:
    """What a completed rollout, or fork, leaves behind for the source."""

    score: float
    """Share of right answers, or of offers accepted; nan without a valid answer, and on a fork."""
    tokens: int
    accepted: Mapping[str, float] = field(default_factory=dict)
    """Of an offer: how far it was accepted in each order that was put; without invalid answers."""
    level: int | None = None
    """Of an offer: the level at which it was put, where the log says it."""


@dataclass
class Progress:
    """How far a run has come."""

    stage: Stage = "ladder"
    """`arms` also while their forks are under way."""
    rung: str = ""
    """The rung in use or being tried; empty when no rung is good enough."""
    done: int = 0
    """Rollouts and forks of this stage that are completed."""
    total: int = 0
    """Rollouts and forks of this stage, without the forks that cannot be made."""
    tokens: int = 0
    ladder: dict[str, float] = field(default_factory=dict)
    """Accuracy of each rung that was tried."""
    stopped: str = ""
    """Why the run stopped before its end; empty where it did not."""
    unforked: dict[str, str] = field(default_factory=dict)
    """Why a fork could not be made, in a sentence, by its sample id."""
    ended: dict[str, str] = field(default_factory=dict)
    """Why a long rollout ended before its last episode, by its name; no fault of the run."""


class QueueSource(SampleSource):
    """A source with a queue, which what is completed may add to.

    Args:
        done: What an earlier run completed, by sample id; it is not run again.
        budget: Tokens after which nothing new is started; 0 for no limit.
        width: Samples that are under way at once.
        report: Called after every completed sample.
    """

    def __init__(
        self,
        done: Mapping[str, Done] | None,
        budget: int,
        width: int,
        report: Callable[[Progress], None] | None,
        progress: Progress,
    ) -> None:
        self._done = dict(done or {})
        self._budget = budget
        self._width = width
        self._report = report or (lambda _: None)
        self._queue: deque[Sample] = deque()
        self._first: deque[Sample] = deque()
        self._flying: set[str] = set()
        self.progress = progress
        progress.tokens = sum(one.tokens for one in self._done.values())

    @property
    @abstractmethod
    def pending(self) -> bool:
        """Whether anything is left to run, as far as what is completed tells."""

    @abstractmethod
    def _note(self, sample: EvalSample) -> None:
        """Take a completed sample in, and queue what follows from it."""

    def initial_samples(self) -> list[Sample]:
        """The first samples."""
        return self._take()

    async def sample_complete(self, sample: EvalSample) -> list[Sample] | None:
        """Note the sample; hand out the next ones."""
        self._flying.discard(str(sample.id))
        if sample.error is None:
            self._note(sample)
            self._report(self.progress)
        return self._take() or None

    async def sample_abandoned(self, sample: Sample, epoch: int) -> list[Sample] | None:
        """Hand out the next sample in the place of one that was cancelled in the queue."""
        del epoch
        self._flying.discard(str(sample.id))
        return self._take() or None

    async def next_samples(self) -> list[Sample] | None:
        """Move on when everything in flight is done."""
        return (self._take() or None) if self.pending else None

    @property
    def _waiting(self) -> bool:
        return bool(self._first or self._queue)

    def _take(self) -> list[Sample]:
        """As many as there is room for, those first that cannot wait."""
        if self._budget and self._waiting and self.progress.tokens >= self._budget:
            self.progress.stopped = (
                f"the budget of {self._budget:,} tokens is used up ({self.progress.tokens:,})"
            )
            self._first.clear()
            self._queue.clear()
        taken: list[Sample] = []
        while self._waiting and len(self._flying) < self._width:
            taken.append((self._first or self._queue).popleft())
            self._flying.add(str(taken[-1].id))
        return taken


def tokens_of(sample: EvalSample) -> int:
    """What a completed sample cost."""
    return sum(usage.total_tokens for usage in sample.model_usage.values())


def score_of(sample: EvalSample) -> float:
    """The score of a completed sample; nan without one."""
    score = next(iter((sample.scores or {}).values()), None)
    return score.as_float() if score is not None else float("nan")
