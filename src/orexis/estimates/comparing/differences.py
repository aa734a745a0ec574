"""The same estimand in the same cell, in several models: side by side, and as differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from orexis.estimates.comparing.readings import reach
from orexis.estimates.comparing.runs import Column, Key, Run, by_key, same_rollouts
from orexis.estimates.contrasts import mover
from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import Interval

RATIOS = ("price", "revealed_horizon")
"""Amounts without an upper end: compared by their ratio."""
METHOD = "MOVER from the two intervals, taken as independent"


@dataclass(frozen=True)
class Shared:
    """What at least two columns estimate."""

    estimand: str
    cell: Mapping[str, str]
    entries: Mapping[Column, Estimate]


@dataclass(frozen=True)
class Difference:
    """One column minus another, or over it."""

    estimand: str
    cell: Mapping[str, str]
    column: Column
    reference: Column
    estimate: Estimate
    """Its estimand is `difference` or `ratio`; its cell says of what, and of whom."""


def shared_estimates(runs: Sequence[Run], columns: Sequence[Column]) -> tuple[Shared, ...]:
    """All that at least two columns estimate, in the order of the runs."""
    by_name = {run.name: run for run in runs}
    found: dict[Key, dict[Column, Estimate]] = {}
    for column in columns:
        for place, one in by_key(by_name[column.run], column.model).items():
            found.setdefault(place, {})[column] = one
    return tuple(
        Shared(place[0], dict(place[1]), entries)
        for place, entries in found.items()
        if len(entries) > 1
    )


def alone(runs: Sequence[Run], columns: Sequence[Column]) -> dict[str, int]:
    """How many estimates of each estimand only one column has."""
    by_name = {run.name: run for run in runs}
    places = [at for one in columns for at in by_key(by_name[one.run], one.model)]
    once = [at for at in dict.fromkeys(places) if places.count(at) == 1]
    return {name: sum(at[0] == name for at in once) for name in dict.fromkeys(at[0] for at in once)}


def differences(runs: Sequence[Run], shared: Sequence[Shared]) -> tuple[Difference, ...]:
    """Each column against the first that has the estimate, and against its own model's first run.

    Two readings of the same rollouts have no difference; see `same_rollouts`.
    """
    by_name = {run.name: run for run in runs}
    copies: dict[tuple[str, str, str], bool] = {}

    def copied(one: Column, other: Column) -> bool:
        place = (one.model, one.run, other.run)
        if place not in copies:
            copies[place] = same_rollouts(by_name[other.run], by_name[one.run], one.model)
        return copies[place]

    found = []
    for row in shared:
        for column, reference in _pairs(list(row.entries)):
            if column.model != reference.model or not copied(column, reference):
                found.append(_difference(row, column, reference))
    return tuple(found)


def _pairs(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    pairs = []
    for place, column in enumerate(columns[1:], 1):
        earlier = next((one for one in columns[1:place] if one.model == column.model), None)
        pairs += [(column, columns[0])] + ([(column, earlier)] if earlier else [])
    return pairs


def _difference(row: Shared, column: Column, reference: Column) -> Difference:
    ratio = row.estimand in RATIOS
    cell = {
        **row.cell,
        "estimand": row.estimand,
        "run": column.run,
        "reference": reference.model,
        "reference run": reference.run,
    }
    name = "ratio" if ratio else "difference"
    one, other = row.entries[column], row.entries[reference]
    why = _obstacle(one, other, ratio=ratio)
    if why:
        estimate = Estimate.absent(name, column.model, reason=why, level=one.level, cell=cell)
    else:
        made = _ratio(one, other) if ratio else _interval([one, other], (1.0, -1.0))
        estimate = Estimate(
            name, column.model, made.value, made.low, made.high, made.level, made.n, METHOD, cell
        )
    return Difference(row.estimand, row.cell, column, reference, estimate)


def _obstacle(one: Estimate, other: Estimate, *, ratio: bool) -> str:
    if math.isnan(one.value) or math.isnan(other.value):
        return "one of the two has no value"
    if one.level != other.level:
        return f"the intervals have different levels, {one.level:g} and {other.level:g}"
    if one.estimand == "revealed_horizon" and reach(one) != reach(other):
        return f"the sums go over different delays, up to {reach(one):g} and {reach(other):g} steps"
    ends = (one.low, one.high, other.low, other.high, one.value, other.value)
    if not all(math.isfinite(end) for end in ends):
        return "one of the two is known only from one side"
    if ratio and min(ends) <= 0:
        return "one of the two may be 0, and a ratio has no limits then"
    return ""


def _interval(pair: Sequence[Estimate | Interval], signs: Sequence[float]) -> Interval:
    return mover([Interval(p.value, p.low, p.high, p.level, p.n) for p in pair], signs)


def _mapped(how: Callable[[float], float], one: Estimate | Interval) -> Interval:
    return Interval(how(one.value), how(one.low), how(one.high), one.level, one.n)


def _ratio(one: Estimate, other: Estimate) -> Interval:
    logs = [_mapped(math.log, one), _mapped(math.log, other)]
    return _mapped(math.exp, _interval(logs, (1.0, -1.0)))
