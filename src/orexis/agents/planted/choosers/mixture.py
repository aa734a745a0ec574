"""A chooser that is one of several in each rollout."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.mixture import check_weights


@dataclass(frozen=True)
class MixedChooser(Chooser):
    """Is one of several choosers in each rollout, by weight; each keeps its own parameters.

    A rollout is a single choice, so it is drawn with the mean of the parts' probabilities.

    Raises:
        ValueError: no parts, or weights that are negative or do not add up to 1.
    """

    parts: tuple[tuple[Chooser, float], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        check_weights([weight for _, weight in self.parts])

    def acceptance(self, reading: OfferReading) -> float:
        """The mean over its parts."""
        return sum(weight * part.acceptance(reading) for part, weight in self.parts)

    def leaves_open(self, reading: OfferReading) -> float:
        """The mean over its parts."""
        return sum(weight * part.leaves_open(reading) for part, weight in self.parts)

    def taking(self, reading: OfferReading) -> float:
        """The mean over those rollouts that do not leave the choice open."""
        decided = 1 - self.leaves_open(reading)
        return self.acceptance(reading) / decided if decided > 0 else 0.0
