"""How much rollouts scatter around a fitted curve, against independent draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def pearson(
    rollout: NDArray[np.intp],
    weight: Array,
    residual: Array,
    gradient: Array,
    variance: Array,
    parameters: int,
) -> tuple[float, float]:
    """Variance of the rollouts' scores over that of independent draws, and its degrees of freedom.

    Pearson's, weighted by information (McCullagh and Nelder 1989, section 4.5); the unit is the
    rollout.

    Args:
        rollout: (n,) number of each row's rollout, from 0.
        weight: (n,) of each row.
        residual: (n,) outcome minus the chance that the curve gives.
        gradient: (n,) slope of that chance in log-odds.
        variance: (n,) variance of one draw.
        parameters: How many the curves have that the rows decide.
    """
    score = np.bincount(rollout, weight * residual * gradient / variance)
    told = np.bincount(rollout, weight * gradient**2 / variance)
    size = float(told.sum() ** 2 / (told**2).sum())
    degrees = max(size - parameters, 1.0)
    return float((score**2).sum() / told.sum() * size / degrees), degrees
