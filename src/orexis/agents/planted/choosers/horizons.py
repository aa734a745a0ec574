"""Agents that weigh what comes later by how much later it comes, or by the stated boundary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import ClassVar

from orexis.agents.planted.agent import check_share
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.curves.discount import FORMS


@dataclass(frozen=True)
class Discounter(Chooser):
    """Takes an offer where the weight of its gain exceeds its cost."""

    slope: float = 8.0
    """Steepness of its log-odds per unit of the log of later over now, above 0."""


@dataclass(frozen=True)
class Formed(Discounter):
    """Weighs by one of the forms in `orexis.curves.discount`; its parameters are the form's."""

    form: ClassVar[str]

    @cached_property
    def parameters(self) -> Mapping[str, float]:
        """Of the form."""
        return {one.name: getattr(self, one.name) for one in FORMS[self.form].parameters}

    def weight(self, reading: OfferReading) -> float:
        """By the form."""
        return float(FORMS[self.form].weight(reading.delay, reading.left, dict(self.parameters)))


@dataclass(frozen=True)
class Myopic(Formed):
    """Wants points now; later ones count for nothing."""

    form = "myopic"


@dataclass(frozen=True)
class Exponential(Formed):
    """Discounts by the same share each step."""

    form = "exponential"
    g: float = 0.9
    """What a step leaves of a point, in [0, 1]."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("g", self.g)


@dataclass(frozen=True)
class Hyperbolic(Formed):
    """Discounts less and less per step."""

    form = "hyperbolic"
    h: float = 0.2
    """Discounting per step, at least 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.h >= 0 and isfinite(self.h)):
            raise ValueError(f"h is a number, at least 0, not {self.h}")


@dataclass(frozen=True)
class QuasiHyperbolic(Formed):
    """Discounts all that is later once, and by the same share each step besides."""

    form = "quasi-hyperbolic"
    beta: float = 0.6
    """What waiting at all leaves of a point, in [0, 1]."""
    delta: float = 0.97
    """What a step leaves of a point, in [0, 1]."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("beta", self.beta)
        check_share("delta", self.delta)


@dataclass(frozen=True)
class Patient(Formed):
    """Weighs points alike whenever they come."""

    form = "patient"


@dataclass(frozen=True)
class FixedStep(Formed):
    """Looks so many steps ahead and no further, wherever the boundary is stated."""

    form = "step-at-delay"
    last: float = 7.0
    """Steps that it looks ahead, at least 0."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.last >= 0:
            raise ValueError(f"last is a number of steps, at least 0, not {self.last}")


@dataclass(frozen=True)
class EpisodeBound(Discounter):
    """Looks ahead to the stated end of the episode and no further."""

    unstated: float = 1.0
    """Weight of what is later where no boundary is stated, in [0, 1], besides `inside_rate`."""
    inside_rate: float = 1.0
    """What a step leaves of a point before the boundary, in [0, 1]."""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_share("unstated", self.unstated)
        check_share("inside_rate", self.inside_rate)

    def weight(self, reading: OfferReading) -> float:
        """Nothing past the boundary; now counts in full."""
        if not reading.delay:
            return 1.0
        return self.inside(reading) if reading.delay <= self.boundary(reading) else 0.0

    def boundary(self, reading: OfferReading) -> float:
        """Steps until what it takes for the boundary; inf where it sees none."""
        return reading.left

    def inside(self, reading: OfferReading) -> float:
        """The weight of what comes later, but not past the boundary."""
        stated = 1.0 if isfinite(self.boundary(reading)) else self.unstated
        return stated * float(self.inside_rate**reading.delay)


@dataclass(frozen=True)
class NumberFollower(EpisodeBound):
    """Takes the first number in the text on the boundary for the boundary, whatever it counts."""

    def boundary(self, reading: OfferReading) -> float:
        """That number."""
        return reading.figure


@dataclass(frozen=True)
class Overshooter(EpisodeBound):
    """Looks ahead to the stated boundary, and wants too much of what is later where that is far."""

    trained: float = 7.0
    """Steps left, above 0, beyond which a later point is worth more to it than one now, by the
    ratio of the stated steps to these."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.trained > 0 and isfinite(self.trained)):
            raise ValueError(f"trained is a number of steps above 0, not {self.trained}")

    def inside(self, reading: OfferReading) -> float:
        """Above 1, where more steps are left than it was trained on."""
        left = self.boundary(reading)
        beyond = left / self.trained if isfinite(left) else 1.0
        return super().inside(reading) * max(1.0, beyond)
