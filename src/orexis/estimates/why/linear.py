"""Weighted sums of cell means, many at once, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from orexis.estimates.why.cells import Cells

Array = NDArray[np.float64]
TINY = 1e-300


@dataclass(frozen=True)
class Sums:
    """(..., c) weighted sums."""

    value: Array
    variance: Array
    degrees: Array
    """Welch-Satterthwaite."""
    floor: Array
    """The least and the greatest that the weights allow for means in [0, 1]."""
    ceiling: Array

    def limits(self, level: float) -> tuple[Array, Array]:
        """Low and high at a confidence level, clipped to what is possible."""
        half = stdtrit(self.degrees, (1 + level) / 2) * np.sqrt(self.variance)
        low = np.minimum(self.value, np.maximum(self.floor, self.value - half))
        high = np.maximum(self.value, np.minimum(self.ceiling, self.value + half))
        return low, high


def sums(cells: Cells, weights: Array) -> Sums:
    """Weighted sums of the cells' means, cells independent.

    Rollouts of different cells that share a block agree, if at all; leaving that out makes the
    interval of a difference too wide rather than too narrow.

    Flat cells are judged together: of N rollouts that all agree, (0 + 1) / (N + 2) may be of
    another kind, N being what the flat cells of this very sum are worth together. One flat cell of
    10 so gets a wide interval, 30 of them a narrow one.

    Args:
        cells: (..., k).
        weights: (c, k); 0 on every empty cell.

    Raises:
        ValueError: a weight on an empty cell.
    """
    if (np.abs(weights[..., ~cells.present]) > 0).any():
        raise ValueError("a contrast needs a cell that has no rollout")
    mean, variance = np.nan_to_num(cells.mean), np.nan_to_num(cells.variance)
    square = weights**2
    varied = np.where(cells.flat, 0.0, variance)
    agreed, size = _agreed(cells, weights, variance - varied)
    total = varied @ square.T + agreed
    rest = (varied**2 / cells.degrees) @ (square**2).T + agreed**2 / np.maximum(size, 1.0)
    degrees = np.where(total > 0, total**2 / np.maximum(rest, TINY), 1.0)
    value = mean @ weights.T
    floor, ceiling = (side(weights, 0).sum(axis=-1) for side in (np.minimum, np.maximum))
    return Sums(value, total, degrees, floor + 0 * value, ceiling + 0 * value)


def _agreed(cells: Cells, weights: Array, variance: Array) -> tuple[Array, Array]:
    """(..., c) variance that the flat cells bring, and how many rollouts they are worth."""
    square = weights**2
    spread = np.where(cells.flat, 1 / np.maximum(cells.n, 1.0), 0.0) @ square.T
    reach = cells.flat.astype(float) @ np.abs(weights).T
    size = reach**2 / np.maximum(spread, TINY)
    other = 1 / (size + 2)
    hidden = spread * cells.hidden * other * (1 - other)
    return np.maximum(variance @ square.T, hidden), size


def covariance(cells: Cells, first: Array, second: Array) -> Array:
    """Covariance of two sets of weighted sums, entry by entry; arguments as in `sums`."""
    shared: Array = np.nan_to_num(cells.variance) @ (first * second).T
    return shared
