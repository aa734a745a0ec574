"""How many draws a row is worth: exact rows more than one, repeated ones fewer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri

from orexis.curves import sigmoid
from orexis.estimates.horizon.counts import Counts
from orexis.estimates.horizon.posterior import Shared, posterior
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.scatter import pearson

Array = NDArray[np.float64]
FIRST_GUESS = 0.05
"""Dispersion of exact rows under which the curves are found around which scatter is measured."""
LEAST, MOST = 0.0025, 50.0
"""An exact offer is worth at most 400 draws, a rollout's rows at least one in 50."""
PARAMETERS = 3
"""Parameters that all cells share; each cell has one more."""


@dataclass(frozen=True)
class Dispersion:
    """Variance of outcomes around their curves over that of independent draws."""

    value: float
    exact: bool
    """Outcomes are probabilities."""
    degrees: float = 0.0
    """Degrees of freedom of the estimate; 0 where it was not estimated."""

    def limits(self, level: float) -> tuple[float, float, float]:
        """Value and limits, from chi-squared."""
        if not self.degrees:
            return self.value, self.value, self.value
        low, high = (chdtri(self.degrees, 0.5 + sign * level / 2) for sign in (-1, 1))
        scale = self.value * self.degrees
        return self.value, scale / float(low), scale / float(high)


def dispersion(offers: Offers) -> Dispersion:
    """1 for draws with one row a rollout; else estimated over rollouts.

    Variance of the rollouts' scores for the level over what independent draws would give
    (Pearson's, weighted by information: McCullagh and Nelder 1989, 4.5). In (0, 1] for exact rows;
    at least 1 for drawn ones.
    """
    valid = offers.valid
    exact = bool(offers.exact[valid].any())
    repeated = len(np.unique(offers.rollout[valid])) < int(valid.sum())
    if not exact and not repeated:
        return Dispersion(1.0, exact)
    counts = Counts.of(offers, FIRST_GUESS if exact else 1.0)
    scatter, degrees = _scatter(offers, posterior(counts))
    bounds = (LEAST, 1.0) if exact else (1.0, MOST)
    return Dispersion(float(np.clip(scatter, *bounds)), exact, degrees)


def fitted(shared: Shared, cell: NDArray[np.intp], x: Array, first: Array) -> tuple[Array, Array]:
    """(n,) chance of accepting and its slope in log-odds, at the cells' mean curves.

    Args:
        shared: The posterior.
        cell: (n,) number of the cell.
        x: (n,) ln(b / c).
        first: (n,) 0.5, -0.5 or 0 by order.
    """
    level = mean_levels(shared)
    slope, lapse, bias = (
        float(shared.weight @ each) for each in (np.log(shared.slope), shared.lapse, shared.bias)
    )
    inside = sigmoid(np.exp(slope) * (x - level[cell]) + bias * first)
    chance = np.clip(lapse / 2 + (1 - lapse) * inside, 1e-6, 1 - 1e-6)
    return chance, np.maximum((1 - lapse) * inside * (1 - inside), 1e-9)


def mean_levels(shared: Shared) -> Array:
    """(C,) posterior mean of each cell's level; never and always at the grid's ends."""
    axis = shared.grid.axes.level
    share = shared.curves / shared.total[:, None]
    mass = np.einsum("m,cme,e->cm", shared.prior, share, shared.weight)
    never, always = (
        (each[:, None] / shared.total) @ shared.weight for each in (shared.never, shared.always)
    )
    total = mass.sum(axis=1) + never + always
    ends = never * axis.values[-1] + always * axis.values[0]
    return np.asarray((mass @ axis.values + ends) / np.maximum(total, 1e-300))


def _scatter(offers: Offers, shared: Shared) -> tuple[float, float]:
    rows = np.flatnonzero(offers.scattered)
    cell, weight = offers.cell[rows], offers.weight[rows]
    chance, gradient = fitted(shared, cell, offers.x[rows], offers.first[rows])
    variance = chance * (1 - chance)
    _, place = np.unique(offers.rollout[rows], return_inverse=True)
    off = offers.accepted[rows] - chance
    parameters = PARAMETERS + len(offers.cells)
    return pearson(place, weight, off, gradient, variance, parameters)
