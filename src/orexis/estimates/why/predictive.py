"""Out of sample: how well is each condition predicted from all the others?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.why.structural import CENTRE, Fit

Array = NDArray[np.float64]
SLAB = 0.5
"""Standard deviation of a coefficient before the data are seen."""
LOOSE = 1.0
"""The same for the constant."""


def scores(fit: Fit, columns: Sequence[int]) -> Array:
    """Log predictive density of each observation, given all others and these explanations.

    Gaussian noise of known variance, coefficients N(0, .5^2), a constant N(.5, 1) where the block
    has one: all in closed form. With K the marginal covariance, the prediction of observation i
    errs by [K^-1 y]_i / [K^-1]_ii with variance 1 / [K^-1]_ii (Rasmussen and Williams 2006, 5.12).

    Args:
        fit: The block.
        columns: Which of its columns take part.

    Returns:
        (..., g).
    """
    count = fit.block.columns.shape[1]
    constant = list(range(count, fit.columns.shape[1]))
    used = [*columns, *constant]
    x = fit.columns[:, used]
    prior = np.array([SLAB] * len(columns) + [LOOSE] * len(constant))
    y = fit.observed.value - (CENTRE if constant else 0.0)
    w = 1 / fit.noise
    wx = w[..., None] * x
    precision = np.swapaxes(wx, -1, -2) @ x + np.diag(prior**-2.0)
    z = np.linalg.solve(precision, np.swapaxes(wx, -1, -2))
    dot = np.einsum("...gp,...pg->...g", wx, z)
    diagonal = w - dot
    wy = w * y
    pulled = wy - np.einsum("...gp,...p->...g", wx, np.einsum("...pg,...g->...p", z, y))
    off: Array = -0.5 * pulled**2 / diagonal + 0.5 * np.log(diagonal) - 0.5 * np.log(2 * np.pi)
    return off


def gains_all_but(fit: Fit) -> Array:
    """(..., g, e): all columns against all but the one of explanation e, per observation."""
    every = range(fit.block.columns.shape[1])
    full = scores(fit, list(every))
    without = [
        full - scores(fit, [c for c in every if c != e]) for e in range(len(fit.block.names))
    ]
    return np.stack(without, -1) if without else np.zeros((*full.shape, 0))


def gains_alone(fit: Fit) -> Array:
    """(..., g, e): explanation e alone against none, per observation."""
    none = scores(fit, [])
    alone = [scores(fit, [e]) - none for e in range(len(fit.block.names))]
    return np.stack(alone, -1) if alone else np.zeros((*none.shape, 0))
