"""From the table of choices to panels: one a model, context and target."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.drift.panel import Array, Cell, Items, Panel
from orexis.estimates.drift.rule import DriftRule

Codes = NDArray[np.intp]
ACCEPT_FIRST, ACCEPT_SECOND = "given", "reversed"
SIGNS = {ACCEPT_FIRST: 0.5, ACCEPT_SECOND: -0.5}
STANDING = {"accept": 0.5, "decline": -0.5}


def column(table: ChoiceTable, name: str) -> NDArray[Any]:
    """A text column, or empty texts where the table does not bring it."""
    if name in table.columns:
        return table.columns[name]
    return np.full(len(table), "", dtype=object)


def coded(values: NDArray[Any]) -> tuple[Codes, list[Any]]:
    """(n,) numbers and what they stand for, in order of first appearance."""
    listed = values.tolist()
    names = list(dict.fromkeys(listed))
    number = {name: code for code, name in enumerate(names)}
    return np.array([number[value] for value in listed], dtype=np.intp), names


def combined(*columns: NDArray[Any]) -> tuple[Codes, list[tuple[Hashable, ...]]]:
    """The same for several columns at once."""
    total = np.zeros(len(columns[0]), dtype=np.intp)
    for values in columns:
        codes, names = coded(values)
        total = total * len(names) + codes
    _, first, codes = np.unique(total, return_index=True, return_inverse=True)
    return codes, [tuple(values[row] for values in columns) for row in first.tolist()]


def stakes(table: ChoiceTable) -> Array:
    """(n,) log of the stake: ln(points), or ln(later / -now); nan where there is none."""
    points = table["stake.points"]
    with np.errstate(invalid="ignore", divide="ignore"):
        x = np.where(points > 0, np.log(points), np.nan)
        ratio = table["stake.later"] / -table["stake.now"]
        later = np.where(ratio > 0, np.log(ratio), np.nan)
    return np.asarray(np.where(np.isnan(x), later, x), dtype=float)


def times(table: ChoiceTable) -> Array:
    """(n,) the turn, or the episode where no turn is given."""
    turn, episode = table["turn"], table["episode"]
    return np.asarray(np.where(np.isfinite(turn), turn, episode), dtype=float)


def episodes(table: ChoiceTable) -> Array:
    """(n,) the episode, or the turn where no episode is given."""
    turn, episode = table["turn"], table["episode"]
    return np.asarray(np.where(np.isfinite(episode), episode, turn), dtype=float)


def blocks_of(table: ChoiceTable) -> NDArray[Any]:
    """(n,) what pairs rollouts: their block, or where it is empty the rollout that was forked."""
    block = column(table, "block")
    trunk = column(table, "trunk")
    stem = np.where(trunk == "", table["rollout"], trunk)
    return np.where(block == "", stem, block)


@dataclass(frozen=True)
class Read:
    """The rows of one model in one context."""

    model: str
    context: Mapping[str, str]
    table: ChoiceTable
    """All rows, those that are not valid as well."""
    x: Array

    def targets(self, rule: DriftRule) -> list[str]:
        """Subjects with a usable answer that are no anchor."""
        used = self.table["valid"] & np.isfinite(self.x)
        names = coded(column(self.table, "subject")[used])[1]
        return [name for name in names if name != rule.control]

    @property
    def forks(self) -> NDArray[np.bool_]:
        """(n,) rows of forks at checkpoints."""
        here = (column(self.table, "trunk") != "") & (column(self.table, "topology") != "")
        return np.asarray(here & np.isfinite(self.x) & np.isfinite(episodes(self.table)))

    def where(self, mask: NDArray[np.bool_]) -> Read:
        """Some of the rows."""
        return replace(self, table=self.table.where(mask), x=self.x[mask])


def split(table: ChoiceTable) -> Iterator[Read]:
    """The models' contexts, in order of appearance."""
    x = stakes(table)
    names = table.factors
    codes, levels = combined(table["model"], *(table.factor(name) for name in names))
    for code in dict.fromkeys(codes.tolist()):
        here = codes == code
        model, *own = levels[code]
        part = table if here.all() else table.where(here)
        context = {name: str(level) for name, level in zip(names, own, strict=True) if level}
        yield Read(str(model), context, part, x[here])


def panel(read: Read, target: str, rule: DriftRule) -> Panel:
    """The valid fork rows about one target and its anchors."""
    table = read.table
    subject = column(table, "subject")
    used = table["valid"] & np.isfinite(read.x) & ((subject == target) | (subject == rule.control))
    rows, x = table.where(used), read.x[used]
    items, item = _items(rows, x, column(rows, "subject") == target)
    block, blocks = coded(blocks_of(rows))
    cell, keys = combined(column(rows, "topology"), episodes(rows), column(rows, "reset"))
    unit, _ = coded(rows["rollout"])
    built = [
        _cell(rows, key, np.flatnonzero(cell == code), unit, block, item, len(items.x))
        for code, key in enumerate(keys)
    ]
    exact = bool(rows["exact"].all())
    both = np.tile(items.target, 2)
    asked = [each for each in built if each.answers[:, both].any()]
    ordered = sorted(asked, key=lambda each: (each.episode, each.reset != "", each.reset))
    return Panel(read.model, read.context, target, items, ordered, len(blocks), exact, blocks)


def _items(rows: ChoiceTable, x: Array, target: NDArray[np.bool_]) -> tuple[Items, Codes]:
    shown = [column(rows, name) for name in ("format", "order", "default")]
    item, keys = combined(x, target, *shown)
    formats = sorted({str(key[2]) for key in keys} - {""})
    columns, names = [], []
    for name, place, signs in (("order", 3, SIGNS), ("default", 4, STANDING)):
        if len({key[place] for key in keys}) > 1:
            columns.append([signs.get(str(key[place]), 0.0) for key in keys])
            names.append(name)
    # Effects that sum to zero: the last format has minus the sum of the others.
    for name in formats[:-1]:
        columns.append([float(key[2] == name) - float(key[2] == formats[-1]) for key in keys])
        names.append(name)
    found = Items(
        np.array([key[0] for key in keys], dtype=float),
        np.array([key[1] for key in keys], dtype=bool),
        np.array(columns, dtype=float).reshape(len(columns), len(keys)).T,
        tuple(names),
        np.array([key[4] for key in keys], dtype=object),
    )
    return found, item


def _cell(
    rows: ChoiceTable,
    key: Sequence[Any],
    here: Codes,
    unit: Codes,
    block: Codes,
    item: Codes,
    items: int,
) -> Cell:
    names, first, own = np.unique(unit[here], return_index=True, return_inverse=True)
    weight = rows["weight"][here]
    yes = weight * rows["outcome"][here]
    shape = (len(names), items)
    at = own * items + item[here]
    accepted, declined = (
        np.bincount(at, each, shape[0] * items).astype(float).reshape(shape)
        for each in (yes, weight - yes)
    )
    turn, tokens = (_mean(rows[name][here]) for name in ("turn", "tokens_before"))
    topology, episode, reset = key
    return Cell(
        topology, float(episode), reset, block[here][first], accepted, declined, turn, tokens
    )


def _mean(values: Array) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
