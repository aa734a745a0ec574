"""Shares of the baseline's gap: ratios of two correlated sums, with Fieller's interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from orexis.estimates.why.cells import Cells
from orexis.estimates.why.linear import covariance, sums, together

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
    `CLEAR` times the half width of its interval: near 0 every ratio would be left open. Where
    blocks are known, also the values that the sums formed within blocks do not exclude.

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
    a, b = over.value, under.value
    low, high = _limits(a, b, (over.variance, shared, under.variance), degrees, level)
    used = (numerators != 0) | (below != 0)
    pairs = ((numerators, numerators), (numerators, below), (below, below))
    moved = [found for one, two in pairs if (found := together(cells, one, two, used))]
    if moved:
        aa, ab, bb = (variance for variance, _ in moved)
        wide = _limits(a, b, (aa, ab, bb), moved[0][1] - 1, level)
        # nan in either, so that the denominator has to be clear in both.
        low, high = np.minimum(low, wide[0]), np.maximum(high, wide[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        value = np.where(np.isnan(low), np.nan, a / b)
    return Ratios(value, np.minimum(low, value), np.maximum(high, value))


def _limits(
    a: Array, b: Array, variances: tuple[Array, Array, Array], degrees: Array, level: float
) -> tuple[Array, Array]:
    """Low and high; nan where b is not clear. Variance of a, covariance, variance of b."""
    aa, ab, bb = variances
    t = stdtrit(degrees, (1 + level) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        top = a * b - t**2 * ab
        bottom = b**2 - t**2 * bb
        root = np.sqrt(np.maximum(top**2 - bottom * (a**2 - t**2 * aa), 0.0))
        clear = b > CLEAR * t * np.sqrt(bb)
        low, high = (
            np.where(clear, each, np.nan) for each in ((top - root) / bottom, (top + root) / bottom)
        )
    return low, high
