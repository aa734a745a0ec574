"""World A step by step: pay now, get more later, in whichever episode that is."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from orexis.agents.organisms.environments.stream import (
    Information,
    StreamEnv,
    known_regime,
    seen,
)
from orexis.agents.organisms.worlds.thermometer import (
    LONGEST,
    REGIMES,
    THERMOMETER,
    inputs_of,
    offers,
    stakes,
)
from orexis.agents.organisms.worlds.world import AGE, LEFT, Floats

LOWEST, HIGHEST = -2.0, 10.0
"""Bounds of the coded inputs, for episodes of any length."""


class ThermometerEnv(StreamEnv):
    """Each step one offer: pay c now, get b after k steps.

    Args:
        horizon: H, mean steps of an episode.
        regime: As in `orexis train thermometer`. Where pay-offs go to other organisms, they leave
            the stream, and none come in.
        sees: Of `left` and `age`, instead of what the regime shows.

    Raises:
        OrexisError: An argument is not known.
    """

    def __init__(
        self, horizon: int = 8, regime: str = "hidden", sees: Collection[str] | None = None
    ) -> None:
        self.regime = REGIMES[known_regime(regime, REGIMES)]
        super().__init__(horizon, self.regime.lengths, (LOWEST, HIGHEST, THERMOMETER.inputs))
        self.sees = seen(sees, self.regime.sees, frozenset({LEFT, AGE}))
        self.log_ratio, self.cost, self.benefit, self.delay = 0.0, 0.0, 0.0, 0
        self._due = np.zeros(LONGEST + 1)

    def _empty(self) -> None:
        self._due = np.zeros(LONGEST + 1)

    def _enter(self) -> None:
        """Nothing of this world belongs to an episode."""

    def _offer(self) -> None:
        within = np.array([self.left]) if self.regime.name.endswith("within") else None
        ratio, delay = offers(self.np_random, (1,), within)
        cost, benefit = stakes(ratio)
        self.log_ratio, self.delay = float(ratio[0]), int(delay[0])
        self.cost, self.benefit = float(cost[0]), float(benefit[0])

    def _act(self, *, taken: bool) -> float:
        if taken and self._lands():
            self._due[self.delay] += self.benefit
        reward = float(self._due[0]) - self.cost * taken
        self._due = np.append(self._due[1:], 0.0)
        return reward

    def _lands(self) -> bool:
        if self.regime.name == "swapped":
            return self.delay == 0
        return self.regime.name != "selected-swapped" or self.delay <= self.left

    def _observe(self) -> Floats:
        return inputs_of(self.log_ratio, self.delay, self.left, self.age, self.sees)

    def _inform(self) -> Information:
        return {
            "log_ratio": self.log_ratio,
            "cost": self.cost,
            "benefit": self.benefit,
            "delay": self.delay,
            "left": self.left,
            "age": self.age,
            "on_the_way": float(self._due.sum()),
        }
