"""The posterior of one cell: on the grid, and on a finer one where it is narrower than a step."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Axes, Axis, Grid, Likelihood, Marginal
from orexis.curves.axes import LAPSE_TOP, SLOPES
from orexis.curves.flats import FLAT_LAPSE, MIXED_BIAS, MIXED_ODDS, Flats

Array = NDArray[np.float64]

FINE = (21, 9, 5, 9)
"""Cells of a finer grid along level, slope, lapse and bias."""
FINE_FLAT = 21
"""Cells of a finer axis of the flat agents."""
KINDS = ("never", "always", "mixed")
REACH = 5.0
"""Standard deviations that a finer grid reaches to either side."""
NARROW = 0.6
"""A posterior is narrow where its standard deviation is below this share of a step."""
WIDEST_BIAS = 12.0
"""Largest position bias on a finer grid, in log-odds."""
COARSE_ENOUGH = 0.3
"""Scale down to which the first grid serves as it is."""
COOLING = 6.0
"""Factor by which the scale falls from one grid to the next."""


@dataclass(frozen=True)
class Fit:
    """A grid with the log-likelihood of a cell's choices."""

    grid: Grid
    log_likelihood: Array
    """(K,) divided by the scale."""

    @cached_property
    def log_joint(self) -> Array:
        """(K,) log of prior weight times likelihood."""
        return np.asarray(self.log_likelihood + self.grid.log_prior)

    @cached_property
    def weights(self) -> Array:
        """(K,) posterior weights of the nodes."""
        return _normalized(self.log_joint)

    @cached_property
    def curve(self) -> Array:
        """(levels, slopes, lapses, biases) weights of the curves among themselves."""
        curves = self.log_joint[self.grid.parts["curve"]]
        return _normalized(curves).reshape(self.grid.axes.shape)

    def kind(self, name: str) -> float:
        """Posterior probability of `curve`, `never`, `always` or `mixed`."""
        return float(self.weights[self.grid.parts[name]].sum())

    def among(self, name: str) -> Array:
        """Weights of the nodes of one kind among themselves."""
        return _normalized(self.log_joint[self.grid.parts[name]])

    def along(self, axis: int) -> Array:
        """Weights of the curves along one axis of the grid, in the order of `Grid.axes`."""
        others = tuple(each for each in range(self.curve.ndim) if each != axis)
        return np.asarray(self.curve.sum(axis=others))

    def marginal(self, offered: tuple[float, float]) -> Marginal:
        """The level's posterior, censored at what the cell was offered."""
        return replace(self.grid.marginal(self.weights), ends=offered)


@lru_cache(maxsize=8)
def base(xs: tuple[float, ...]) -> Likelihood:
    """The grid for estimates over these offers: kept, since all cells of a model use it."""
    return whole(xs[0], xs[-1]).at(np.array(xs))


@lru_cache(maxsize=32)
def whole(lowest: float, highest: float) -> Grid:
    """The grid for estimates over this range, always the same object."""
    return Grid.fine(lowest, highest)


@dataclass(frozen=True)
class Counts:
    """What one cell accepted and declined, with its log-likelihood on the first grid."""

    xs: Array
    """(X,) offers, increasing."""
    accepts: Array
    """(X, 2) weight accepted per x and order (shown first, shown second)."""
    declines: Array
    log: Array
    """(K,) log-likelihood."""
    mirrored_log: Array
    """(K,) the same with accepting and declining exchanged."""

    @classmethod
    def batch(cls, xs: Array, accepts: Array, declines: Array) -> list[Counts]:
        """Many cells with the same offers, worked out together, which is much faster.

        Args:
            xs: (X,) offers, increasing.
            accepts: (C, X, 2) weight accepted.
            declines: (C, X, 2) weight declined.
        """
        start = base(tuple(xs.tolist()))
        logs = start.log(accepts, declines), start.log(declines, accepts)
        parts = zip(accepts, declines, *logs, strict=True)
        return [cls(xs, *each) for each in parts]

    def mirrored(self) -> Counts:
        """Accepting and declining exchanged."""
        return Counts(self.xs, self.declines, self.accepts, self.mirrored_log, self.log)


def fit(counts: Counts, scale: float = 1.0) -> Fit:
    """The posterior with the log-likelihood divided by `scale`.

    Where it is narrower than a step, the grid is laid anew around it, in stages from a wide
    posterior to the one asked for.

    Args:
        counts: What was accepted and declined.
        scale: Dispersion, above 0: below 1 where a choice tells more than a draw does.
    """
    grid = whole(float(counts.xs[0]), float(counts.xs[-1]))
    at = np.flatnonzero((counts.accepts + counts.declines).sum(axis=1) > 0)
    used = counts.xs[at], counts.accepts[at], counts.declines[at]
    if scale >= COARSE_ENOUGH:
        found = Fit(grid, counts.log / scale)
        found = refit(found, *used, scale) if is_narrow(found) else found
        return refit_flats(found, *used, scale)
    found = Fit(grid, counts.log)
    for stage in stages(scale):
        found = refit_flats(refit(found, *used, stage), *used, stage)
    return found


def stages(scale: float) -> list[float]:
    """Scales on the way from 1 down to `scale`, the last one twice."""
    count = int(np.ceil(np.log(1 / scale) / np.log(COOLING)))
    return [*(max(scale, COOLING**-stage) for stage in range(1, count + 1)), scale]


def refit(found: Fit, xs: Array, accepts: Array, declines: Array, scale: float) -> Fit:
    """The same on a grid around the curves' posterior."""
    grid = found.grid
    finer = Grid(around(found), grid.lowest, grid.highest, grid.flats)
    return Fit(finer, finer.at(xs).log(accepts, declines) / scale)


def refit_flats(found: Fit, xs: Array, accepts: Array, declines: Array, scale: float) -> Fit:
    """The same with those axes of the flat agents laid anew whose posterior is too narrow.

    On the first axes an agent that accepts 55% would be read as one that accepts 50%, surely.
    """
    before, laid = found.grid.flats, finer_flats(found)
    if all(getattr(laid, one.name) is getattr(before, one.name) for one in fields(laid)):
        return found
    grid = Grid(found.grid.axes, found.grid.lowest, found.grid.highest, laid)
    start = grid.parts["never"].start
    chances = grid.chances_of(np.arange(start, len(grid.prior)), xs)
    log = (accepts * np.log(chances) + declines * np.log1p(-chances)).sum(axis=(1, 2)) / scale
    return Fit(grid, np.concatenate([found.log_likelihood[:start], log]))


def finer_flats(found: Fit) -> Flats:
    """Axes of the flat agents: around the posterior where it is narrow, else as they are."""
    flats = found.grid.flats
    never, always, mixed = (found.among(kind) for kind in KINDS)
    mixed = mixed.reshape(len(flats.odds), len(flats.bias))
    return Flats(
        _finer(flats.never, never, FLAT_LAPSE),
        _finer(flats.always, always, FLAT_LAPSE),
        _finer(flats.odds, mixed.sum(axis=1), MIXED_ODDS),
        _finer(flats.bias, mixed.sum(axis=0), MIXED_BIAS),
    )


def is_narrow(found: Fit) -> bool:
    """Whether the level's posterior, among curves, is narrower than the grid can show."""
    axis = found.grid.axes.level
    return bool(_moments(axis, found.along(0))[1] < NARROW * axis.widths[0])


def around(found: Fit) -> Axes:
    """Axes that cover the curves' posterior."""
    axes = found.grid.axes
    span = found.grid.highest - found.grid.lowest
    bounds = (
        (found.grid.lowest - span, found.grid.highest + span),
        (float(np.log(SLOPES[0])), float(np.log(SLOPES[1]))),
        (0.0, LAPSE_TOP),
        (-WIDEST_BIAS, WIDEST_BIAS),
    )
    laid = []
    for which, (axis, (low, high)) in enumerate(
        zip((axes.level, axes.slope, axes.lapse, axes.bias), bounds, strict=True)
    ):
        mean, deviation = _moments(axis, found.along(which))
        width = float(axis.widths[np.argmin(np.abs(axis.values - mean))])
        reach = REACH * max(deviation, width / 3)
        laid.append(Axis.between(max(low, mean - reach), min(high, mean + reach), FINE[which]))
    return Axes(*laid)


def _finer(axis: Axis, weights: Array, whole_axis: Axis) -> Axis:
    mean, deviation = _moments(axis, weights)
    width = float(axis.widths[np.argmin(np.abs(axis.values - mean))])
    if deviation >= NARROW * width:
        return axis
    reach = REACH * max(deviation, width / 3)
    ends = (whole_axis.values - whole_axis.widths / 2)[0], (whole_axis.values + whole_axis.widths / 2)[-1]
    return Axis.between(max(ends[0], mean - reach), min(ends[1], mean + reach), FINE_FLAT)


def _moments(axis: Axis, weights: Array) -> tuple[float, float]:
    mean = float(weights @ axis.values)
    return mean, float(np.sqrt(weights @ (axis.values - mean) ** 2))


def _normalized(log_weights: Array) -> Array:
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())
