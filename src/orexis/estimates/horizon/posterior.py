"""The posterior of all weights of a model, its slope, lapse and position bias shared by all cells.

Given what is shared (eta), the cells are independent, so that with L(m, eta) on the grid

    p(eta | data) ~ p(eta) prod_cells sum_m p(m) L_cell(m, eta),   p(m | eta, data) ~ p(m) L_cell

where m = -ln w, and never, always and mixed are further values of m. Slopes may differ between
cells: ln slope_cell ~ N(ln slope, spread^2), the spread being part of eta. With one slope for all,
cells that are steeper or flatter get intervals that are too wide or too narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Axes, Axis, Grid, Likelihood
from orexis.curves.axes import levels
from orexis.estimates.horizon.counts import Counts

Array = NDArray[np.float64]
SPREADS = (0.0, 0.4, 0.9)
"""Standard deviations of ln slope between cells."""
SPREAD_PRIOR = (0.5, 0.3, 0.2)
SLOPE_REACH = 2.0
"""Spreads beyond the shared slope up to which the grid holds slopes of single cells."""
LEVELS, SLOPES, LAPSES, BIASES = 64, 9, 4, 5
"""Nodes of the second, finer grid."""
NEGLIGIBLE = 1e-4
"""Nodes of what is shared with less than this part of the best one's posterior are left out."""
DEVIATIONS = 4.0
"""Standard deviations to either side that the next grid covers."""
STAGES, ENOUGH = 2, 2.0
"""Most finer grids; nodes on each axis that the posterior has to fill on the last one."""
TINY = 1e-280


@dataclass(frozen=True)
class Shared:
    """Nodes of what all cells share, E of them, and each cell's likelihood given each."""

    counts: Counts
    grid: Grid
    weight: Array
    """(E,) posterior."""
    slope: Array
    """(E,) per unit of ln(b / c)."""
    lapse: Array
    bias: Array
    spread: Array
    """(E,) standard deviation of ln slope between cells."""
    curves: Array
    """(C, M, E) likelihood of each level, each cell scaled so that its largest is 1."""
    never: Array
    """(C,) prior times likelihood on the same scale."""
    always: Array
    mixed: Array

    @cached_property
    def prior(self) -> Array:
        """(M,) prior of the levels."""
        return level_prior(self.grid)

    @cached_property
    def total(self) -> Array:
        """(C, E) likelihood summed over all kinds."""
        curves = np.einsum("m,cme->ce", self.prior, self.curves)
        return np.asarray(curves + (self.never + self.always + self.mixed)[:, None] + TINY)

    @cached_property
    def unmoved(self) -> Array:
        """(C,) probability that choices do not move with b / c, though both are made."""
        return np.asarray((self.mixed[:, None] / self.total) @ self.weight)


def posterior(counts: Counts) -> Shared:
    """The posterior on ever finer grids, each around where the one before finds it."""
    lowest, highest = counts.ends
    wide = _coarse((lowest, highest), tuple(counts.xs.tolist()))
    found = _shared(counts, wide, (0.0, SPREADS[-1]), (0.5, 0.5))
    for _ in range(STAGES):
        last = found.grid.axes
        axes = Axes(
            levels(lowest, highest, LEVELS),
            _around(last.slope, np.log(found.slope), found.weight, SLOPES, _reach(found)),
            _around(last.lapse, found.lapse, found.weight, LAPSES),
            _around(last.bias, found.bias, found.weight, BIASES),
        )
        likelihood = Grid(axes, lowest, highest).at(counts.xs)
        found = _shared(counts, likelihood, SPREADS, SPREAD_PRIOR)
        if all(_resolved(each, found.weight) for each in (found.slope, found.lapse, found.bias)):
            break
    return found


def level_prior(grid: Grid) -> Array:
    """(M,) prior of the levels, all of them together weighing what curves weigh."""
    widths = grid.axes.level.widths
    flat = sum(grid.prior[grid.parts[kind]].sum() for kind in ("never", "always", "mixed"))
    return np.asarray((1 - flat) * widths / widths.sum())


def wide_grid(counts: Counts) -> Likelihood:
    """The grid over all that is looked for; its tables are kept for the next model."""
    return _wide(counts.ends, tuple(counts.xs.tolist()))


@lru_cache(maxsize=8)
def _coarse(ends: tuple[float, float], xs: tuple[float, ...]) -> Likelihood:
    return Grid.coarse(*ends).at(xs)


@lru_cache(maxsize=2)
def _wide(ends: tuple[float, float], xs: tuple[float, ...]) -> Likelihood:
    return Grid.fine(*ends).at(xs)


def _shared(
    counts: Counts, likelihood: Likelihood, spreads: tuple[float, ...], prior: tuple[float, ...]
) -> Shared:
    grid = likelihood.grid
    logs = likelihood.log(counts.accepted, counts.declined)
    scaled = np.exp(logs - logs.max(axis=1, keepdims=True))
    flat = {
        kind: scaled[:, grid.parts[kind]] @ grid.prior[grid.parts[kind]]
        for kind in ("never", "always", "mixed")
    }
    shape = grid.axes.shape
    curves = scaled[:, grid.parts["curve"]].reshape(len(scaled), shape[0], shape[1], -1)
    wide = [_spread(curves, grid.axes.slope, each) for each in spreads]
    rest = sum(flat.values())[:, None, None] + TINY
    prior_m, log_eta = level_prior(grid), np.log(_eta_prior(grid))
    sums = [np.einsum("m,cmse->cse", prior_m, each, optimize=True) + rest for each in wide]
    log_weight = np.stack(
        [
            log_eta + math.log(share) + np.log(each).sum(axis=0)
            for each, share in zip(sums, prior, strict=True)
        ]
    )
    weight = np.exp(log_weight - log_weight.max())
    kept = weight > NEGLIGIBLE
    at = np.nonzero(kept)
    lapse, bias = np.unravel_index(at[2], shape[2:])
    return Shared(
        counts=counts,
        grid=grid,
        weight=weight[kept] / weight[kept].sum(),
        slope=np.exp(grid.axes.slope.values)[at[1]],
        lapse=grid.axes.lapse.values[lapse],
        bias=grid.axes.bias.values[bias],
        spread=np.array(spreads)[at[0]],
        curves=np.concatenate([each[:, :, own] for each, own in zip(wide, kept, strict=True)], 2),
        **flat,
    )


def _spread(curves: Array, slope: Axis, spread: float) -> Array:
    """(C, M, S, E) with the cell's own slope averaged around each shared one."""
    if spread == 0:
        return curves
    distance = slope.values[:, None] - slope.values[None, :]
    kernel = np.exp(-0.5 * (distance / spread) ** 2)
    kernel /= kernel.sum(axis=1, keepdims=True)
    return np.asarray(np.einsum("st,cmte->cmse", kernel, curves, optimize=True))


def _eta_prior(grid: Grid) -> Array:
    """(S, E) prior of slope, and of lapse and bias."""
    shape = grid.axes.shape
    whole = grid.prior[grid.parts["curve"]].reshape(shape[0], shape[1], -1)
    return np.asarray(whole.sum(axis=0))


def _resolved(values: Array, weight: Array) -> bool:
    """The posterior fills enough nodes of an axis: the inverse of the sum of squared shares."""
    _, place = np.unique(np.round(values, 9), return_inverse=True)
    return float((np.bincount(place, weight) ** 2).sum()) < 1 / ENOUGH


def _reach(found: Shared) -> float:
    """How far slopes of single cells may lie from the shared one, in logarithms."""
    return SLOPE_REACH * float(found.weight @ found.spread)


def _around(axis: Axis, values: Array, weight: Array, count: int, reach: float = 0.0) -> Axis:
    """`count` cells around what the posterior reaches, and `reach` more, within the axis."""
    mean = float(weight @ values)
    deviation = math.sqrt(float(weight @ (values - mean) ** 2))
    # A node at least: the truth may lie next to the best one.
    step = float(axis.widths[np.argmin(np.abs(axis.values - mean))])
    half = max(DEVIATIONS * deviation, step) + reach
    low = max(mean - half, float(axis.values[0] - axis.widths[0] / 2))
    high = min(mean + half, float(axis.values[-1] + axis.widths[-1] / 2))
    return Axis.between(low, high, count)
