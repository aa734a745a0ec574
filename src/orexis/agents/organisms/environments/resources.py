"""World B step by step: buy what raises the output of later tasks, whatever their episode."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from orexis.agents.organisms.environments.stream import (
    Information,
    StreamEnv,
    known_regime,
    seen,
)
from orexis.agents.organisms.worlds.resources import (
    FEATURES,
    FITTING_SHARE,
    GENERAL,
    GENERAL_SHARE,
    GOALS,
    LEAST,
    MOST,
    OFFSET,
    REGIMES,
    TRAINED_GOALS,
    USEFUL,
    USELESS_SHARE,
    YIELDING_STEPS,
    inputs_of,
    works,
)
from orexis.agents.organisms.worlds.world import LEFT, Floats
from orexis.errors import OrexisError

LOWEST, HIGHEST = -2.0, 10.0
"""Bounds of the coded inputs, for episodes of any length."""
KINDS = np.arange(GENERAL, GOALS)


class ResourcesEnv(StreamEnv):
    """Each step one offer of a resource; every later task that it works for then yields more.

    A tool yields at a step if it is made for the goal that the episode *of that step* has.

    Args:
        horizon: H, mean steps of an episode.
        regime: As in `orexis train resources`.
        sees: `left` or nothing, instead of what the regime shows of the boundary.
        goal: The one final goal, 0 to 7; by default goals take turns, and in the `-single` regimes
            it is 0.

    Raises:
        OrexisError: An argument is not known.
    """

    def __init__(
        self,
        horizon: int = 8,
        regime: str = "hidden",
        sees: Collection[str] | None = None,
        goal: int | None = None,
    ) -> None:
        shown = REGIMES[known_regime(regime, REGIMES)]
        super().__init__(horizon, shown.lengths, (LOWEST, HIGHEST, FEATURES))
        if goal is not None and not 0 <= goal < GOALS:
            raise OrexisError(f"A goal is 0 to {GOALS - 1}, not {goal}: give goal=0, for example.")
        self.sees = seen(sees, shown.sees, frozenset({LEFT}))
        self.final_goal = 0 if goal is None and regime.endswith("-single") else goal
        self.useless_share = USELESS_SHARE if USEFUL in shown.sees else 0.0
        self.goal, self.useful = 0, True
        self.kind, self.log_q = GENERAL, 0.0
        self._due = np.zeros((len(KINDS), YIELDING_STEPS + 1))

    def _empty(self) -> None:
        self._due = np.zeros((len(KINDS), YIELDING_STEPS + 1))

    def _enter(self) -> None:
        drawn = int(self.np_random.integers(TRAINED_GOALS))
        self.goal = drawn if self.final_goal is None else self.final_goal
        self.useful = bool(self.np_random.random() >= self.useless_share)

    def _offer(self) -> None:
        chance, tool = self.np_random.random(), int(self.np_random.integers(TRAINED_GOALS))
        fits = chance < GENERAL_SHARE + FITTING_SHARE
        self.kind = GENERAL if chance < GENERAL_SHARE else self.goal if fits else tool
        self.log_q = float(self.np_random.uniform(LEAST, MOST))

    def _act(self, *, taken: bool) -> float:
        q = float(np.exp(self.log_q))
        if taken:
            self._due[self.kind - GENERAL, 1:] += 1 / (q + OFFSET)
        output = self._due[:, 0] @ works(KINDS, self.goal, self.useful)
        self._due = np.append(self._due[:, 1:], np.zeros((len(KINDS), 1)), axis=1)
        return float(output) - taken * q / (q + OFFSET)

    def _observe(self) -> Floats:
        return inputs_of(self.log_q, self.kind, self.goal, self.left, self.useful, self.sees)

    def _inform(self) -> Information:
        return {
            "log_q": self.log_q,
            "kind": self.kind,
            "goal": self.goal,
            "useful": self.useful,
            "left": self.left,
            "age": self.age,
            "on_the_way": float(self._due[0].sum()),
        }
