"""Numbers that know how every block of rollouts moves them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.estimates.drift.panel import Array
from orexis.estimates.intervals import t_quantile

Limits = tuple[float, float, float]
"""Value, low, high."""


@dataclass(frozen=True)
class Figure:
    """A number, what each block adds to it, and what its prior leaves open."""

    value: float
    influence: Array
    """(B,) 0 for blocks that have no part in it."""
    vague: float
    """Variance that comes of weak priors: large where the answers say little."""
    blocks: int
    """Blocks behind it, at least 2; degrees of freedom and one."""

    @property
    def variance(self) -> float:
        """Of the delete-one jackknife to first order, and of the priors (Efron 1982, chapter 3)."""
        rest = self.blocks / (self.blocks - 1)
        return rest * float(self.influence @ self.influence) + self.vague

    def limits(self, level: float) -> Limits:
        """Student's t interval."""
        half = t_quantile(level, self.blocks - 1) * float(np.sqrt(self.variance))
        return self.value, self.value - half, self.value + half


def fieller(
    above: float, below: float, variances: tuple[float, float, float], times: float
) -> Limits | None:
    """Ratio of two numbers with its limits, None where the one below may be 0.

    Args:
        above: Numerator.
        below: Denominator.
        variances: Of the numerator, of the denominator, and their covariance.
        times: Quantile by which standard errors are multiplied.

    Source: Fieller 1954, J. R. Stat. Soc. B 16(2).
    """
    top, bottom, both = (times**2 * each for each in variances)
    square = below**2 - bottom
    if square <= 0:
        return None
    middle = above * below - both
    root = float(np.sqrt(max(0.0, middle**2 - square * (above**2 - top))))
    ratio = above / below
    return ratio, min(ratio, (middle - root) / square), max(ratio, (middle + root) / square)
