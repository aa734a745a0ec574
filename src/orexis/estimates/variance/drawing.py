"""Draws from a learnt density: importance sampling with a fitted Student's t."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, ndtri
from scipy.stats import qmc

from orexis.estimates.variance.learnt import Learnt
from orexis.estimates.variance.scale import bent

Array = NDArray[np.float64]

DEGREES = 5
"""Of the proposal's Student's t."""
ROUNDS = 3
FEW = 1024
"""Draws on the way."""


def draw(learnt: Learnt, count: int, seed: int) -> tuple[Array, Array]:
    """Weighted draws, with a proposal that is fitted to the draws before.

    Returns:
        (B, K) log standard deviations, and (B,) weights that sum to 1; B is at most `count`.
    """
    scale = learnt.scale
    for turn in range(ROUNDS):
        last = turn == ROUNDS - 1
        places, density = student(len(scale.middle), count if last else FEW, seed + turn)
        logs = scale.logs(places)
        real = np.isfinite(logs).all(axis=1)
        logs, density = logs[real], density[real]
        stretch = (bent(logs) - logs).sum(axis=1)
        target = learnt(logs) + stretch - density
        weights = np.exp(target - target.max())
        weights /= weights.sum()
        scale = scale.refitted(logs, weights)
    return logs, weights


def student(size: int, count: int, seed: int) -> tuple[Array, Array]:
    """Quasi-random multivariate t: (count, size) places and (count,) log densities, unnormed."""
    uniform = _uniform(size + 1, count, seed)
    stretch = np.sqrt(DEGREES / chdtri(DEGREES, uniform[:, size]))
    places = ndtri(uniform[:, :size]) * stretch[:, None]
    squares = (places**2).sum(axis=1)
    return places, -0.5 * (DEGREES + size) * np.log1p(squares / DEGREES)


def normal(size: int, count: int, seed: int) -> Array:
    """Quasi-random standard normal places, (count, size)."""
    found: Array = ndtri(_uniform(size, count, seed))
    return found


def _uniform(size: int, count: int, seed: int) -> Array:
    drawn = qmc.Sobol(size, seed=seed).random(1 << (count - 1).bit_length())[:count]
    return np.clip(drawn, 1e-9, 1 - 1e-9)


def systematic(weights: Array, count: int, seed: int) -> NDArray[np.intp]:
    """Places of about `count` draws, taken with their weights, each at most once."""
    start = np.random.default_rng(seed).random()
    ends = np.cumsum(weights)
    taken = np.searchsorted(ends / ends[-1], (np.arange(count) + start) / count)
    return np.unique(np.minimum(taken, len(weights) - 1))


def quantiles(values: Array, weights: Array, shares: Sequence[float]) -> Array:
    """Weighted quantiles of values (B,)."""
    order = np.argsort(values)
    passed = np.cumsum(weights[order]) - weights[order] / 2
    return np.interp(shares, passed, values[order])


def worth(weights: Array) -> float:
    """How many independent draws weighted ones are worth (Kish 1965)."""
    return 1 / float((weights**2).sum())
