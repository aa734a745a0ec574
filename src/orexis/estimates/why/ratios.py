"""Shares of the baseline's gap: ratios of two correlated sums, with Fieller's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from orexis.estimates.why.cells import Cells
from orexis.estimates.why.linear import covariance, sums

Array = NDArray[np.float64]
CLEAR = 2.0
"""How many half widths of its interval a denominator has to lie above 0."""


@dataclass(frozen=True)
class Ratios:
    """(..., c) ratios; nan where the denominator is not clear; see `CLEAR`."""

    value: Array
    low: Array
    high: Array


def fieller(cells: Cells, numerators: Array, denominator: Array, level: float) -> Ratios:
    """Ratios of weighted sums of the cells to one common sum.

    The limits are the values r that numerator - r denominator does not exclude (Fieller 1954);
    both share cells, and so are correlated. There is no ratio unless the denominator is at least
    `CLEAR` times the half width of its interval: near 0 every ratio would be left open.

    Args:
        cells: (..., k).
        numerators: (c, k) weights.
        denominator: (k,) weights.
        level: Confidence level.
    """
    below = np.broadcast_to(denominator, numerators.shape)
    over, under = sums(cells, numerators), sums(cells, below)
    shared = covariance(cells, numerators, below)
    degrees = np.minimum(over.degrees, under.degrees)
    t = stdtrit(degrees, (1 + level) / 2)
    a, b = over.value, under.value
    with np.errstate(invalid="ignore", divide="ignore"):
        top = a * b - t**2 * shared
        bottom = b**2 - t**2 * under.variance
        inside = top**2 - bottom * (a**2 - t**2 * over.variance)
        root = np.sqrt(np.maximum(inside, 0.0))
        clear = b > CLEAR * t * np.sqrt(under.variance)
        value, low, high = (
            np.where(clear, each, np.nan)
            for each in (a / b, (top - root) / bottom, (top + root) / bottom)
        )
    return Ratios(value, np.minimum(low, value), np.maximum(high, value))
