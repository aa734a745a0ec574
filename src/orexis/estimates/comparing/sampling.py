"""Posteriors of a handful of parameters by importance sampling: deterministic, no chains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import chdtri, gammaln, ndtri
from scipy.stats import qmc

Array = NDArray[np.float64]
LogDensity = Callable[[Array], Array]
"""(m, k) parameters to (m,) log densities, up to a constant."""

DEGREES = 5.0
"""Of the multivariate t: tails that no posterior here outlasts."""
TRIAL, QUICK, FINE = 10, 13, 15
"""Log2 of the draws of a round of adaptation, and of those that are kept."""
WANTED = 2000.0
"""Effective draws below which there are more draws, whatever was asked for."""
ROUNDS, GOOD = 12, 0.6
"""At most so many rounds, and the share of effective draws that ends them."""
FEWEST = 400.0
"""Effective draws below which quantiles of a tail are not to be trusted."""
WIDEST, NARROWEST = 1.0, 0.03
"""Standard deviations between which the first proposal is held."""
SPARED, HALVINGS = 60.0, 20
"""Effective draws that a round of adaptation goes by, and how often their weights are tempered."""
STEP = 1e-3
"""Of numerical derivatives; parameters are of order one."""


@dataclass(frozen=True)
class Draws:
    """Weighted draws of a posterior."""

    values: Array
    """(m, k) parameters."""
    weights: Array
    """(m,), of sum one."""

    @property
    def size(self) -> float:
        """Effective number of draws, 1 / sum of squared weights (Kong 1992)."""
        return float(1 / (self.weights**2).sum())

    @property
    def enough(self) -> bool:
        """Whether quantiles may be read off."""
        return self.size >= FEWEST

    def quantiles(self, of: Array, shares: Array) -> Array:
        """Weighted quantiles of something computed from each draw, (m,) or (m, j) to (s, j)."""
        columns = of.reshape(len(of), -1)
        found = np.empty((len(shares), columns.shape[1]))
        for j, column in enumerate(columns.T):
            order = np.argsort(column)
            weights = self.weights[order]
            found[:, j] = np.interp(shares, np.cumsum(weights) - weights / 2, column[order])
        return found if of.ndim > 1 else found[:, 0]


def sample(log_density: LogDensity, start: Array, positive: int, power: int = FINE) -> Draws:
    """Draws of a posterior with one mode, by quasi-random importance sampling.

    The proposal is a multivariate t at the mode with the curvature there, moved to the moments of
    its own weighted draws until enough of them are effective. The same density gives the same
    draws. `Draws.enough` says whether it worked.

    Source: Oh and Berger 1992, doi:10.1080/00949659208810407 (adaptive importance sampling).

    Args:
        log_density: Takes (m, k) parameters of order one, (m, k) to (m,).
        start: (k,) where to look for the mode.
        positive: So many last parameters are above 0; `log_density` is even in each of them, so
            that its mode may be looked for without bounds.
        power: Log2 of the draws; `FINE` where fewer than `WANTED` are effective.
    """

    def bounded(at: Array) -> Array:
        return np.where((at[:, len(start) - positive :] > 0).all(1), log_density(at), -np.inf)

    centre, root = _at_mode(log_density, start)
    centre[len(start) - positive :] = abs(centre[len(start) - positive :])
    for _ in range(ROUNDS):
        draws = _weighted(bounded, centre, root, TRIAL)
        if draws.size > GOOD * 2**TRIAL:
            break
        centre, root = _moments(draws)
    draws = _weighted(bounded, centre, root, power)
    if power >= FINE or draws.size > WANTED:
        return draws
    return _weighted(bounded, centre, root, FINE)


def _weighted(log_density: LogDensity, centre: Array, root: Array, power: int) -> Draws:
    standard, log_proposal = _proposal(len(centre), power)
    values = centre + standard @ root.T
    log_weights = log_density(values) - log_proposal
    log_weights = np.where(np.isfinite(log_weights), log_weights, -np.inf)
    weights = np.exp(log_weights - log_weights.max())
    return Draws(values, weights / weights.sum())


@cache
def _proposal(dimensions: int, power: int) -> tuple[Array, Array]:
    """Points of a standard multivariate t, and their log density up to a constant."""
    sobol = qmc.Sobol(dimensions + 1, scramble=True, seed=0).random_base2(power)
    inside = np.clip(sobol, 1e-12, 1 - 1e-12)
    spread = np.sqrt(DEGREES / chdtri(DEGREES, inside[:, -1]))
    points = ndtri(inside[:, :-1]) * spread[:, None]
    distance = (points**2).sum(1) / DEGREES
    half = (DEGREES + dimensions) / 2
    return points, gammaln(half) - half * np.log1p(distance)


def _at_mode(log_density: LogDensity, start: Array) -> tuple[Array, Array]:
    steps = STEP * np.vstack([np.eye(len(start)), -np.eye(len(start))])

    def drop(at: Array) -> float:
        return -float(log_density(at[None])[0])

    def slope(at: Array) -> Array:
        ahead, back = np.split(log_density(at + steps), 2)
        return np.asarray((back - ahead) / (2 * STEP))

    found = minimize(drop, start.tolist(), jac=slope, method="BFGS", tol=1e-4)
    each = steps[: len(start)]
    hessian = np.array([(slope(found.x + one) - slope(found.x - one)) / (2 * STEP) for one in each])
    sizes, axes = np.linalg.eigh((hessian + hessian.T) / 2)
    # A flat direction has no curvature to go by, and a spike has too much.
    return np.asarray(found.x), axes / np.sqrt(np.clip(sizes, WIDEST**-2, NARROWEST**-2))


def _moments(draws: Draws) -> tuple[Array, Array]:
    """Mean and root of the covariance; where few draws rule, of their weights tempered."""
    weights = draws.weights
    for _ in range(HALVINGS):
        if 1 / (weights**2).sum() >= SPARED:
            break
        weights = np.sqrt(weights)
        weights = weights / weights.sum()
    mean = weights @ draws.values
    apart = draws.values - mean
    covariance = (apart * weights[:, None]).T @ apart
    return mean, np.asarray(np.linalg.cholesky(covariance + 1e-9 * np.eye(len(mean))))
