"""From shares accepted to weights, and from weights to the revealed horizon: arrays only."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
LONGEST = 64
"""Steps over which weights are summed."""
STEPS = np.arange(1, LONGEST + 1)


def revealed(weights: Array, delays: ArrayLike) -> Array:
    """Revealed horizon: the sum over k = 1..64 of w(k), linear in k between the delays asked.

    Steps before the shortest delay, and past the longest, count as it. Where all delays from 1 to
    64 were asked, the sum is exact.

    Args:
        weights: (..., D) weights, at most 1.
        delays: (D,) ascending, above 0, in steps.

    Returns:
        (...) steps, from 0 to 64.
    """
    return weights @ shares_of(delays)


def shares_of(delays: ArrayLike) -> Array:
    """(D,) for how many steps of the 64 the weight at each delay stands."""
    asked = np.asarray(delays, dtype=float)
    return np.array([np.interp(STEPS, asked, row).sum() for row in np.eye(len(asked))])


def slope(x: Array, y: Array) -> Array:
    """Least-squares slope of y (..., n) on x (n,), nan where x does not vary."""
    centred = x - x.mean()
    square = float(centred @ centred)
    return y @ (centred / square) if square > 0 else np.full(y.shape[:-1], np.nan)


def scale(steps: ArrayLike) -> Array:
    """log2(steps + 0.5).

    A revealed horizon of (H - 1) / 2, the rational one where the boundary is hidden, becomes
    log2 H - 1: its slope on log2 H is exactly 1.
    """
    return np.log2(np.asarray(steps, dtype=float) + 0.5)
