"""From the posterior to draws of all levels, and to the level that some cells have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Axis
from orexis.curves.grid import FLAT_PRIOR
from orexis.estimates.horizon.posterior import TINY, Shared

Array = NDArray[np.float64]
SEED = 20240


def draws(shared: Shared, count: int) -> tuple[Array, NDArray[np.intp]]:
    """(D, C) indifference levels -ln w and (D,) nodes of what is shared, drawn together.

    Always gives -inf, never inf; mixed is left out. Stratified, and the same for the same data.
    """
    rng = np.random.default_rng(SEED)
    steps = np.cumsum(shared.weight)
    even = (np.arange(count) + rng.random()) / count
    nodes = np.minimum(np.searchsorted(steps / steps[-1], even), len(steps) - 1)
    edges = edges_of(shared.grid.axes.level)
    found = np.empty((count, len(shared.counts.cells)))
    ones = np.ones((1, len(shared.weight)))
    for cell in range(found.shape[1]):
        parts = np.concatenate(
            [
                shared.always[cell] * ones,
                shared.prior[:, None] * shared.curves[cell],
                shared.never[cell] * ones,
            ]
        )
        # Choices that surely do not move have no level; theirs comes from before the data.
        parts = np.where(parts.sum(axis=0) > 0, parts, 1 / len(parts))
        chance = np.cumsum(parts, axis=0)
        chance /= chance[-1]
        share = (rng.permutation(count) + rng.random(count)) / count
        # One search for all nodes: node e's cumulative chances stand between e and e + 1.
        flat = (chance + np.arange(len(shared.weight))).T.ravel()
        at = np.searchsorted(flat, nodes + share) - nodes * len(chance)
        at = np.clip(at, 0, len(chance) - 1)
        inside = np.clip(at, 1, len(chance) - 2)
        below = chance[inside - 1, nodes]
        room = np.maximum(chance[inside, nodes] - below, TINY)
        part = np.clip((share - below) / room, 0, 1)
        level = edges[inside - 1] + part * (edges[inside] - edges[inside - 1])
        found[:, cell] = np.where(at == 0, -np.inf, np.where(at == len(chance) - 1, np.inf, level))
    return found, nodes


def common_level(
    shared: Shared, cells: NDArray[np.bool_], level: float
) -> tuple[float, float, float]:
    """Mean and limits of the one indifference level that these cells have together.

    Given what is shared, the cells' likelihoods are multiplied level by level. Never and always
    count as the grid's ends.

    Args:
        shared: The posterior.
        cells: (C,) which cells, at least one.
        level: Confidence level in (0, 1).
    """
    own = np.log(shared.curves[cells] + TINY).sum(axis=0)
    # What the cells say about eta when taken apart is replaced by what they say as one.
    rest = np.log(shared.weight) - np.log(shared.total[cells]).sum(axis=0)
    logs = own + rest + np.log(shared.prior)[:, None]
    flat = [
        np.log(each[cells] + TINY).sum() + rest - (cells.sum() - 1) * np.log(FLAT_PRIOR)
        for each in (shared.always, shared.never)
    ]
    top = max(logs.max(), *(each.max() for each in flat))
    mass = np.exp(logs - top).sum(axis=1)
    always, never = (float(np.exp(each - top).sum()) for each in flat)
    mass[0] += always
    mass[-1] += never
    axis = shared.grid.axes.level
    edges = edges_of(axis)
    steps = np.r_[0.0, np.cumsum(mass)] / mass.sum()
    low, high = np.interp([(1 - level) / 2, (1 + level) / 2], steps, edges)
    return float(mass @ axis.values / mass.sum()), float(low), float(high)


def common_draws(
    shared: Shared, cells: NDArray[np.bool_], nodes: NDArray[np.intp]
) -> NDArray[np.float64]:
    """(D,) draws of the one indifference level that these cells have together, given the nodes.

    On the grid: never and always are left out. Stratified, and the same for the same data.

    Args:
        shared: The posterior.
        cells: (C,) which cells, at least one.
        nodes: (D,) nodes of what is shared, ascending.
    """
    rng = np.random.default_rng(SEED)
    logs = np.log(shared.curves[cells] + TINY).sum(axis=0) + np.log(shared.prior)[:, None]
    chance = np.cumsum(np.exp(logs - logs.max(axis=0)), axis=0)
    steps = np.concatenate([np.zeros((1, chance.shape[1])), chance / chance[-1]])
    edges = edges_of(shared.grid.axes.level)
    found = np.empty(len(nodes))
    for node in np.unique(nodes):
        own = np.flatnonzero(nodes == node)
        share = (rng.permutation(len(own)) + rng.random(len(own))) / len(own)
        found[own] = np.interp(share, steps[:, node], edges)
    return found


def edges_of(axis: Axis) -> Array:
    """Where one value's cell ends and the next begins: one more than there are values."""
    return np.append(axis.values - axis.widths / 2, axis.values[-1] + axis.widths[-1] / 2)
