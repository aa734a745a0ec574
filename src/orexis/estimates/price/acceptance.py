"""Acceptance over the range of offers: comparable between cells wherever offers were placed."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.curves import ORDERS, Grid
from orexis.estimates.price.fitting import whole
from orexis.estimates.price.posterior import Fit

Array = NDArray[np.float64]

BINS = 1000
"""Bins of acceptance over [0, 1]."""


def over_range(found: Fit) -> Array:
    """(BINS,) posterior of the acceptance averaged over the range and both orders.

    It is defined for agents without a finite price as well, and does not depend on where the
    offers were placed.
    """
    grid = found.grid
    if grid is whole(grid.lowest, grid.highest):
        bins = _whole_bins(grid.lowest, grid.highest)
    else:
        bins = _bins(grid)
    return np.bincount(bins, found.weights, minlength=BINS).astype(float)


def quantiles(spread: Array, shares: ArrayLike) -> Array:
    """Quantiles of an acceptance, from its posterior over the bins."""
    return _read(spread, np.linspace(0, 1, BINS + 1), shares)


def difference(over: Array, under: Array, shares: ArrayLike) -> Array:
    """Quantiles of one acceptance minus another, independent of it; in [-1, 1]."""
    # A difference of bins i - j stands for the triangle around it: its middle is exact.
    spread = np.convolve(over, under[::-1])
    edges = (np.arange(2 * BINS) - BINS + 0.5) / BINS
    return _read(spread, edges, shares)


def _read(spread: Array, edges: Array, shares: ArrayLike) -> Array:
    steps = np.r_[0.0, np.cumsum(spread) / spread.sum()]
    return np.asarray(np.interp(np.asarray(shares, dtype=float), steps, edges))


@lru_cache(maxsize=32)
def _whole_bins(lowest: float, highest: float) -> NDArray[np.intp]:
    return _bins(whole(lowest, highest))


def _bins(grid: Grid) -> NDArray[np.intp]:
    return np.minimum(means(grid) * BINS, BINS - 1).astype(np.intp)


def means(grid: Grid) -> Array:
    """(K,) acceptance of every node, averaged over the range and both orders.

    The integral of a logistic function is a softplus.
    """
    level, slope, lapse, bias = grid.axes.nodes()
    inside = np.zeros(len(level))
    for first in ORDERS:
        low, high = (
            np.logaddexp(0, slope * (end - level) + bias * first)
            for end in (grid.lowest, grid.highest)
        )
        inside += (high - low) / slope / len(ORDERS)
    curves = lapse / 2 + (1 - lapse) * inside / (grid.highest - grid.lowest)
    flat = np.arange(grid.parts["curve"].stop, len(grid.prior))
    others = grid.chances_of(flat, [grid.lowest]).mean(axis=(1, 2))
    return np.asarray(np.concatenate([curves, others]), dtype=float)
