"""Do the explanations together fit what was seen?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, stdtrit

from orexis.estimates.why.structural import Fit

Array = NDArray[np.float64]
LEAST_DEGREES = 5.0
"""Below this the second moment of a squared t does not exist."""
FLAT = 1e-12


@dataclass(frozen=True)
class Misfit:
    """Lack of fit in every run."""

    p: Array
    """(...,) chance of residuals as large as these if the explanations were all there is."""
    worst: NDArray[np.intp]
    """(...,) observation with the largest residual among those that stand out; else the largest."""
    residual: Array
    """(...,) its residual."""
    alarm: NDArray[np.bool_]
    """(...,) the test is significant and the worst residual stands out and reaches the margin."""


def misfit(fit: Fit, level: float, margin: float) -> Misfit:
    """Chi-squared test of the residuals, its moments corrected for estimated variances.

    The weighted sum of squares that a fit by precision leaves is held against a scaled chi-squared
    with the two first moments of squared t's, in proportion to the degrees of freedom left. The
    worst residual of the even fit has to stand out at `level` over all observations (Bonferroni).

    Args:
        fit: A block.
        level: Confidence level of the test.
        margin: Smallest residual that is of interest.
    """
    count, used = fit.columns.shape
    rest = fit.residuals
    shape = rest.value.shape[:-1]
    if count <= used:
        zeros = np.zeros(shape)
        return Misfit(zeros + 1, zeros.astype(int), zeros, zeros.astype(bool))
    d = np.maximum(fit.observed.degrees, LEAST_DEGREES)
    left = (count - used) / count
    first = left * (d / (d - 2)).sum(axis=-1)
    second = left * (2 * d**2 * (d - 1) / ((d - 2) ** 2 * (d - 4))).sum(axis=-1)
    total = left_over(fit)
    p = chdtrc(2 * first**2 / second, total * 2 * first / second)
    size = np.abs(rest.value)
    ratio = size / np.sqrt(np.maximum(rest.variance, FLAT))
    out = ratio > stdtrit(rest.degrees, 1 - (1 - level) / (2 * count))
    loud = out & (size >= margin)
    worst = np.argmax(np.where(loud, size + 10, size), axis=-1)
    residual = np.take_along_axis(rest.value, worst[..., None], -1)[..., 0]
    return Misfit(p, worst, residual, (p < 1 - level) & loud.any(axis=-1))


def left_over(fit: Fit) -> Array:
    """(...,) weighted sum of squared residuals of the fit by precision."""
    y, x = fit.observed.value, fit.columns
    w = 1 / np.maximum(fit.noise, FLAT)
    wx = w[..., None] * x
    wy = np.einsum("...gp,...g->...p", wx, y)
    cross = np.swapaxes(wx, -1, -2) @ x
    solved = np.linalg.solve(cross, wy[..., None])[..., 0]
    total: Array = (w * y * y).sum(axis=-1) - (wy * solved).sum(axis=-1)
    return np.maximum(total, 0.0)
