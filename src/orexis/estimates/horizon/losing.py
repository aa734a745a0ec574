"""Offers that lose points (b < c): how many were taken, and how many noise alone would take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.curves import ORDERS, chance
from orexis.estimates.contrasts import mover
from orexis.estimates.horizon.draws import Draws
from orexis.estimates.horizon.posterior import Shared
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.intervals import Interval, mean_interval

Array = NDArray[np.float64]
THINNED = 400
"""Draws from which the expectation is made."""


@dataclass(frozen=True)
class Losing:
    """Losing offers with a delay in one context, or in all."""

    boundary: str | None
    """None for all contexts together."""
    stated: bool
    observed: Interval
    expected: Interval
    """Under the same slope, lapse and position bias, weights above 1 counted as 1."""
    past: bool = False
    """Past all stated boundaries taken together."""

    def excess(self, level: float) -> Interval:
        """Observed minus expected, at the level of both."""
        found = mover([self.observed, self.expected], [1.0, -1.0])
        return Interval(found.value, found.low, found.high, level, self.observed.n)

    @property
    def where(self) -> str:
        """In words."""
        if self.past:
            return "past the stated boundaries taken together"
        return f"where the boundary is '{self.boundary}'"


def losing(offers: Offers, shared: Shared, draws: Draws, level: float) -> list[Losing]:
    """One entry a context that was offered losses with a delay, and one for all of them."""
    later = np.array([cell.delay > 0 for cell in offers.cells])
    stated = {cell.boundary: cell.stated for cell in offers.cells}
    found = []
    for boundary in (*offers.boundaries, None):
        cells = later & np.array([boundary in (None, cell.boundary) for cell in offers.cells])
        if boundary is None and len(offers.boundaries) == 1:
            continue
        both = _compared(offers, shared, draws, cells, level)
        if both:
            found.append(Losing(boundary, boundary is not None and stated[boundary], *both))
    return found


def losing_past(offers: Offers, shared: Shared, draws: Draws, level: float) -> Losing | None:
    """Past all stated boundaries together; None where no losses were offered there."""
    cells = np.array([cell.past for cell in offers.cells])
    both = _compared(offers, shared, draws, cells, level)
    return Losing(None, True, *both, past=True) if both else None


def _compared(
    offers: Offers, shared: Shared, draws: Draws, cells: NDArray[np.bool_], level: float
) -> tuple[Interval, Interval] | None:
    rows = offers.valid & (offers.x < 0) & cells[offers.cell]
    if not rows.any():
        return None
    return share_taken(offers, rows, level), _expected(shared, draws, cells, level)


def share_taken(offers: Offers, rows: NDArray[np.bool_], level: float) -> Interval:
    """Share of the offers accepted in the given rows; the unit is the rollout.

    Args:
        offers: Of one model.
        rows: (n,) valid rows, at least one.
        level: Confidence level in (0, 1).
    """
    _, place = np.unique(offers.rollout[rows], return_inverse=True)
    weight = np.bincount(place, offers.weight[rows])
    taken = np.bincount(place, offers.weight[rows] * offers.accepted[rows])
    scores = np.clip(taken / weight, 0, 1)
    drawn = not bool(offers.exact[rows].any())
    return mean_interval(scores, np.maximum(weight, 1.0), level, drawn=drawn)


def _expected(shared: Shared, draws: Draws, cells: NDArray[np.bool_], level: float) -> Interval:
    counts = shared.counts
    made = np.where((counts.xs < 0)[None, :, None] & cells[:, None, None], counts.offers, 0.0)
    kept = np.flatnonzero(made.any(axis=(1, 2)))
    losses = np.flatnonzero(counts.xs < 0)
    thin = np.linspace(0, len(draws.nodes) - 1, min(THINNED, len(draws.nodes))).astype(int)
    nodes = draws.nodes[thin]
    slope, lapse, bias = (
        each[nodes][:, None, None] for each in (shared.slope, shared.lapse, shared.bias)
    )
    levels = np.maximum(draws.levels[np.ix_(thin, kept)], 0.0)[:, :, None]
    total = np.zeros(len(thin))
    for order, first in enumerate(ORDERS):
        chances = chance(counts.xs[losses], levels, slope, lapse, bias, first)
        total += np.einsum("dcx,cx->d", chances, made[np.ix_(kept, losses)][:, :, order])
    shares = total / made.sum()
    low, high = np.quantile(shares, [(1 - level) / 2, (1 + level) / 2])
    value = float(shares.mean())
    return Interval(value, min(float(low), value), max(float(high), value), level, int(made.sum()))
