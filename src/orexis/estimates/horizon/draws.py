"""Draws of all weights of a model together: what sums and differences of them are read from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon.contrasts import Contrast
from orexis.estimates.horizon.posterior import Shared
from orexis.estimates.horizon.sampling import common_draws, draws

Array = NDArray[np.float64]
HEADROOM = 2.0
"""A weight that is not clearly above 1 may come out this high in a sum: else noise around 1 would
count downwards only, and the mean of many weights of 1 lie below 1 by more than its interval."""
WIDEST = 0.3
"""Variance of a level up to which a cell is scaled back: of wider ones little is known anyway."""
CLEAR = 0.975
"""Posterior probability of a weight above 1 from which it counts as 1."""


@dataclass(frozen=True)
class Draws:
    """D draws of the C cells' weights."""

    levels: Array
    """(D, C) indifference levels ln(b / c); inf where it never accepts, -inf where always."""
    nodes: NDArray[np.intp]
    """(D,) nodes of what all cells share."""
    control: Array
    """(D,) the level without delay, over which weights are; 0 where it is not known."""
    lower: Array
    """(D, C) weights for sums; 0 where too small to be seen."""
    upper: Array
    """(D, C) the same; too small ones as they come."""

    @classmethod
    def of(cls, shared: Shared, count: int, control: NDArray[np.bool_] | None = None) -> Draws:
        """Draw from the posterior; deterministic.

        Args:
            shared: The posterior.
            count: Number of draws.
            control: (C,) the cells over whose weight all weights are, if any.
        """
        found, nodes = draws(shared, count)
        zero = np.zeros(count)
        if control is not None and control.any():
            zero = common_draws(shared, control, nodes)
        upper = for_sums(found - zero[:, None])
        smallest = np.exp(zero - shared.counts.ends[1])[:, None]
        return cls(found, nodes, zero, np.where(upper < smallest, 0.0, upper), upper)

    @property
    def weights(self) -> Array:
        """(D, C) weights over that without delay; 0 where it never accepts, inf where always."""
        return np.asarray(np.exp(self.control[:, None] - self.levels))

    def sums(self, contrast: Contrast, most: float = HEADROOM) -> tuple[Array, Array]:
        """(D,) lower and upper draws of a weighted sum of weights, none above `most`."""
        plus, minus = np.maximum(contrast.weights, 0), np.minimum(contrast.weights, 0)
        lower, upper = (np.minimum(each, most) for each in (self.lower, self.upper))
        bounds = (lower @ plus + upper @ minus, upper @ plus + lower @ minus)
        low, high = (np.clip(each, contrast.least, contrast.top) for each in bounds)
        return low, high

    def interval(
        self, contrast: Contrast, level: float, most: float = HEADROOM
    ) -> tuple[float, float, float]:
        """Value, low and high of a weighted sum of weights.

        Args:
            contrast: The sum.
            level: Confidence level in (0, 1).
            most: What a weight counts at most; 1 is for differences only, in which the noise that
                it leaves out above 1 is missing on either side.
        """
        lower, upper = self.sums(contrast, most)
        value = float((lower.mean() + upper.mean()) / 2)
        low = float(np.quantile(lower, (1 - level) / 2))
        high = float(np.quantile(upper, (1 + level) / 2))
        return value, min(low, value), max(high, value)


def for_sums(levels: Array) -> Array:
    """(D, C) weights from indifference levels, such that errors average out over cells.

    What is clearly above 1 counts as 1, what is not may be noise around 1: see `HEADROOM`. And
    exp(-m) of a noisy m lies above exp(-mean m) by exp(var / 2) on average, once for the draws and
    once for the data behind them, which would not average out either: each cell is scaled back by
    it, less so where it may be above 1 and the cap has done that already.
    """
    finite = np.isfinite(levels)
    kept = np.where(finite, levels, 0.0)
    count = np.maximum(finite.sum(axis=0), 1)
    mean = kept.sum(axis=0) / count
    variance = np.where(finite, (kept - mean) ** 2, 0.0).sum(axis=0) / count
    above = (levels < 0).mean(axis=0)
    scale = np.minimum(variance, WIDEST) * (1 - above)
    found = np.minimum(np.exp(-levels - scale), HEADROOM)
    clear = above > CLEAR
    found[:, clear] = np.minimum(found[:, clear], 1.0)
    return np.asarray(found)
