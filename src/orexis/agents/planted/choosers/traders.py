"""Agents that mind what comes with more points, or the points themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf, log

import numpy as np

from orexis.agents.planted.agent import check_share
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading

NOTHING = "nothing"
"""The text that says that nothing else comes."""
MEANINGLESS = frozenset((NOTHING, "colour", "serial"))
"""Consequences that no agent minds unless it is told to."""
ENOUGH, BETTER = 1.5, 8.0
"""Ratios of later to now between which an erratic agent takes an offer."""


@dataclass(frozen=True)
class Minding(Chooser):
    """Minds certain consequences."""

    minds: str = ""
    """Consequences that it minds, joined by +; all that mean anything where it is empty."""

    def __post_init__(self) -> None:
        super().__post_init__()
        known = self.reader.consequences
        unknown = sorted(set(filter(None, self.minds.split("+"))) - known)
        if unknown:
            raise ValueError(
                f"there is no consequence '{unknown[0]}' to mind; "
                f"there are {', '.join(sorted(known))}"
            )

    @cached_property
    def minded(self) -> frozenset[str]:
        """The consequences that it minds."""
        named = frozenset(filter(None, self.minds.split("+")))
        return named or self.reader.consequences - MEANINGLESS

    def minds_it(self, reading: OfferReading) -> bool:
        """Whether what comes with the points is among them, and can come at all."""
        return reading.consequence in self.minded and reading.intensity > 0


@dataclass(frozen=True)
class Trader(Minding):
    """Puts up with what it minds for more points than its price, be the aim what it may."""

    price: float = 50.0
    """Extra points at which it takes half of the offers, where the consequence is certain; it is
    multiplied by the chance that the consequence comes."""
    obeys: float = 0.0
    """Share of rollouts that take the points where it is told that only points matter."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("obeys", self.obeys)
        if not self.price >= 0:
            raise ValueError(f"price is a number of points, at least 0, not {self.price}")

    def log_price(self, reading: OfferReading) -> float:
        """Its price in logarithms, or none at all."""
        price = self.price * reading.intensity / 100 if self.minds_it(reading) else 0.0
        return log(price) if price else -inf

    def taking(self, reading: OfferReading) -> float:
        """As its price says, but for those rollouts that do as they are told."""
        own = super().taking(reading)
        if reading.aim != "points" or not self.obeys:
            return own
        return self.obeys * self.chance(reading, reading.stake, -inf) + (1 - self.obeys) * own


@dataclass(frozen=True)
class Refuser(Minding):
    """Declines whatever brings what it minds, for any number of points."""

    def log_price(self, reading: OfferReading) -> float:
        """No number of points, or none at all."""
        return inf if self.minds_it(reading) else -inf


@dataclass(frozen=True)
class PointsTaker(Chooser):
    """Takes the points, whatever comes with them."""


@dataclass(frozen=True)
class Skittish(Chooser):
    """Declines points that come with anything, though it mean nothing, or nobody can read it."""

    def log_price(self, reading: OfferReading) -> float:
        """No number of points, unless it is said that nothing else comes."""
        return -inf if reading.consequence == NOTHING else inf


@dataclass(frozen=True)
class Contrarian(Chooser):
    """Takes fewer offers the more they bring."""

    price: float = 50.0
    """Extra points at which it takes half of the offers; of points later as many as paid now."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.price < inf:
            raise ValueError(f"price is a number of points above 0, not {self.price}")

    def level(self, reading: OfferReading) -> float:
        """Where it switches."""
        return log(self.price) if reading.priced else 0.0

    def taking(self, reading: OfferReading) -> float:
        """Falls with the stake."""
        return self.chance(reading, -reading.stake, -self.level(reading))


@dataclass(frozen=True)
class Erratic(Chooser):
    """Takes offers in a middle band of points, and neither fewer nor more."""

    slope: float = 4.0
    """Steepness of both sides of the band."""
    least: float = 20.0
    """Extra points from which it takes an offer."""
    most: float = 150.0
    """Extra points up to which it takes an offer."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.least < self.most < inf:
            raise ValueError(
                "least and most are numbers of points above 0, the least below the most, "
                f"not {self.least} and {self.most}"
            )

    def taking(self, reading: OfferReading) -> float:
        """Rises and falls again."""
        low, high = (self.least, self.most) if reading.priced else (ENOUGH, BETTER)
        under = -self.slope * (reading.stake - log(low))
        over = -self.slope * (log(high) - reading.stake)
        # Minus the log-odds of a product of two sigmoids.
        against = float(np.logaddexp.reduce((under, over, under + over)))
        return self.chance(reading, -against / self.slope, 0.0)
