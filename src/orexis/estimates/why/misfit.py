"""Do the explanations together fit what was seen?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from orexis.estimates.counts import ROUNDING
from orexis.estimates.why.nonnegative import NonNegative
from orexis.estimates.why.structural import Fit

Array = NDArray[np.float64]
LEAST_DEGREES = 5.0
"""Below this the second moment of a squared t does not exist."""


@dataclass(frozen=True)
class Misfit:
    """Lack of fit in every run."""

    p: Array
    """(runs,) chance of residuals as large as these if the explanations were all there is."""
    worst: NDArray[np.intp]
    """(runs,) observation with the largest residual that stands out, else with the largest."""
    residual: Array
    """(runs,) its residual."""
    loudest: Array
    """(runs,) its size where the test is significant and it stands out; else 0."""
    alarm: NDArray[np.bool_]
    """(runs,) that size reaches the margin."""
    excess: Array
    """(runs,) by how much residuals vary more than chance would have it; 1 unless significant."""

    def reaches(self, least: Array) -> NDArray[np.bool_]:
        """(runs, e) some residual that stands out is at least this large."""
        loudest = self.loudest[:, None]
        return np.asarray((loudest > 0) & (loudest >= least - ROUNDING))


def misfit(fit: Fit, best: NonNegative, level: float, margin: float) -> Misfit:
    """Chi-squared test of the residuals, its moments corrected for estimated variances.

    The weighted sum of squares that a fit by precision leaves is held against a scaled chi-squared
    with the two first moments of squared t's, in proportion to the degrees of freedom left. The
    worst residual of the even fit has to stand out at `level` over all observations (Bonferroni).

    Args:
        fit: A block of a batch.
        best: Its fit without negative coefficients, whose residuals are looked at.
        level: Confidence level of the test.
        margin: Smallest residual that is of interest.
    """
    count, columns = fit.columns.shape
    rest = best.residuals
    if count <= columns:
        zeros = np.zeros(len(rest.value))
        none = zeros.astype(bool)
        return Misfit(zeros + 1, zeros.astype(int), zeros, zeros, none, zeros + 1)
    d = np.maximum(fit.observed.degrees, LEAST_DEGREES)
    left = (count - best.used) / count
    first = left * (d / (d - 2)).sum(axis=-1)
    second = left * (2 * d**2 * (d - 1) / ((d - 2) ** 2 * (d - 4))).sum(axis=-1)
    p = chdtrc(2 * first**2 / second, best.total * 2 * first / second)
    significant = p < 1 - level
    size = np.abs(rest.value)
    out = (size > rest.half(1 - (1 - level) / count)) & (size > ROUNDING)
    worst = np.argmax(np.where(out, size + 10, size), axis=-1)
    residual = np.take_along_axis(rest.value, worst[..., None], -1)[..., 0]
    loudest = np.where(significant, np.where(out, size, 0.0).max(axis=-1), 0.0)
    excess = np.where(significant, np.maximum(1.0, best.total / first), 1.0)
    return Misfit(p, worst, residual, loudest, loudest >= margin, excess)
