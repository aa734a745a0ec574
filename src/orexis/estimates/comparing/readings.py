"""Horizons with intervals as readings on the log scale: seen, or known from one side only."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from orexis.estimates.comparing.horizons import Horizon
from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import FLAT, quantile

Censored = Literal["", "above", "below"]
LONGEST = 32.0
"""Steps: the longest delay that the probe offers, and so the longest horizon that it can show."""
NEAR = 0.02
"""An upper limit that comes so close to the longest delay, as a share of it, may lie beyond."""
SHORTEST = 0.1
"""Steps: below a tenth of a step a lower limit on the log scale says nothing."""
FILE_LEVEL = 0.95
"""Level of the intervals in a file of training horizons."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A horizon on the log10 scale."""

    value: float
    """log10 of the horizon, or of the bound that it lies beyond."""
    error: float
    """Standard deviation of its error, or of the bound's, in decades."""
    censored: Censored = ""
    """Whether it lies above or below the value, and by how much is not known."""


def trained(horizon: Horizon) -> Reading:
    """A training horizon: half the width of its interval on the log scale is 1.96 errors.

    One without an interval counts as exact: an error that is there but not known draws the slope
    to 0.
    """
    error = _error(horizon.low, horizon.high, FILE_LEVEL, 2) if horizon.bounded else 0.0
    return Reading(math.log10(horizon.length), error)


def revealed(estimate: Estimate) -> Reading:
    """A revealed horizon, in steps.

    An interval that reaches infinity or the longest delay of its run has no upper side: the
    horizon lies above the value, at most the longest delay, known as well as its lower side says.
    One that reaches (almost) 0 has no lower side: the horizon lies below the value, at least
    `SHORTEST`, known as well as its upper side says.

    Raises:
        ValueError: nothing is known of it; with the reason.
    """
    if math.isnan(estimate.value):
        raise ValueError(estimate.reason)
    value, low, high = estimate.value, estimate.low, estimate.high
    longest = reach(estimate)
    above = math.isinf(high) or longest * (1 - NEAR) <= high <= longest * (1 + FLAT)
    below = low <= SHORTEST
    if (above and below) or math.isinf(low):
        raise ValueError(f"its interval, {low:g} to {high:g} steps, says nothing")
    if above:
        bound = value if math.isfinite(value) else max(low, longest)
        return Reading(math.log10(bound), _error(low, bound, estimate.level, 1), "above")
    if below:
        bound = max(value, SHORTEST)
        error = _error(bound, max(high, bound), estimate.level, 1)
        return Reading(math.log10(bound), error, "below")
    return Reading(math.log10(value), _error(low, high, estimate.level, 2))


def reach(estimate: Estimate) -> float:
    """Steps over which a revealed horizon was summed, as its method says; else `LONGEST`."""
    said = re.search(r"k = 1 to (\d+)", estimate.method)
    return float(said[1]) if said else LONGEST


def _error(low: float, high: float, level: float, sides: int) -> float:
    return math.log10(high / low) / (sides * quantile(level))
