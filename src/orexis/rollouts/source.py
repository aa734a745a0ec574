"""Which rollout comes next: the ladder, then the arms with their forks, until out of budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence

from inspect_ai.log import EvalSample

from orexis.probes import Design, Episode
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.forks import Trunk, fork_ids, fork_samples
from orexis.rollouts.queueing import Done, Progress, QueueSource, Stage, score_of, tokens_of
from orexis.rollouts.samples import sample_id, sample_of

Logged = Callable[[Sequence[str]], Mapping[str, Trunk]]
"""Looks up completed rollouts in the log, by sample id."""


class RolloutSource(QueueSource):
    """Hands out the rollouts of a design, and the forks of each one once it is completed.

    What it hands out depends only on the design and on the completed rollouts, not on their order,
    so that a retry or a continued run asks for the same ones. Forks go before further rollouts: a
    run that stops early is balanced, and a provider still has their prefix at hand.

    Args:
        design: What is asked.
        done: Rollouts and forks that an earlier run completed, by sample id; they are not run
            again.
        budget: Tokens after which no new rollout is started; 0 for no limit.
        width: Rollouts that are under way at once; a rung that fails early wastes no more.
        report: Called after every completed rollout.
        logged: Finds rollouts of an earlier run whose forks are missing; without it, those forks
            are composed from the design where that is enough (inline).
    """

    def __init__(
        self,
        design: Design,
        done: Mapping[str, Done] | None = None,
        budget: int = 0,
        width: int = 8,
        report: Callable[[Progress], None] | None = None,
        logged: Logged | None = None,
    ) -> None:
        super().__init__(done, budget, width, report, Progress())
        self._design = design
        self._logged = logged or (lambda _: {})
        self._to_fork: dict[str, Episode] = {}
        self._untried = list(design.rungs)
        self._stage_ids: set[str] = set()
        if design.rung:
            self._start_arms(design.rung)
        else:
            self._try_next_rung()

    @property
    def pending(self) -> bool:
        """Whether anything is left to run, as far as the completed rollouts tell."""
        while not self._waiting and self.progress.stage == "ladder" and not self.progress.stopped:
            if not self._advance():
                break
        return self._waiting

    def _note(self, sample: EvalSample) -> None:
        name, tokens = str(sample.id), tokens_of(sample)
        self.progress.done += name in self._stage_ids and name not in self._done
        self._done[name] = Done(score_of(sample), tokens)
        self.progress.tokens += tokens
        if name in self._to_fork:
            self._fork(name, Trunk.of(sample))
        if self.progress.stage == "ladder":
            self._give_up_rung_early()

    def _fork(self, name: str, trunk: Trunk | None) -> None:
        """Queue the missing forks of a completed rollout."""
        for fork, made in fork_samples(self._design, self._to_fork.pop(name), trunk).items():
            if fork in self._done:
                continue
            if isinstance(made, RolloutError):
                self.progress.unforked[fork] = str(made)
                self._stage_ids.discard(fork)
                self.progress.total -= 1
            else:
                self._first.append(made)

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
        self._enter("ladder", rung, list(self._design.ladder(rung)))
        return True

    def _start_arms(self, rung: str) -> None:
        episodes = list(self._design.arms(rung))
        forks = {sample_id(e, "arms"): set(fork_ids(self._design, e).values()) for e in episodes}
        self._enter("arms", rung, episodes, set().union(*forks.values()))
        self._to_fork = {
            name: episode
            for name, episode in ((sample_id(e, "arms"), e) for e in episodes)
            if forks[name] - self._done.keys()
        }
        orphans = [name for name in self._to_fork if name in self._done]
        trunks = self._logged(orphans) if orphans else {}
        for name in orphans:
            self._fork(name, trunks.get(name))

    def _enter(
        self, stage: Stage, rung: str, episodes: Sequence[Episode], forks: set[str] | None = None
    ) -> None:
        self._stage_ids = {sample_id(episode, stage) for episode in episodes} | (forks or set())
        self._queue = deque(
            sample_of(episode, stage)
            for episode in episodes
            if sample_id(episode, stage) not in self._done
        )
        self.progress.stage, self.progress.rung = stage, rung
        self.progress.total = len(self._stage_ids)
        self.progress.done = sum(name in self._done for name in self._stage_ids)
        self._report(self.progress)
