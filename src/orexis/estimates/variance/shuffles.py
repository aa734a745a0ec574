"""Do rollouts differ by more than chance? Exact shuffles, whatever the items and cells are like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.codes import crossed
from orexis.estimates.variance.reading import Rows

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

SHUFFLES = 999
WORK = 8_000_000
"""Choices that are shuffled at most, over all shuffles."""
ROUNDING = 1e-9
SLIPS = 0.02
"""Share of choices that may be slips."""


@dataclass(frozen=True)
class Test:
    """What a test of the rollouts found."""

    name: str
    """`rollout`, `lasting` or `clusters`."""
    p: float
    """One-sided; nan where it was not made."""
    method: str
    reason: str = ""
    """Why it was not made."""
    statistic: float = np.nan


def refused(name: str, reason: str) -> Test:
    """A test that was not made."""
    return Test(name, np.nan, "none", reason)


def residuals(rows: Rows, strata: Codes) -> Array:
    """(n,) outcomes less the mean of their stratum."""
    total = np.bincount(strata, rows.weight)
    mean = np.bincount(strata, rows.weight * rows.outcome) / np.maximum(total, ROUNDING)
    found: Array = rows.weight * (rows.outcome - mean[strata])
    return found


def thickness(rows: Rows) -> float:
    """Share of the information that is left after the means of (cell, item) strata are taken out.

    1 - 1/n for a choice in a stratum of n: 0 where every choice is alone with its item.
    """
    strata = crossed_cells(rows)
    return float(np.mean(1 - 1 / np.bincount(strata)[strata]))


def crossed_cells(rows: Rows) -> Codes:
    """(n,) stratum (cell, item, format) of each choice."""
    column = rows.column
    return _dense(rows.cell * len(column) + column.codes)


def by_choice(rows: Rows, seed: int) -> Test:
    """Shuffles choices within (cell, item) over the rollouts.

    Without a part of the rollout they are exchangeable there, whatever the chances of the strata.
    The statistic is the sum of squared residual sums of rollouts.
    """
    strata, rollout = crossed_cells(rows), rows.rollout.codes
    order = np.argsort(strata, kind="stable")
    strata, rollout, rest = (
        strata[order],
        rollout[order],
        residuals(rows, crossed_cells(rows))[order],
    )
    rng = np.random.default_rng(seed)
    seen = _squares(rest, rollout)
    times = int(np.clip(WORK // max(1, len(rest)), 99, SHUFFLES))
    reached = 0
    for _ in range(times):
        # Within a stratum in a random order: strata are whole numbers, keys lie in [0, 1).
        drawn = np.argsort(strata + rng.random(len(strata)))
        reached += _squares(rest[drawn], rollout) >= seen * (1 - ROUNDING)
    p = (1 + reached) / (1 + times)
    return Test("rollout", p, f"{times} shuffles of choices within cell and item", "", seen)


def by_prefix(rows: Rows, seed: int) -> Test:
    """Shuffles the residual sums of whole prefixes over the rollouts, within arm and episode.

    Holds its level where the mean moves with the episode, and where single prefixes scatter more
    than draws do: only what a rollout's checkpoints share counts.
    """
    sums = prefix_sums(rows)
    if sums is None:
        return refused("rollout", "no two rollouts were forked at the same two checkpoints")
    return shuffled_rows(sums, seed)


@dataclass(frozen=True)
class Sums:
    """Residual sums of rollouts (R, T) at places in them; nan where there is none."""

    sums: Array
    group: Codes
    """(R,) arm of each."""


def prefix_sums(rows: Rows) -> Sums | None:
    """Of rollouts that were forked at two checkpoints at least, in arms with at least two."""
    kept = ~rows.reset & np.isfinite(rows.position)
    column = rows.column
    strata = _dense(rows.cell * len(column) + column.codes)
    rest = residuals(rows, strata) * _telling(rows)
    trunk, places = rows.trunk.codes[kept], rows.position[kept]
    at = np.unique(places)
    if len(at) <= 1:
        return None
    shape = (len(rows.trunk), len(at))
    key = trunk * shape[1] + np.searchsorted(at, places)
    asked = np.bincount(key, minlength=shape[0] * shape[1]).reshape(shape)
    sums = np.bincount(key, rest[kept], shape[0] * shape[1]).reshape(shape)
    group = np.zeros(shape[0], dtype=np.int64)
    group[trunk] = _dense(crossed(rows.model, rows.arm).codes[kept])
    return _repeated(np.where(asked > 0, sums.astype(float), np.nan), group)


def _telling(rows: Rows) -> Array:
    """(n,) weights: near 0 for an item that nearly all answer alike, where slips decide.

    They are those of the locally best test where a choice is a slip now and then. They depend on
    the items' means alone, which no shuffle changes.
    """
    if rows.exact:
        return np.ones(len(rows))
    column = rows.column
    total = np.bincount(column.codes, rows.weight)
    mean = (np.bincount(column.codes, rows.weight * rows.outcome) / total)[column.codes]
    spread = mean * (1 - mean)
    found: Array = spread / (spread + SLIPS)
    return found


def _repeated(sums: Array, group: Codes) -> Sums | None:
    many = np.isfinite(sums).sum(axis=1) > 1
    sums, group = sums[many], group[many]
    alone = np.bincount(group, minlength=1)[group] <= 1 if len(group) else np.zeros(0, dtype=bool)
    sums, group = sums[~alone], group[~alone]
    return Sums(sums, _dense(group)) if len(group) else None


def shuffled_rows(found: Sums, seed: int) -> Test:
    """Sum of squared row sums against columns shuffled within groups."""
    rng = np.random.default_rng(seed)
    sums = np.nan_to_num(found.sums)
    seen = float((sums.sum(axis=1) ** 2).sum())
    reached = 0
    for _ in range(SHUFFLES):
        mixed = np.zeros(len(sums))
        for place in range(sums.shape[1]):
            here = np.flatnonzero(np.isfinite(found.sums[:, place]))
            group = found.group[here]
            drawn = np.lexsort((rng.random(len(here)), group))
            mixed[here[np.argsort(group, kind="stable")]] += sums[here[drawn], place]
        reached += float((mixed**2).sum()) >= seen * (1 - ROUNDING)
    p = (1 + reached) / (1 + SHUFFLES)
    method = f"{SHUFFLES} shuffles of checkpoints over rollouts within arm and episode"
    return Test("rollout", p, method, "", seen)


def _squares(rest: Array, rollout: Codes) -> float:
    return float((np.bincount(rollout, rest) ** 2).sum())


def _dense(codes: Codes) -> Codes:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)
