"""Exact probabilities: their log-odds have no chance variation, so they are decomposed directly.

log-odds = a[cell] + z[item] + b[rollout] + e, b ~ N(0, s^2), e ~ N(0, r^2): a linear mixed model,
in which Laplace's method is no approximation. r is how much a rollout's answer moves from item to
item beyond the items' own part; it is known well where rollouts have several items, and is fixed at
its estimate. What a draw from these probabilities would add is the choice's part, pi^2 / 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.likelihood import Slope
from orexis.estimates.variance.reading import Rows

Array = NDArray[np.float64]

SWEEPS = 30
"""Alternating fits of rollouts and items."""
LEAST = 1e-3
"""Least r, in logits."""


@dataclass(frozen=True)
class LogOdds:
    """Log-odds of rollouts on items; each pair at most once."""

    cells: int
    cell: NDArray[np.int64]
    """(R,)"""
    seen: Array
    """(R, J) of 0 and 1."""
    values: Array
    """(R, J); 0 where not seen."""
    rest: float
    """r, in logits."""

    @classmethod
    def of(cls, rows: Rows) -> LogOdds:
        """From rows of exact probabilities; `rest` is nan where it cannot be told from b."""
        column, unit = rows.column, rows.rollout
        cell = np.zeros(len(unit), dtype=np.int64)
        cell[unit.codes] = rows.cell
        seen, values = np.zeros((2, len(unit), len(column)))
        seen[unit.codes, column.codes] = 1
        values[unit.codes, column.codes] = rows.outcome
        cells = len(rows.model) * len(rows.context)
        return cls(cells, cell, seen, values, _rest(seen, values))

    def start(self) -> Array:
        """(n,) the mean of each cell, items at 0."""
        total = np.bincount(self.cell, self.values.sum(axis=1), self.cells)
        count = np.bincount(self.cell, self.seen.sum(axis=1), self.cells)
        return np.concatenate([total / np.maximum(count, 1), np.zeros(self.seen.shape[1])])

    def __call__(self, x: Array, sd: float) -> Slope:
        """The log-likelihood, up to a constant."""
        noise, cells = self.rest**2, self.cells
        off = self.values - self.seen * (x[self.cell, None] + x[None, cells:])
        counts, sums = self.seen.sum(axis=1), off.sum(axis=1)
        drawn = sd**2 / (noise + counts * sd**2)
        value = float((drawn * sums**2).sum() - (off**2).sum()) / (2 * noise)
        value -= 0.5 * float(np.log1p(counts * sd**2 / noise).sum())
        pull = self.seen * (off - (drawn * sums)[:, None]) / noise
        by_cell = np.bincount(self.cell, pull.sum(axis=1), cells)
        return Slope(value, np.concatenate([by_cell, pull.sum(axis=0)]), self._curvature(drawn))

    def _curvature(self, drawn: Array) -> Array:
        cells, size = self.cells, self.cells + self.seen.shape[1]
        counts = self.seen.sum(axis=1)
        found = np.zeros((size, size))
        own = np.bincount(self.cell, counts - drawn * counts**2, cells)
        found[np.arange(cells), np.arange(cells)] = own
        np.add.at(found[:cells, cells:], self.cell, self.seen * (1 - drawn * counts)[:, None])
        found[cells:, :cells] = found[:cells, cells:].T
        found[cells:, cells:] = np.diag(self.seen.sum(axis=0))
        found[cells:, cells:] -= (self.seen * drawn[:, None]).T @ self.seen
        return found / self.rest**2


def _rest(seen: Array, values: Array) -> float:
    """Root mean square of what is left of rollouts and items, with degrees of freedom taken off."""
    degrees = float(seen.sum()) - seen.shape[0] - seen.shape[1] + 1
    if degrees < 1:
        return float("nan")
    left = values.copy()
    for _ in range(SWEEPS):
        for axis in (1, 0):
            mean = left.sum(axis=axis, keepdims=True) / np.maximum(seen.sum(axis, keepdims=True), 1)
            left -= seen * mean
    return max(LEAST, float(np.sqrt((left**2).sum() / degrees)))
