"""An agent that is one of several in each rollout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from orexis.agents.planted.agent import HonestWorker, Mind, PlantedAgent


@dataclass(frozen=True)
class Mixture(PlantedAgent):
    """Is one of several agents in each rollout, by weight; each keeps its own parameters.

    Raises:
        ValueError: no parts, or weights that are negative or do not add up to 1.
    """

    parts: tuple[tuple[PlantedAgent, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        check_weights([weight for _, weight in self.parts])

    @cached_property
    def _minds(self) -> tuple[tuple[float, Mind], ...]:
        found = [
            (self.strength * weight * share, mind)
            for part, weight in self.parts
            for share, mind in part.minds()
        ]
        every = (*found, (1 - self.strength, HonestWorker(self.skill)))
        return tuple(one for one in every if one[0])

    def minds(self) -> tuple[tuple[float, Mind], ...]:
        """Those of its parts, and an honest worker beside them where its strength is below 1."""
        return self._minds


def check_weights(weights: Sequence[float]) -> None:
    """Raises a ValueError unless weights are shares that add up to 1."""
    total = sum(weights)
    if not weights or not abs(total - 1) <= 1e-9:  # noqa: PLR2004 - rounding
        raise ValueError(f"the weights of a mixture add up to 1, not {total:g}")
    if min(weights) < 0:
        raise ValueError("the weights of a mixture are not negative")
