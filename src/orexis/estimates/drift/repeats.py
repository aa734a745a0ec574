"""Repeats at one point: how much they disagree, of how much they differ from the baseline.

After arXiv:2601.23045: incoherence is variance over error, summed over items (Brier). Bias needs a
right answer; preferences have none, so an item's is what the agent itself mostly answers at the
baseline. Where it stays with that, all of its error is variance: read the parts as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.drift.figure import Figure
from orexis.estimates.drift.panel import Array, Cell, Items

HALF = 0.5
FEWEST = 2
"""Repeats of an item from which a variance can be had."""


@dataclass(frozen=True)
class Repeats:
    """Variance, error and their ratio, over the items with the target."""

    variance: Figure
    error: Figure
    ratio: Figure | None
    """None where there is no error."""


def majority(cell: Cell, items: Items) -> NDArray[np.bool_]:
    """(I,) what it mostly answers."""
    yes, no = cell.accepted.sum(axis=0), cell.declined.sum(axis=0)
    return np.asarray((yes > no) & items.target)


def repeats(
    cells: Sequence[Cell], items: Items, usual: NDArray[np.bool_], blocks: int, behind: int
) -> Repeats:
    """Of several checkpoints together, each item at each checkpoint a point of its own.

    Args:
        cells: Checkpoints.
        items: What was put.
        usual: (I,) the answers that count as right.
        blocks: Number of blocks in the panel.
        behind: Blocks behind the figures.
    """
    variance, error = 0.0, 0.0
    without = np.zeros((2, blocks))
    points = np.zeros(1 + blocks)
    for cell in cells:
        sums = _sums(cell, items, blocks)
        usual_here = usual[items.target]
        every = _parts(sums.sum(axis=1), usual_here)
        # What is left without each block.
        left = _parts(sums.sum(axis=1)[:, None] - sums, usual_here)
        variance, error = variance + float(every[0]), error + float(every[1])
        without += left[:2]
        points += np.concatenate((every[2:], left[2]))
    spread, off = without[0] / points[1:], without[1] / points[1:]
    at = variance / points[0], error / points[0]
    used = np.isin(np.arange(blocks), np.concatenate([cell.block for cell in cells]))
    ratio = None
    if error > 0 and (without[1] > 0).all():
        ratio = _figure(variance / error, without[0] / without[1], used, behind)
    return Repeats(_figure(at[0], spread, used, behind), _figure(at[1], off, used, behind), ratio)


def _sums(cell: Cell, items: Items, blocks: int) -> Array:
    """(3, B, I) by block: answers, accepted ones, and their squares."""
    yes = cell.accepted[:, items.target]
    count = yes + cell.declined[:, items.target]
    share = np.divide(yes, count, out=np.zeros_like(yes), where=count > 0)
    rows = np.stack([(count > 0).astype(float), share, share**2])
    found = np.zeros((3, blocks, rows.shape[2]))
    for place, each in zip(found, rows, strict=True):
        np.add.at(place, cell.block, each)
    return found


def _parts(sums: Array, usual: NDArray[np.bool_]) -> Array:
    """(3, ...) variance of one answer, its error, and points with enough repeats, over items.

    The variance of one answer is p (1 - p); the squared mean of n answers overstates p^2 by their
    variance over n, which is added back. It is unbiased for draws and for probabilities.
    """
    count, total, squares = sums
    enough = count >= FEWEST
    many = np.maximum(count, FEWEST)
    mean = total / many
    between = np.maximum(squares - many * mean**2, 0) / (many - 1)
    variance = mean * (1 - mean) + between / many
    error = np.where(usual, 1 - mean, mean)
    kept = np.stack([np.where(enough, variance, 0), np.where(enough, error, 0), enough])
    return np.asarray(kept.sum(axis=-1))


def _figure(value: float, without: Array, used: NDArray[np.bool_], behind: int) -> Figure:
    """From the values without each block: delete-one jackknife."""
    # `Figure` multiplies by n / (n - 1); the jackknife has (n - 1) / n.
    influence = np.zeros(len(without))
    own = without[used]
    influence[used] = (own.mean() - own) * (len(own) - 1) / len(own)
    return Figure(value, influence, 0.0, max(2, behind))
