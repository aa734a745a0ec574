"""Shares accepted, whatever the curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orexis.estimates.drift.figure import Limits
from orexis.estimates.drift.panel import Array, Cell, Panel
from orexis.estimates.intervals import Interval, mean_interval


def share(cells: Sequence[Cell], panel: Panel, level: float) -> Interval:
    """Share of the offers with the target that was accepted, the block as the unit."""
    target = panel.items.target
    yes, count = np.zeros((2, panel.blocks))
    for cell in cells:
        accepted = cell.accepted[:, target]
        np.add.at(yes, cell.block, accepted.sum(axis=1))
        np.add.at(count, cell.block, (accepted + cell.declined[:, target]).sum(axis=1))
    used = count > 0
    scores = np.clip(yes[used] / count[used], 0, 1)
    return mean_interval(scores, count[used], level, drawn=not panel.exact)


def acceptance(cells: Sequence[Cell], panel: Panel, level: float) -> Limits:
    """`share` as value, low, high."""
    found = share(cells, panel, level)
    return found.value, found.low, found.high


def moved_logits(base: Sequence[Cell], late: Sequence[Cell], panel: Panel, level: float) -> Limits:
    """Shift of the log-odds of acceptance from baseline to late.

    The two intervals are combined by the distances of their ends (Newcombe 1998), as if they were
    independent: where rollouts pair, it is too wide rather than too narrow.
    """
    before, after = (share(cells, panel, level) for cells in (base, late))
    first, second = (
        _log_odds(np.array([each.value, each.low, each.high]), each.n) for each in (before, after)
    )
    value = float(second[0] - first[0])
    low = value - float(np.hypot(second[0] - second[1], first[2] - first[0]))
    high = value + float(np.hypot(second[2] - second[0], first[0] - first[1]))
    return value, low, high


def _log_odds(shares: Array, size: int) -> Array:
    """Log-odds, held away from 0 and 1 by half a trial."""
    held = (shares * size + 0.5) / (size + 1)
    return np.asarray(np.log(held) - np.log1p(-held))
