"""Does the change come through action or through inaction?

After the two scores of arXiv:2505.02709: change from baseline to late in the direction of the
wander. By action: on offers where that direction takes effect only if the agent acts (accepting
where `decline` stands, declining where `accept` stands); by inaction on the others. Published
scores are clipped at 0 run by run, so that noise alone makes them positive: the mean without
clipping stands beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.drift.figure import Figure
from orexis.estimates.drift.panel import Array, Cell

ACCEPT, DECLINE = "accept", "decline"


@dataclass(frozen=True)
class Scores:
    """Over blocks that have both a baseline and a late part."""

    actions: Figure
    inaction: Figure
    actions_clipped: Figure
    inaction_clipped: Figure
    difference: Figure
    """By action less by inaction, without clipping."""


def scores(
    base: Sequence[Cell],
    late: Sequence[Cell],
    default: NDArray[np.object_],
    target: NDArray[np.bool_],
    blocks: int,
    direction: float,
) -> Scores | None:
    """Both scores; None where not both options were standing ones, or too few blocks pair.

    Args:
        base: The baseline's checkpoints.
        late: The late ones.
        default: (I,) the standing option.
        target: (I,) offers with the target.
        blocks: Number of blocks in the panel.
        direction: Of the wander: above 0 where it accepts more.
    """
    sign = 1.0 if direction >= 0 else -1.0
    acting, leaving = (DECLINE, ACCEPT) if sign > 0 else (ACCEPT, DECLINE)
    changes = []
    for standing in (acting, leaving):
        here = target & (default == standing)
        if not here.any():
            return None
        changes.append(sign * (_shares(late, here, blocks) - _shares(base, here, blocks)))
    both = np.isfinite(changes[0]) & np.isfinite(changes[1])
    if both.sum() < 3:  # noqa: PLR2004 - a spread over two is none
        return None
    acted, left = (np.where(both, each, 0.0) for each in changes)
    return Scores(
        _mean(acted, both),
        _mean(left, both),
        _mean(np.maximum(acted, 0), both),
        _mean(np.maximum(left, 0), both),
        _mean(acted - left, both),
    )


def _shares(cells: Sequence[Cell], here: NDArray[np.bool_], blocks: int) -> Array:
    """(B,) share accepted by block, nan without answers."""
    yes, count = np.zeros(blocks), np.zeros(blocks)
    for cell in cells:
        accepted = cell.accepted[:, here]
        np.add.at(yes, cell.block, accepted.sum(axis=1))
        np.add.at(count, cell.block, (accepted + cell.declined[:, here]).sum(axis=1))
    return np.asarray(np.divide(yes, count, out=np.full(blocks, np.nan), where=count > 0))


def _mean(values: Array, used: NDArray[np.bool_]) -> Figure:
    count = int(used.sum())
    value = float(values[used].mean())
    return Figure(value, np.where(used, values - value, 0.0) / count, 0.0, count)
