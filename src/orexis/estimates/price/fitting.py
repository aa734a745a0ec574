"""The posterior of one cell: on the grid, and on a finer one where it is narrower than a step."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Grid, Likelihood
from orexis.estimates.price.finer import around, finer_flats, is_narrow
from orexis.estimates.price.posterior import Fit

Array = NDArray[np.float64]

LIKELY = 0.01
"""Probability of a flat kind from which on its axes are laid anew around draws."""
COARSE_ENOUGH = 0.3
"""Scale down to which the first grid serves as it is."""
COOLING = 6.0
"""Factor by which the scale falls from one grid to the next."""


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
        return refit_flats(found, *used, scale, LIKELY)
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


def refit_flats(
    found: Fit, xs: Array, accepts: Array, declines: Array, scale: float, likely: float = 0.0
) -> Fit:
    """The same with those axes of the flat agents laid anew whose posterior is too narrow.

    On the first axes an agent that accepts 55% would be read as one that accepts 50%, surely.
    Kinds of a probability below `likely` stay as they are.
    """
    before, laid = found.grid.flats, finer_flats(found, likely)
    if all(getattr(laid, one.name) is getattr(before, one.name) for one in fields(laid)):
        return found
    grid = Grid(found.grid.axes, found.grid.lowest, found.grid.highest, laid)
    start = grid.parts["never"].start
    chances = grid.chances_of(np.arange(start, len(grid.prior)), xs)
    log = (accepts * np.log(chances) + declines * np.log1p(-chances)).sum(axis=(1, 2)) / scale
    return Fit(grid, np.concatenate([found.log_likelihood[:start], log]))
