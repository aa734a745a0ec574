"""Which explanations are needed? All submodels, weighed by their evidence in closed form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from orexis.estimates.why.predictive import LOOSE, SLAB
from orexis.estimates.why.structural import CENTRE, Fit

Array = NDArray[np.float64]
MOST = 12
"""Explanations up to which all submodels are weighed: 4,096."""
HALVINGS = 60
"""Steps of the bisection for a quantile; the last is far below rounding."""


@dataclass(frozen=True)
class Slab:
    """(..., e) for the block's explanations."""

    inclusion: Array
    """Posterior probability that the coefficient is not 0; 1/2 before the data."""
    value: Array
    """Posterior mean, zeros included."""
    low: Array
    high: Array


def spike_and_slab(fit: Fit, level: float) -> Slab:
    """Posterior over all submodels: each coefficient 0, or N(0, .5^2), with even odds.

    A small coefficient is drawn to 0: over planted agents 95% credible intervals held a truth of 0
    in 99.9% of runs and one above 0 in 90 to 92%, at worst in 72% (`benchmarks/why_coverage.py`).
    No verdict rests on them.

    Every other column of the block is always in. Submodels are reached from one another by sweeps
    of the cross-product matrix (Goodnight 1979, doi:10.1080/00031305.1979.10482685).

    Args:
        fit: A block with at most `MOST` explanations.
        level: Of the credible interval.
    """
    count = len(fit.block.names)
    table = _start(fit)
    p = fit.columns.shape[1]
    states = table[..., None, :, :]
    log_evidence = np.zeros(states.shape[:-2])
    for column in range(count, p):
        states, gain = _sweep(states, column)
        log_evidence = log_evidence + gain
    within = np.zeros((1, count), dtype=bool)
    for column in range(count):
        swept, gain = _sweep(states, column)
        states = np.concatenate([states, swept], axis=-3)
        log_evidence = np.concatenate([log_evidence, log_evidence + gain], axis=-1)
        more = within.copy()
        more[:, column] = True
        within = np.concatenate([within, more])
    log_weight = log_evidence + 0.5 * (table[..., -1, -1][..., None] - states[..., -1, -1])
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    weight /= weight.sum(axis=-1, keepdims=True)
    scale = SLAB
    mean = states[..., :count, -1] * scale * within
    spread = np.sqrt(np.maximum(-np.einsum("...ii->...i", states)[..., :count], 0.0)) * scale
    inclusion = np.einsum("...m,me->...e", weight, within.astype(float))
    value = np.einsum("...m,...me->...e", weight, mean)
    low, high = (
        _quantile(weight, within, mean, spread, share)
        for share in ((1 - level) / 2, (1 + level) / 2)
    )
    return Slab(inclusion, value, np.minimum(low, value), np.maximum(high, value))


def _start(fit: Fit) -> Array:
    """(..., p + 1, p + 1): I + S X'WX S and S X'Wy, the prior scaled to 1."""
    fixed = fit.columns.shape[1] - fit.block.columns.shape[1]
    prior = np.array([SLAB] * fit.block.columns.shape[1] + [LOOSE] * fixed)
    x = fit.columns * prior
    y = fit.observed.value - (CENTRE if fit.block.constant else 0.0)
    w = 1 / fit.noise
    p = x.shape[1]
    table = np.zeros((*y.shape[:-1], p + 1, p + 1))
    table[..., :p, :p] = np.swapaxes(w[..., None] * x, -1, -2) @ x + np.eye(p)
    table[..., :p, p] = table[..., p, :p] = (w * y) @ x
    table[..., p, p] = (w * y * y).sum(axis=-1)
    return table


def _sweep(states: Array, column: int) -> tuple[Array, Array]:
    """The states with one column swept in, and by how much that moves the log determinant."""
    pivot = states[..., column, column]
    row = states[..., column, :]
    side = states[..., :, column]
    swept = states - side[..., :, None] * (row / pivot[..., None])[..., None, :]
    swept[..., column, :] = row / pivot[..., None]
    swept[..., :, column] = side / pivot[..., None]
    swept[..., column, column] = -1 / pivot
    return swept, -0.5 * np.log(pivot)


def _quantile(
    weight: Array, within: NDArray[np.bool_], mean: Array, spread: Array, share: float
) -> Array:
    """The point below which `share` of the mixture of normals and of the spike at 0 lies."""
    safe = np.where(within, np.maximum(spread, 1e-12), 1.0)

    def below(at: Array) -> Array:
        point = at[..., None, :]
        normal = ndtr((point - mean) / safe)
        parts = np.where(within, normal, (point >= 0).astype(float))
        out: Array = np.einsum("...m,...me->...e", weight, parts)
        return out

    low, high = np.full(mean[..., 0, :].shape, -3.0), np.full(mean[..., 0, :].shape, 3.0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        under = below(middle) < share
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.where(np.abs(high) < 1e-9, 0.0, high)  # noqa: PLR2004 - the spike itself
