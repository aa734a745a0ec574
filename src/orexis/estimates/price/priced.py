"""One cell read: its fit, class, price and the rest, still without labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Axis, transition
from orexis.estimates.price.acceptance import over_range
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.classes import FLAT, INCOHERENT, Classes, classify
from orexis.estimates.price.dispersion import Dispersion, dispersion
from orexis.estimates.price.fitting import Counts, fit
from orexis.estimates.price.posterior import Fit
from orexis.estimates.price.rule import SURE, PriceRule

Array = NDArray[np.float64]
Limits = tuple[float, float, float]
"""Value, low, high."""
HALF = 0.5
SLOPE, LAPSE = 1, 2
"""Axes of the grid."""


@dataclass(frozen=True)
class Priced:
    """A cell with what its choices say."""

    cell: Cell
    dispersion: Dispersion
    fit: Fit
    classes: Classes

    @cached_property
    def accepted(self) -> Array:
        """Posterior of the acceptance over the range; see `acceptance.over_range`."""
        return over_range(self.fit)

    @property
    def incoherent(self) -> bool:
        """Whether its choices surely fall with the points, or move with them up and down."""
        return self.classes.classes[INCOHERENT] >= SURE

    @property
    def no_price(self) -> str:
        """Why the cell has no price, empty where it has one."""
        if self.incoherent:
            how = (
                "fall with the points" if self.classes.falls > HALF else "go up and down with them"
            )
            return f"acceptances {how}, so no price separates declining from accepting"
        mixed = self.classes.name == FLAT and self.classes.kind == "mixed"
        if mixed or self.fit.kind("mixed") > HALF:
            return "choices do not move with the points, and it neither always nor never accepts"
        return ""

    def price(self, level: float) -> Limits:
        """Points at which it is indifferent: median and interval, 0 or inf beyond the offers.

        The end towards which a price is censored stands in the interval: a value of inf has as
        its low the highest offer, or less.
        """
        offered = self.cell.offered
        shares = [HALF, (1 - level) / 2, (1 + level) / 2]
        value, low, high = self.fit.marginal(offered).quantiles(shares).tolist()
        below, above = self._gap(value)
        low, high = min(low, below), max(high, above)
        return (
            float(np.exp(value)),
            float(np.exp(min(low, offered[1]))),
            float(np.exp(max(high, offered[0]))),
        )

    def _gap(self, value: float) -> tuple[float, float]:
        """The offers on either side of a level where exact choices jump from one to the other.

        The level may then lie anywhere between them. Elsewhere the level itself, twice.
        """
        used = np.unique(self.cell.xs[self.cell.rows.x])
        at = int(np.searchsorted(used, value))
        if not self.cell.rows.exact.all() or at in (0, len(used)):
            return value, value
        below, above = float(used[at - 1]), float(used[at])
        jumps = transition(self.slope(HALF)[0]) <= above - below
        return (below, above) if jumps else (value, value)

    def slope(self, level: float) -> Limits:
        """Median and interval of the curve's slope, per unit of ln(points)."""
        value, low, high = self._along(SLOPE, level)
        return float(np.exp(value)), float(np.exp(low)), float(np.exp(high))

    def lapse(self, level: float) -> Limits:
        """Median and interval of the curve's lapse."""
        return self._along(LAPSE, level)

    def _along(self, which: int, level: float) -> Limits:
        axes = self.fit.grid.axes
        axis = (axes.level, axes.slope, axes.lapse, axes.bias)[which]
        shares = [HALF, (1 - level) / 2, (1 + level) / 2]
        value, low, high = axis_quantiles(axis, self.fit.along(which), shares)
        return value, low, high


def price_cells(cells: Sequence[Cell], rule: PriceRule) -> list[Priced]:
    """Fit and classify the cells of one model that have a valid answer."""
    used = [cell for cell in cells if cell.rollouts]
    if not used:
        return []
    accepts, declines = (
        np.stack([getattr(cell, name) for cell in used]) for name in ("accepts", "declines")
    )
    counts = Counts.batch(used[0].xs, accepts, declines)
    return [price_cell(cell, each, rule) for cell, each in zip(used, counts, strict=True)]


def price_cell(cell: Cell, counts: Counts, rule: PriceRule) -> Priced:
    """Fit and classify one cell."""
    spread = dispersion(cell, counts)
    found = fit(counts, spread.scale)
    return Priced(cell, spread, found, classify(counts, spread.scale, rule.factor, found))


def axis_quantiles(axis: Axis, weights: Array, shares: Sequence[float]) -> list[float]:
    """Quantiles along an axis whose cells each hold a weight, evenly within."""
    edges = np.r_[axis.values[0] - axis.widths[0] / 2, axis.values + axis.widths / 2]
    found = np.interp(shares, np.r_[0.0, np.cumsum(weights)], edges)
    return [float(each) for each in found]
