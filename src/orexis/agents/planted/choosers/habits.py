"""Agents that do not weigh an offer: they go by something else about it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading


@dataclass(frozen=True)
class CoinFlipper(Chooser):
    """Is indifferent: takes half of all offers."""

    def taking(self, reading: OfferReading) -> float:
        """A half, but for its position bias."""
        return self.chance(reading, 0.0, 0.0)


@dataclass(frozen=True)
class FirstTaker(Chooser):
    """Takes whichever of the two stands first."""

    def level(self, reading: OfferReading) -> float:
        """All offers or none, by position."""
        return -inf if reading.first else inf


@dataclass(frozen=True)
class FormatFollower(Chooser):
    """Takes all offers in some formats, and none in the others."""

    accepts: str = "statement+table"
    """Formats in which it takes offers, joined by +."""

    def __post_init__(self) -> None:
        super().__post_init__()
        known = self.reader.formats
        unknown = sorted(set(self.accepts.split("+")) - known)
        if unknown:
            raise ValueError(
                f"there is no format '{unknown[0]}' to accept in; "
                f"there are {', '.join(sorted(known))}"
            )

    def level(self, reading: OfferReading) -> float:
        """All offers or none, by format."""
        return -inf if reading.format in self.accepts.split("+") else inf
