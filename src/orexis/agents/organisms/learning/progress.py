"""How far a training has come: all that it needs to go on, bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.learning.settings import IN_A_ROW, SMALL, Settings
from orexis.agents.organisms.networks.network import Weights

KEPT = "kept/"
"""Before the names of the arrays that are the organisms' own weights."""
UPDATES = "updates"
"""Name of the array with each organism's updates, where they are not the same for all."""


@dataclass(frozen=True, slots=True)
class Check:
    """The regrets at one point of the training."""

    update: int
    regrets: NDArray[np.float64]
    """(O,): in the stratum where each is worst."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One point of a training, from which it goes on as if it had never stopped."""

    update: int
    arrays: Mapping[str, NDArray[np.generic]]
    generator: Mapping[str, Any]
    """State of the random numbers."""
    checks: tuple[Check, ...]
    stakes: NDArray[np.float64]
    """(O,): what can be gained against what is paid, in the stratum where it is least."""
    finished: bool = False

    @property
    def weights(self) -> Weights:
        """What is kept of the organisms; arrays (O, ...)."""
        return unpacked(KEPT, self.arrays)

    @property
    def updates(self) -> NDArray[np.int64]:
        """(O,): how many updates each organism has had."""
        known = self.arrays.get(UPDATES, np.full(len(self.stakes), self.update))
        return np.asarray(known, np.int64)

    def random(self) -> np.random.Generator:
        """Random numbers that go on from here."""
        rng = np.random.default_rng()
        rng.bit_generator.state = dict(self.generator)
        return rng

    def checked(self, regrets: NDArray[np.float64], settings: Settings) -> Progress:
        """With one more check; finished where that was the last one."""
        now = replace(self, checks=(*self.checks, Check(self.update, regrets)))
        ended = settings.settled(now.update) and not now.waiting(settings.criterion).any()
        return replace(now, finished=ended or now.update >= settings.most)

    def waiting(self, criterion: float) -> NDArray[np.bool_]:
        """(O,): who has not reached the criterion, with stakes that are not too small for it."""
        return (self.stakes >= SMALL) & ~self.reached(criterion)

    def reached(self, criterion: float) -> NDArray[np.bool_]:
        """(O,): whether the regret was below the criterion at the last checks in a row."""
        if len(self.checks) < IN_A_ROW:
            return np.zeros(len(self.stakes), bool)
        last = np.stack([check.regrets for check in self.checks[-IN_A_ROW:]])
        return np.asarray((last < criterion).all(0))

    def why(self, criterion: float) -> tuple[str, ...]:
        """For each organism, why it cannot be interpreted, or what else is to be said; or empty."""
        return tuple(
            _why(ok, worst, stake, criterion, updates)
            for ok, worst, stake, updates in zip(
                self.reached(criterion).tolist(),
                self.checks[-1].regrets.tolist(),
                self.stakes.tolist(),
                self.updates.tolist(),
                strict=True,
            )
        )


def packed(**groups: Weights) -> dict[str, NDArray[np.generic]]:
    """Groups of weights in one flat mapping, `group/name`."""
    return {f"{group}/{name}": one for group, some in groups.items() for name, one in some.items()}


def unpacked(prefix: str, arrays: Mapping[str, NDArray[np.generic]]) -> Weights:
    """One group of weights out of the flat mapping."""
    return {
        name.removeprefix(prefix): np.asarray(one, np.float32)
        for name, one in arrays.items()
        if name.startswith(prefix)
    }


def _why(reached: bool, worst: float, stake: float, criterion: float, updates: int) -> str:
    if reached:
        return "" if stake > 0 else "nothing could be gained: regret is set against the cost"
    came = (
        f"regret {worst:.3f} after {updates} updates; it has to be below {criterion:g} at "
        f"{IN_A_ROW} checks in a row"
    )
    if 0 < stake < SMALL:
        return f"stakes too small ({stake:.3f} of what is paid can be gained), {came}"
    return f"criterion not reached, {came}"
