"""Offers as counts: a row per cell, a column per ratio and order of the options."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon.reading import Cell, Offers

Array = NDArray[np.float64]
FINEST, MOST = 0.02, 60
"""Log ratios closer than this share a node, and no more steps than this span the range: foreign
tables may bring as many ratios as rows."""


@dataclass(frozen=True)
class Counts:
    """Accepted and declined offers of one model."""

    cells: tuple[Cell, ...]
    xs: Array
    """(X,) ln(b / c), increasing."""
    accepted: Array
    """(C, X, 2) by order: accepting shown first, second. Need not be whole."""
    declined: Array
    """(C, X, 2)"""

    @classmethod
    def of(cls, offers: Offers, dispersion: float = 1.0) -> Counts:
        """Count the valid rows.

        An offer of which nobody knows the order counts half in either. A row that `scattered`
        names is worth 1 / dispersion draws. Ratios are rounded where there are many.

        Args:
            offers: Of one model.
            dispersion: Variance of outcomes around their curve over that of independent draws.
        """
        kept = offers.valid
        step = max(FINEST, float(np.ptp(offers.x[kept])) / MOST)
        rounded = np.round(offers.x[kept] / step).astype(np.int64)
        places, column = np.unique(rounded, return_inverse=True)
        totals = np.bincount(column, minlength=len(places))
        xs = np.bincount(column, offers.x[kept], minlength=len(places)) / totals
        worth = offers.weight[kept] / np.where(offers.scattered[kept], dispersion, 1.0)
        shape = (len(offers.cells), len(xs), 2)
        found = []
        for outcome in (offers.accepted[kept], 1 - offers.accepted[kept]):
            table = np.zeros(shape)
            for order, sign in enumerate((0.5, -0.5)):
                share = np.clip(0.5 + offers.first[kept] * np.sign(sign), 0, 1)
                np.add.at(table[:, :, order], (offers.cell[kept], column), share * worth * outcome)
            found.append(table)
        return cls(offers.cells, xs, found[0], found[1])

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest ln(b / c) that was offered."""
        return float(self.xs[0]), float(self.xs[-1])

    @property
    def offers(self) -> Array:
        """(C, X, 2) accepted and declined together."""
        return self.accepted + self.declined
