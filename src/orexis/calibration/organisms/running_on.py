"""Organisms past the length of their training episodes: told of more time, older, or run on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.networks.recurrent import Recurrent
from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.worlds import thermometer
from orexis.agents.organisms.worlds.world import AGE, LEFT, Floats

Array = NDArray[np.float64]
Steps = NDArray[np.int64]
How = Literal["told", "aged", "run on"]
MULTIPLES: Mapping[How, tuple[float, ...]] = MappingProxyType(
    {
        "told": (1, 2, 4, 8, 16),
        "aged": (0.5, 1, 2, 4, 8),
        "run on": (0.5, 1, 2, 4, 8),
    }
)
"""Trained lengths at which organisms are asked; the first lies inside the training."""
SHORTEST: Mapping[How, int] = MappingProxyType({"told": 2, "aged": 4, "run on": 4})
"""Trained horizons below this leave no delay to ask about."""
PASTS = 8
"""Pasts of typical offers from which an organism with memory goes on."""


@dataclass(frozen=True)
class Past:
    """The organisms of one regime and trained horizon, at several points past it."""

    regime: str
    horizon: int
    how: How
    """`told`: the boundary is stated to lie m trained lengths ahead; `aged`: its clock shows so
    many; `run on`: it has seen so many of typical offers."""
    trained: TrainedSet
    """Its S organisms, one a seed."""
    seed: int = 0
    """Of the typical offers."""

    @property
    def name(self) -> str:
        """As a model's: the seeds are its rollouts."""
        return f"{self.regime}-h{self.horizon}"

    @property
    def multiples(self) -> tuple[float, ...]:
        """Trained lengths m at which it is asked; the first lies inside the training."""
        return MULTIPLES[self.how]

    @property
    def inside(self) -> int:
        """Steps within which pay-offs were credited at the first point, at least 1."""
        whole = self.how == "told"
        return self.horizon - 1 if whole else self.horizon - 1 - self.horizon // 2

    @property
    def middle(self) -> int:
        """A delay in steps, half of what lies inside."""
        return (self.inside + 1) // 2

    def chances(self, multiple: float, log_ratio: Array, delay: Steps) -> Array:
        """How likely each organism is to accept each offer.

        Args:
            multiple: m, of the trained length.
            log_ratio: (N,) ln of what comes over what is paid.
            delay: (N,) steps until it comes.

        Returns:
            (S, P, N): organisms, pasts (one where there is no memory), offers.
        """
        steps = round(multiple * self.horizon)
        if self.how == "run on":
            return self._run_on(steps, log_ratio, delay)
        told = self.how == "told"
        left, age = (steps - 1.0, 0.0) if told else (np.nan, float(steps))
        inputs = thermometer.inputs_of(log_ratio, delay, left, age, self._sees)
        return self.trained.probabilities(inputs)[:, None, :].astype(float)

    @property
    def _sees(self) -> frozenset[str]:
        return thermometer.REGIMES[self.regime].sees

    def _run_on(self, steps: int, log_ratio: Array, delay: Steps) -> Array:
        network = Recurrent(thermometer.THERMOMETER.inputs, self.trained.hidden)
        weights, seeds = self.trained.weights, len(self.trained.members)
        rng = np.random.default_rng(self.seed)
        longest = round(max(self.multiples) * self.horizon)
        before = thermometer.offers(rng, (PASTS, longest))
        seen = self._offers(before[0][:, :steps], before[1][:, :steps])
        memory = network.advance(weights, np.broadcast_to(seen, (seeds, *seen.shape)))
        now = self._offers(log_ratio, delay)
        chances = network.probabilities_after(
            weights, np.repeat(memory, len(now), axis=1), np.tile(now, (PASTS, 1))
        )
        return chances.reshape(seeds, PASTS, len(now)).astype(float)

    def _offers(self, log_ratio: NDArray[np.generic], delay: Steps) -> Floats:
        return thermometer.inputs_of(log_ratio, delay, np.nan, np.nan, self._sees)


def pasts(trained: TrainedSet, seed: int = 0) -> tuple[Past, ...]:
    """The groups of a set that can be asked past their training, those that reached its criterion.

    Args:
        trained: A set; of another world than `thermometer` there are none.
        seed: Of the typical offers that organisms with memory are run on through.
    """
    found: list[Past] = []
    if trained.world != thermometer.THERMOMETER.name:
        return ()
    for regime in dict.fromkeys(one.regime for one in trained.members):
        how = _how(regime, trained.network)
        for horizon in dict.fromkeys(trained.horizons.tolist()):
            own = [
                one.reached and (one.regime, one.horizon) == (regime, horizon)
                for one in trained.members
            ]
            if how and any(own) and horizon >= SHORTEST[how]:
                group = trained.where(np.array(own))
                found.append(Past(regime, int(horizon), how, group, seed))
    return tuple(found)


def _how(regime: str, network: str) -> How | None:
    """None where nothing changes past the training: the organism sees and remembers nothing."""
    sees = thermometer.REGIMES[regime].sees
    if LEFT in sees:
        return "told"
    if AGE in sees:
        return "aged"
    return "run on" if network == "recurrent" else None
