"""The same regression without negative drops: no cause raises the score that it lowers."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from orexis.estimates.why.linear import Sums, sums
from orexis.estimates.why.structural import Fit

Array = NDArray[np.float64]
FLAT = 1e-12


@dataclass(frozen=True)
class NonNegative:
    """What is left where no explanation may have a negative coefficient, in every run.

    Least squares may fit one cause that nobody named with a large coefficient and a negative one
    beside it: a threat that is overlooked in a longer documentation looks like a threat that acts
    everywhere, plus `confusion`, minus something else.
    """

    value: Array
    """(runs, e) coefficients of the block's explanations."""
    residuals: Sums
    """(runs, g)"""
    total: Array
    """(runs,) weighted sum of squared residuals of the fit by precision."""
    used: Array
    """(runs,) columns that are not 0 in that fit."""


def non_negative(fit: Fit) -> NonNegative:
    """Fits with every coefficient at least 0; other columns of the block are free.

    Runs whose least squares has no negative coefficient keep it (Lawson and Hanson 1974, ch. 23).

    Args:
        fit: A block of a batch, (runs, k).
    """
    count, x = len(fit.block.names), fit.columns
    value = fit.coefficients.value[:, :count].copy()
    total, used = left_over(fit), np.full(len(value), float(x.shape[1]))
    w = np.sqrt(1 / np.maximum(fit.noise, FLAT))
    negative = np.flatnonzero((value < 0).any(axis=1))
    signed = np.column_stack([x, -x[:, count:]])
    for run in negative:
        y = fit.observed.value[run]
        value[run] = nnls(signed, y)[0][:count]
        found, rest = nnls(signed * w[run, :, None], y * w[run])
        total[run] = rest**2
        used[run] = (found[:count] > 0).sum() + x.shape[1] - count
    return NonNegative(value, _residuals(fit, value, negative), total, used)


def left_over(fit: Fit) -> Array:
    """(...,) weighted sum of squared residuals of the fit by precision."""
    y, x = fit.observed.value, fit.columns
    w = 1 / np.maximum(fit.noise, FLAT)
    wx = w[..., None] * x
    wy = np.einsum("...gp,...g->...p", wx, y)
    cross = np.swapaxes(wx, -1, -2) @ x
    solved = np.linalg.solve(cross, wy[..., None])[..., 0]
    total: Array = (w * y * y).sum(axis=-1) - (wy * solved).sum(axis=-1)
    return np.maximum(total, 0.0)


def _residuals(fit: Fit, value: Array, negative: NDArray[np.intp]) -> Sums:
    """Least squares on the columns that are not 0, in runs with a negative coefficient."""
    count = value.shape[1]
    arrays = _arrays(fit.residuals)
    made = {name: array.copy() for name, array in arrays.items()}
    patterns, which = np.unique(value[negative] > 0, axis=0, return_inverse=True)
    free = np.ones(fit.columns.shape[1] - count, dtype=bool)
    for at, kept in enumerate(patterns):
        own = negative[which.reshape(-1) == at]
        columns = fit.columns[:, np.concatenate([kept, free])]
        hat = columns @ np.linalg.pinv(columns) if columns.size else 0.0
        weights = (np.eye(len(fit.block.rows)) - hat) @ fit.block.rows
        for name, array in _arrays(sums(fit.cells.runs(own), weights)).items():
            made[name][own] = array
    return Sums(**made)


def _arrays(found: Sums) -> dict[str, Array]:
    arrays = {f.name: getattr(found, f.name) for f in fields(found)}
    return {name: array for name, array in arrays.items() if array is not None}
