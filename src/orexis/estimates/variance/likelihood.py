"""The likelihood of cells and items, with every rollout integrated out.

logit P = a[cell] + z[item] + b[rollout], b ~ N(0, s^2). The integral over b is the trapezoid rule
on nodes that all rollouts share. Its error falls as exp(-2 pi^2 / h^2) in the step h, in units of
the posterior's width (Trefethen and Weideman 2014, doi:10.1137/130932132). Chances are worked out
once for each cell, item and node, however many choices there are; what is left is matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.counts import Counts

Array = NDArray[np.float64]

REACH = 5.0
"""Nodes reach this many standard deviations of b to each side."""
STEP = 1.15
"""Largest step, in widths of the narrowest posterior of a b."""
NODES = (11, 401)
"""Least and largest number of nodes."""
BLOCK = 200_000
"""Numbers in the largest array of a block of cells, so that it stays in the processor's cache."""
FAR = 200.0
"""Log-odds are held within this."""
TINY = 1e-300


@dataclass(frozen=True)
class Slope:
    """The log-likelihood at a point, with its derivatives in (a, z)."""

    value: float
    gradient: Array
    """(n,)"""
    curvature: Array
    """(n, n) minus the second derivatives."""


@dataclass(frozen=True)
class Block:
    """Cells with about as many rollouts, padded to one array."""

    cells: NDArray[np.intp]
    """(g,)"""
    exposures: Array
    """(g, R, J)"""
    successes: Array
    """(g, R)"""
    repeats: Array
    """(g, R); 0 where padded."""


class Likelihood:
    """Of counts; cells without rollouts have no part in it."""

    def __init__(self, counts: Counts) -> None:
        counts = counts.merged()
        self.cells = counts.models * counts.contexts
        self.items = counts.exposures.shape[1]
        self.size = self.cells + self.items
        self._most = float(counts.exposures.sum(axis=1).max())
        by_cell = np.bincount(counts.cell, counts.successes * counts.repeats, self.cells)
        self._hits = np.concatenate([by_cell, counts.by_item])
        asked = counts.exposures.sum(axis=1) * counts.repeats
        self._asked = np.bincount(counts.cell, asked, self.cells)
        self.blocks = _blocks(counts, self.nodes(1.0)[0].size)

    def nodes(self, sd: float) -> tuple[Array, Array]:
        """Values of b at the nodes (Q,), and the logs of their weights."""
        narrow = 1 / np.sqrt(1 / max(sd, 1e-6) ** 2 + self._most / 4)
        count = int(np.ceil(2 * REACH * sd / (STEP * narrow))) | 1
        places = np.linspace(-REACH, REACH, min(max(count, NODES[0]), NODES[1]))
        logs = -0.5 * places**2
        return sd * places, logs - np.log(np.exp(logs).sum())

    def start(self) -> Array:
        """(n,) log-odds of each cell, drawn in from 0 and 1; items at 0."""
        share = np.clip((self._hits[: self.cells] + 0.5) / (self._asked + 1), 0.02, 0.98)
        return np.concatenate([np.log(share / (1 - share)), np.zeros(self.items)])

    def __call__(self, x: Array, sd: float) -> Slope:
        """The log-likelihood of x = (a, z), (n,), at the rollouts' standard deviation."""
        nodes, logs = self.nodes(sd)
        odds = np.exp(np.clip(x, -FAR, FAR))
        gradient, curvature = self._hits.copy(), np.zeros((self.size, self.size))
        value = float(self._hits @ x)
        for block in self.blocks:
            value += self._add(block, odds, nodes, logs, gradient, curvature)
        across = curvature[: self.cells, self.cells :]
        curvature[self.cells :, : self.cells] = across.T
        return Slope(value, gradient, curvature)

    def _add(
        self,
        block: Block,
        odds: Array,
        nodes: Array,
        logs: Array,
        gradient: Array,
        curvature: Array,
    ) -> float:
        """The block's part of the log-likelihood; its derivatives are added to the arrays.

        The curvature is the expected one less the spread of the score over each rollout's
        posterior, of which its regression on b is kept: one vector a rollout.
        """
        cells, split, items = block.cells, self.cells, slice(self.cells, None)
        ratio = odds[cells, None, None] * (odds[items, None] * np.exp(nodes))
        rise = 1 + ratio
        chance = ratio / rise
        score = block.successes[..., None] * nodes + logs
        score -= block.exposures @ np.log(rise)
        top = score.max(axis=-1, keepdims=True)
        mass = np.exp(score - top)
        total = mass.sum(axis=-1, keepdims=True)
        mass /= total
        value = float((block.repeats * (np.log(total) + top)[..., 0]).sum())
        expected = block.exposures.swapaxes(1, 2) @ (mass * block.repeats[..., None])
        hits = expected * chance
        sums = hits.sum(axis=-1)
        gradient[cells] -= sums.sum(axis=1)
        gradient[items] -= sums.sum(axis=0)
        weight = sums - np.einsum("gjq,gjq->gj", hits, chance)
        centred = nodes - (mass @ nodes)[..., None]
        spread = (mass * centred * centred).sum(axis=-1)
        mass *= centred
        moved = block.exposures * (mass @ chance.swapaxes(1, 2))
        of_cell = moved.sum(axis=-1)
        scale = block.repeats / np.maximum(spread, TINY)
        curvature[cells, cells] += weight.sum(axis=1) - (scale * of_cell**2).sum(axis=1)
        curvature[cells, split:] += weight - ((scale * of_cell)[:, None] @ moved)[:, 0]
        flat = moved.reshape(-1, self.items)
        corner = curvature[items, items]
        corner -= (flat * scale.reshape(-1, 1)).T @ flat
        corner[np.diag_indices(self.items)] += weight.sum(axis=0)
        return value


def _blocks(counts: Counts, nodes: int) -> list[Block]:
    """Cells in order of their rollouts, a block at a time."""
    rollouts = np.bincount(counts.cell, minlength=counts.models * counts.contexts)
    ordered = np.argsort(counts.cell, kind="stable")
    starts = np.cumsum(rollouts) - rollouts
    cells = np.argsort(rollouts, kind="stable")
    cells = cells[rollouts[cells] > 0]
    wide = max(nodes, counts.exposures.shape[1])
    found, at = [], 0
    while at < len(cells):
        least = int(rollouts[cells[at]])
        end = at + 1
        while end < len(cells) and rollouts[cells[end]] <= 1.3 * least + 2:
            if (end - at) * int(rollouts[cells[end]]) * wide > BLOCK:
                break
            end += 1
        found.append(_padded(counts, cells[at:end], rollouts, starts, ordered))
        at = end
    return found


def _padded(
    counts: Counts,
    cells: NDArray[np.intp],
    rollouts: NDArray[np.intp],
    starts: NDArray[np.intp],
    ordered: NDArray[np.intp],
) -> Block:
    most = int(rollouts[cells].max())
    places = np.arange(most)
    here = places < rollouts[cells][:, None]
    rows = ordered[np.where(here, starts[cells][:, None] + places, 0)]
    return Block(
        cells,
        np.where(here[..., None], counts.exposures[rows], 0.0),
        np.where(here, counts.successes[rows], 0.0),
        np.where(here, counts.repeats[rows], 0.0),
    )
