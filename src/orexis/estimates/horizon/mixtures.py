"""Offers past the boundary that a model's own curve declines, taken all the same.

One curve a condition is the mean over rollouts, formats and wordings: who looks beyond in a tenth
of them has a weight of nearly 0 there, and takes a tenth of all offers that gain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from orexis.estimates.horizon.dispersion import fitted
from orexis.estimates.horizon.losing import share_taken
from orexis.estimates.horizon.posterior import Shared
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.horizon.rule import SELDOM
from orexis.estimates.intervals import Interval


@dataclass(frozen=True, slots=True)
class Mixture:
    """Gaining offers past a stated boundary that the fitted curve there declines."""

    observed: Interval
    """Share of them taken."""
    expected: float
    """By the curve."""

    @property
    def excess(self) -> float:
        """By how much more were taken at least."""
        return self.observed.low - self.expected


def mixture(offers: Offers, shared: Shared, level: float) -> Mixture | None:
    """None where there are no such offers.

    Args:
        offers: Of one model.
        shared: The posterior.
        level: Confidence level in (0, 1).
    """
    past = np.array([cell.past for cell in offers.cells])
    rows = np.flatnonzero(offers.valid & (offers.x > 0) & past[offers.cell])
    if not len(rows):
        return None
    chance, _ = fitted(shared, offers.cell[rows], offers.x[rows], offers.first[rows])
    seldom = np.zeros(len(offers.x), dtype=bool)
    seldom[rows] = chance < SELDOM
    if not seldom.any():
        return None
    said = np.zeros(len(offers.x))
    said[rows] = chance
    expected = share_taken(replace(offers, accepted=said), seldom, level)
    return Mixture(share_taken(offers, seldom, level), expected.value)
