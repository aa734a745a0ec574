"""Does what a rollout prefers last, or does it only repeat its last answer?

A rollout that clings to its last answer differs from others, too, but its early and its late
choices have little in common. A lasting trait shows in both. The covariance of early and late
residual sums is compared with that of early and late parts of different rollouts of a cell. That
holds its level only where all rollouts of a cell meet the items in the same order: otherwise the
sums share items after the shuffle.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.reading import Rows
from orexis.estimates.variance.shuffles import (
    ROUNDING,
    SHUFFLES,
    Sums,
    Test,
    prefix_sums,
    refused,
    residuals,
)

Array = NDArray[np.float64]
NAME = "lasting"
SHORTEST = 8
"""Choices of a rollout that make a sequence."""
FEWEST = 5
"""Rollouts of a cell with which a shuffle says anything."""


def lasting(rows: Rows, sequence: Rows | None, seed: int) -> Test:
    """The far-lag test, on forks where there are any, else on the sequence of choices."""
    if rows.forks:
        found = prefix_sums(rows)
        if found is not None and found.sums.shape[1] > 1:
            half = found.sums.shape[1] // 2
            method = "residuals of the first checkpoints with those of the last"
            return _far(found, half, method, seed)
        if sequence is None:
            return refused(NAME, "no rollout was forked at two checkpoints")
    return _of_sequence(rows if sequence is None else sequence, seed)


def _of_sequence(rows: Rows, seed: int) -> Test:
    if not np.isfinite(rows.position).all():
        return refused(
            NAME, "the order of the choices in a rollout (episode, turn) is not recorded"
        )
    sums = _sequences(rows)
    if isinstance(sums, str):
        return refused(NAME, sums)
    part = max(1, sums.sums.shape[1] // 4)
    return _far(
        sums, part, "residuals of the first quarter of choices with those of the last", seed
    )


def _sequences(rows: Rows) -> Sums | str:
    """Residuals (R, T) in order, or why there are none."""
    order = np.lexsort((rows.position, rows.rollout.codes))
    unit, rollout = rows.rollout.codes[order], rows.rollout
    lengths = np.bincount(unit, minlength=len(rollout))
    long = int(np.bincount(lengths).argmax()) if len(lengths) else 0
    if long < SHORTEST:
        return f"rollouts have fewer than {SHORTEST} choices"
    kept = order[lengths[unit] == long]
    column = rows.column.codes[kept].reshape(-1, long)
    cell = rows.cell[kept].reshape(-1, long)[:, 0]
    for one in np.unique(cell):
        inside = column[cell == one]
        if (inside != inside[0]).any():
            return "rollouts of a cell meet the items in different orders"
    places = np.tile(np.arange(long), len(cell))
    key = np.unique(np.repeat(cell, long) * long + places, return_inverse=True)[1]
    spread = np.zeros(len(rows), dtype=np.int64)
    spread[kept] = key + 1
    rest = residuals(rows, spread)[kept].reshape(-1, long)
    return Sums(rest, np.unique(cell, return_inverse=True)[1].astype(np.int64))


def _far(found: Sums, part: int, method: str, seed: int) -> Test:
    early = np.nansum(found.sums[:, :part], axis=1)
    late = np.nansum(found.sums[:, -part:], axis=1)
    group = found.group
    sizes = np.bincount(group)
    if sizes.max() < FEWEST:
        return refused(NAME, f"no cell has {FEWEST} rollouts with a sequence")
    early = early - (np.bincount(group, early) / sizes)[group]
    rng = np.random.default_rng(seed)
    seen, place, reached = float(early @ late), np.argsort(group, kind="stable"), 0
    for _ in range(SHUFFLES):
        drawn = np.lexsort((rng.random(len(group)), group))
        reached += float(early[place] @ late[drawn]) >= seen - ROUNDING
    p = (1 + reached) / (1 + SHUFFLES)
    return Test(NAME, p, f"{SHUFFLES} shuffles: {method}", "", seen)
