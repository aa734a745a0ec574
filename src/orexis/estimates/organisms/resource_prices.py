"""The price of a resource from choices alone, and how prices grow with the trained horizon."""

from __future__ import annotations

from math import log, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.estimates.intervals import Interval, quantile
from orexis.estimates.organisms.over_seeds import mean_over_seeds
from orexis.estimates.organisms.weights import slope

Array = NDArray[np.float64]
LEVEL = 0.95
RANGE = (0.0, log(1000.0))
"""ln of the points that the probe offers for a resource."""
MOVED = 4
"""Fewest answers against the majority of their condition from which a trend can be told."""
SHORTEST = 4
"""Slopes are over trained horizons from here on: below, next to nothing can be gained."""


def log_price(levels: ArrayLike, kept: ArrayLike, level: float = LEVEL) -> Interval:
    """The price of a resource from offers at chosen levels, by Spearman and Karber.

    The integral of the share kept over the range of ln points; each level stands for the stretch
    up to half-way to its neighbours. No curve is assumed. The variance is taken from differences
    between neighbours (von Neumann 1941): half their square estimates the variance of a share, and
    where the price lies between two levels it stands for that uncertainty too. Below the least
    level the resource counts as kept, above the largest as given up.

    Args:
        levels: (n,) ln points of each offer, within `RANGE`; repeats count together.
        kept: (n,) 1 where the resource was kept, 0 where the points were taken; or shares.
        level: confidence level in (0, 1).

    Returns:
        ln points, within `RANGE`.

    Raises:
        ValueError: no offers.
    """
    at, place, counts = np.unique(
        np.asarray(levels, dtype=float), return_inverse=True, return_counts=True
    )
    if not len(at):
        raise ValueError("no offers to read a price from")
    shares = np.bincount(place, np.asarray(kept, dtype=float)) / counts
    edges = np.concatenate([RANGE[:1], (at[1:] + at[:-1]) / 2, RANGE[1:]])
    widths = np.diff(edges)
    value = RANGE[0] + float(widths @ shares)
    jumps = np.diff(shares, prepend=1.0, append=0.0) ** 2 / 2
    squares = np.pad(widths, 1, mode="edge") ** 2
    variance = float(jumps @ (squares[1:] + squares[:-1]) / 2)
    half = quantile(level) * sqrt(variance)
    low, high = max(RANGE[0], value - half), min(RANGE[1], value + half)
    return Interval(value, low, high, level, int(counts.sum()))


def follows_points(
    levels: ArrayLike, kept: ArrayLike, groups: ArrayLike, level: float = LEVEL
) -> bool:
    """Whether acceptance surely rises with the points, over the offers of all conditions.

    A trend within each condition, pooled (Mantel 1963): given how many offers of a condition were
    kept, any of them could have been, if points did not matter.

    Args:
        levels: (n,) ln points of each offer.
        kept: (n,) 1 where the resource was kept, 0 where the points were taken.
        groups: (n,) the condition of each offer.
        level: confidence level in (0, 1), of two sides.

    Returns:
        True too where fewer than `MOVED` answers differ from the others of their condition: who
        always takes, or always keeps, shows no trend.
    """
    x, y, names = np.asarray(levels, dtype=float), np.asarray(kept, dtype=float), np.asarray(groups)
    trend = variance = moved = 0.0
    for name in dict.fromkeys(names.tolist()):
        at, took = x[names == name], 1 - y[names == name]
        size, spread = len(at), at - at.mean()
        moved += min(took.sum(), size - took.sum())
        trend += float(spread @ took)
        if size > 1:
            variance += float(spread @ spread) * float(took.var(ddof=1))
    return moved < MOVED or trend > quantile(level) * sqrt(variance)


def horizon_slope(horizons: ArrayLike, prices: ArrayLike, level: float = LEVEL) -> Interval:
    """The slope of log2(price + 1/2) over log2(H), within each seed, with a t interval over seeds.

    The half keeps a price of 0 finite; it alone makes a price of H - 1 come out at 1.06 over
    H = 4..32, and one of (H - 1) / 2 at 1.00.

    Args:
        horizons: (h,) trained horizons in steps; those below `SHORTEST` are left out.
        prices: (h, seeds) in q or points, at least 0; nan where an organism does not count.
        level: confidence level in (0, 1).

    Returns:
        nan without a seed that has two horizons; an infinite interval with one such seed.
    """
    spans = np.asarray(horizons, dtype=float)
    rows = spans >= SHORTEST
    x = np.log2(spans[rows])
    return mean_over_seeds([_slope(x, y) for y in np.log2(np.asarray(prices)[rows].T + 0.5)], level)


def _slope(x: Array, y: Array) -> float:
    """By least squares over what is there; nan with fewer than two points."""
    there = np.isfinite(y)
    if there.sum() <= 1:
        return nan
    return float(slope(x[there], y[there]))
