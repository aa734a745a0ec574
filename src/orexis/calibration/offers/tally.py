"""Estimates against what is known: how often the interval held it, and how far off they were."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from orexis.calibration.rates import Rate, rate_of
from orexis.estimates import Estimate

ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Tally:
    """Estimates of one kind, added up."""

    held: int = 0
    """Intervals that held what is known."""
    of: int = 0
    """Intervals."""
    total: float = 0.0
    """Sum of errors."""
    squares: float = 0.0
    """Sum of squared errors."""
    errors: int = 0
    """Errors that are finite: an estimate beyond what was offered has none."""
    absent: int = 0
    """Times that no estimate was given."""

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.held + other.held,
            self.of + other.of,
            self.total + other.total,
            self.squares + other.squares,
            self.errors + other.errors,
            self.absent + other.absent,
        )

    @property
    def coverage(self) -> Rate:
        """Share of the intervals that held what is known."""
        return rate_of(self.held, self.of)

    @property
    def bias(self) -> float:
        """Mean error."""
        return self.total / self.errors if self.errors else math.nan

    @property
    def rmse(self) -> float:
        """Root of the mean squared error."""
        return math.sqrt(self.squares / self.errors) if self.errors else math.nan


def tally(found: Estimate | None, known: float, *, log: bool = False) -> Tally:
    """One estimate.

    Args:
        found: With its interval; nan or None where there is none.
        known: The truth, on the scale of the estimate.
        log: Whether errors are of logarithms.
    """
    if found is None or math.isnan(found.value):
        return Tally(absent=1)
    slack = ROUNDING * max(1.0, abs(known)) if math.isfinite(known) else 0.0
    held = found.low <= known + slack and known - slack <= found.high
    value, truth = found.value, known
    if log:
        value, truth = (math.log(each) if each > 0 else -math.inf for each in (value, truth))
    error = value - truth
    if not math.isfinite(error):
        return Tally(held=int(held), of=1)
    return Tally(int(held), 1, error, error**2, 1)


def added(every: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Tallies by name, added up."""
    found: dict[str, Tally] = {}
    for one in every:
        for name, each in one.items():
            found[name] = found.get(name, Tally()) + each
    return found
