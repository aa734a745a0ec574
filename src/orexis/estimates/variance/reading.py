"""From a table of choices to coded rows: what nests in what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.variance.codes import Coded, coded, crossed, joined
from orexis.estimates.variance.counts import Counts

Array = NDArray[np.float64]

HALF = 0.5
WHOLE = 1e-6
"""Numbers this close to a whole one are whole."""
EDGE = 1e-3
"""Exact probabilities are held within this of 0 and 1, so that their log-odds are finite."""


@dataclass(frozen=True)
class Rows:
    """Choices as numbers; arrays of equal length."""

    model: Coded
    context: Coded
    """Levels of the factors; in long rollouts with topology, episode and reset."""
    arm: Coded
    """The same without the episode."""
    rollout: Coded
    """The unit that nests in (model, context): a rollout, or the prefix that forks share."""
    trunk: Coded
    """The whole rollout, of which a prefix is a part; `rollout` again elsewhere."""
    item: Coded
    format: Coded
    position: Array
    """(n,) place of the choice in its rollout; nan where it is not recorded."""
    reset: NDArray[np.bool_]
    outcome: Array
    """(n,) share of the repeats with outcome 1, or log-odds where exact."""
    weight: Array
    """(n,) repeats."""
    exact: bool
    forks: bool
    """The choices stand on forks of long rollouts."""

    def __len__(self) -> int:
        return len(self.outcome)

    @property
    def cell(self) -> NDArray[np.int64]:
        """(n,) cell of each choice."""
        found: NDArray[np.int64] = self.model.codes * len(self.context) + self.context.codes
        return found

    @property
    def column(self) -> Coded:
        """Items in their formats."""
        return crossed(self.item, self.format)


def read_rows(table: ChoiceTable) -> tuple[Rows, Rows | None, list[str]]:
    """The rows for the components, those of a sequence beside them if any, and what is left out.

    Forks of long rollouts (with a topology) make the components where there are any, and the
    choices of their trunks the sequence; other forks are manipulation checks and count nowhere.
    """
    forked, long = table["trunk"] != "", table["topology"] != ""
    valid, exact = table["valid"], table["exact"]
    main = valid & (forked & long if (forked & long & valid).any() else ~forked)
    notes: list[str] = []
    used = bool(exact[main].any()) and exact[main].mean() >= HALF
    if main.any() and 0 < exact[main].mean() < 1:
        kept = "exact probabilities" if used else "draws"
        notes.append(f"the table has both draws and exact probabilities; only the {kept} are used.")
    main &= exact == used
    if not used:
        counted = _countable(table["outcome"], table["weight"])
        if not counted[main].all():
            notes.append(
                f"{int((~counted & main).sum()):,} choices are shares of an unknown number of "
                "repeats; their chance variation is unknown, so they are left out."
            )
        main &= counted
    forks = bool((forked & long & main).any())
    beside = valid & ~forked & long & ~exact & _countable(table["outcome"], table["weight"])
    rows = _rows(table, main, exact=used, forks=forks)
    sequence = _rows(table, beside, exact=False, forks=False) if forks and beside.any() else None
    return rows, sequence, notes


def counts_of(rows: Rows) -> Counts:
    """The counts behind the components."""
    column, unit = rows.column, rows.rollout
    size = (len(unit), len(column))
    key = unit.codes * size[1] + column.codes
    exposures = np.bincount(key, rows.weight, size[0] * size[1]).reshape(size).astype(float)
    hits = np.round(rows.weight * rows.outcome)
    cell = np.zeros(size[0], dtype=np.int64)
    cell[unit.codes] = rows.cell
    formats = None
    if len(rows.format) > 1:
        names = {name: code for code, name in enumerate(rows.format.labels)}
        formats = np.array([names[label[1]] for label in column.labels], dtype=np.int64)
    return Counts(
        len(rows.model),
        len(rows.context),
        cell,
        exposures,
        np.bincount(unit.codes, hits, size[0]).astype(float),
        np.bincount(column.codes, hits, size[1]).astype(float),
        formats,
    )


def without_items(rows: Rows) -> Rows:
    """The same as if all choices were on one item."""
    alike = Coded(np.zeros(len(rows), dtype=np.int64), ("",))
    return replace(rows, item=alike, format=alike)


def _rows(table: ChoiceTable, mask: NDArray[np.bool_], *, exact: bool, forks: bool) -> Rows:
    part = {name: table[name][mask] for name in ("model", "rollout", "trunk", "item", "format")}
    given = coded(table["context"][mask])
    factors = [coded(table.factor(name)[mask]) for name in table.factors]
    base = joined(*factors) if given.labels in ((), ("",)) and factors else given
    topology, reset = coded(table["topology"][mask]), coded(table["reset"][mask])
    arm = joined(base, topology, reset)
    episode = table["episode"][mask]
    seen = coded([f"episode {one:g}" if forks else "" for one in episode.tolist()])
    context = joined(arm, seen)
    cell = crossed(coded(part["rollout"]), context)
    trunk = coded(part["trunk"]) if forks else cell
    position = episode if np.isfinite(episode).any() else table["turn"][mask]
    item = coded(part["item"])
    if item.labels in ((), ("",)) and np.isfinite(position).any():
        item = coded([f"place {one:g}" for one in position.tolist()])
    rows = Rows(
        coded(part["model"]),
        context,
        arm,
        cell,
        trunk,
        item,
        coded(part["format"]),
        position.astype(float),
        np.asarray(table["reset"][mask] != "", dtype=bool),
        table["outcome"][mask].astype(float),
        table["weight"][mask].astype(float),
        exact,
        forks,
    )
    return _as_log_odds(rows) if exact else rows


def _as_log_odds(rows: Rows) -> Rows:
    """One row a rollout and item: the mean log-odds over orders and repeats."""
    held = np.clip(rows.outcome, EDGE, 1 - EDGE)
    odds = np.log(held / (1 - held))
    group = crossed(rows.rollout, rows.item, rows.format)
    first = np.zeros(len(group), dtype=np.int64)
    first[group.codes[::-1]] = np.arange(len(odds))[::-1]
    times = np.bincount(group.codes, minlength=len(group))
    mean = np.bincount(group.codes, odds, len(group)) / np.maximum(times, 1)

    def taken(column: Coded) -> Coded:
        return Coded(column.codes[first], column.labels)

    names = ("model", "context", "arm", "rollout", "trunk", "item", "format")
    columns: dict[str, Any] = {name: taken(getattr(rows, name)) for name in names}
    return replace(
        rows,
        **columns,
        position=rows.position[first],
        reset=rows.reset[first],
        outcome=mean,
        weight=np.ones(len(group)),
    )


def _countable(outcome: Array, weight: Array) -> NDArray[np.bool_]:
    """A 0 or 1, or a share of repeats that comes to a whole number of them."""
    hits = weight * np.where(np.isnan(outcome), 0.5, outcome)
    whole = np.abs(weight - np.round(weight)) + np.abs(hits - np.round(hits)) < WHOLE
    return np.asarray(whole, dtype=bool)
