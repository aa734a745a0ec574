"""The figures by which it is judged whose a horizon is, from the organisms of one seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.organisms.panel import Panel
from orexis.estimates.organisms.weights import Array, scale, shares_of

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Figures:
    """One value each, or one a draw; nan where the organisms can't tell.

    All arrays have one shape.
    """

    follows: Array
    """Slope of the logged revealed horizon on the logged steps left, the trained horizon fixed."""
    grows: Array
    """Its slope on log2 H within a context."""
    longest: Array
    """Its slope on log2 H in the longest context alone."""
    lasting: Array
    """As `grows`, of those with H > 1."""
    past: Array
    """Mean weight past the stated steps and the trained horizon, where largest of the contexts."""
    least_past: Array
    """The same over all contexts, where smallest of the horizons above 1."""
    inside: Array
    """Mean weight inside the longest context that counts."""
    before: Array
    """Mean weight inside the stated steps or the trained horizon, where largest of the contexts."""
    further: Array
    """Mean weight of those with H > 1 minus that of those with H = 1, where all were shown the
    context: with H = 1 no later offer ever paid, or was shown to, inside an episode."""


def figures(panel: Panel, weights: Array | None = None) -> Figures:
    """The figures of the organisms of a panel, all of one seed.

    Args:
        panel: Its organisms and contexts; how many of them were shown decides what can be told.
        weights: (..., O, X, D - 1) draws of its weights; its own by default.
    """
    w = panel.weights if weights is None else weights
    horizons = scale(w @ shares_of(panel.asked))
    shown, longer = panel.shown, panel.horizons[:, None] > 1
    follows, grows = _both_slopes(panel, horizons, shown)
    _, longest = _both_slopes(panel, horizons, shown & _longest(panel))
    _, lasting = _both_slopes(panel, horizons, shown & longer)
    over = past(panel)
    lengths = [panel.horizons == one for one in np.unique(panel.horizons) if one > 1]
    least_past = [_mean(w, over & own[:, None, None]) for own in lengths]
    further = _mean(w, _alike(panel, lasting=True)) - _mean(w, _alike(panel, lasting=False))
    return Figures(
        follows=follows,
        grows=grows,
        longest=longest,
        lasting=lasting,
        past=_largest(_by_context(w, over)),
        least_past=-_largest([-one for one in least_past]),
        inside=_mean(w, inside(panel)),
        before=_largest(_by_context(w, panel.shown[..., None] & ~over)),
        further=further,
    )


def past(panel: Panel) -> Bools:
    """(O, X, D - 1) offers that pay past the stated steps and past the trained horizon."""
    ends = np.maximum(panel.left[None, :], panel.horizons[:, None] - 1)
    return panel.shown[..., None] & (panel.asked > ends[..., None])


def inside(panel: Panel) -> Bools:
    """(O, X, D - 1) offers that pay inside the longest stated context, where it was shown."""
    counts = (panel.shown & _longest(panel))[..., None]
    return np.asarray(counts & (panel.asked <= panel.left[:, None]), dtype=bool)


def _longest(panel: Panel) -> Bools:
    """(X,) which context states the most steps."""
    return np.asarray(panel.left == panel.left[np.isfinite(panel.left)].max(initial=0.0))


def _alike(panel: Panel, *, lasting: bool) -> Bools:
    """(O, X, D - 1) all later offers to those with H > 1, or H = 1, in contexts all know."""
    own = (panel.horizons > 1) == lasting
    counts = own[:, None] & panel.shown.all(axis=0)
    return np.broadcast_to(counts[..., None], (*counts.shape, len(panel.asked)))


def _both_slopes(panel: Panel, horizons: Array, counts: Bools) -> tuple[Array, Array]:
    """Least squares on both at once, where (O, X) counts; nan for one that does not vary."""
    organism, context = np.nonzero(counts)
    nothing = np.full(horizons.shape[:-2], np.nan)
    if not len(organism):
        return nothing, nothing
    y = horizons[..., organism, context]
    stated, trained = scale(panel.left[context]), np.log2(panel.horizons[organism])
    columns = [column - column.mean() for column in (stated, trained)]
    vary = [bool(np.ptp(column) > 0) for column in columns]
    kept = np.array([column for column, one in zip(columns, vary, strict=True) if one])
    if not any(vary) or np.linalg.matrix_rank(kept) < sum(vary):
        return nothing, nothing
    fitted = y @ np.linalg.pinv(kept)
    at = iter(range(sum(vary)))
    follows, grows = (fitted[..., next(at)] if one else nothing for one in vary)
    return follows, grows


def _by_context(w: Array, where: Bools) -> list[Array]:
    """The mean weight in each context."""
    at = np.eye(where.shape[1], dtype=bool)
    return [_mean(w, where & one[:, None]) for one in at]


def _largest(values: list[Array]) -> Array:
    """The largest of those that are known; nan if none is."""
    known = [one for one in values if not np.isnan(one).any()]
    return np.asarray(np.max(known, axis=0)) if known else np.full(np.shape(values[:1])[1:], np.nan)


def _mean(w: Array, where: Bools) -> Array:
    if not where.any():
        return np.full(w.shape[:-3], np.nan)
    return np.asarray(w[..., where].mean(-1))
