"""What a model would give up a resource for, by what its tasks are: a panel a model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orexis.reports.offers.asking import Cell, key
from orexis.reports.offers.looks import looks_of
from orexis.reports.offers.price.cells import Priced, cells_of
from orexis.reports.offers.price.points import Offered, offered
from orexis.reports.offers.resources.statements import where
from orexis.reports.offers.words import GOALS, steps_left
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn, Look, Mark, Panel, Row, Scale, Sheet, drawn

GOAL, BOUNDARY = "goal", "boundary"
RESOURCES = {"general": "compute", "special": "tool"}
MOST = 64
"""Points that a resource brings in all, in this episode and in those after it."""
SHIFT = 0.3
"""Distance between the marks of two boundaries in one row."""


def kept_picture(report: Report) -> list[Drawn]:
    """Price of compute and of the tool with its interval; arrows where it lies beyond."""
    by_model = {model: _resources(cells_of(report, model)) for model in report.models}
    every = [one for cells in by_model.values() for one in cells]
    if not every:
        return []
    between, looks = offered(report), kept_looks(report)
    places, rows = _rows(every)
    panels = [
        Panel(model, model in report.controls, _marks(cells, places, looks, between))
        for model, cells in by_model.items()
        if cells
    ]
    low, high = between.limits
    scale = Scale(
        "extra points at which it gives the resource up as often as not",
        low,
        high,
        between.ticks,
        margin=_worth(every),
        arrows=True,
    )
    what = "price of compute and of the tool, by what the tasks are"
    return drawn(Sheet("kept", what, rows, panels, scale, left=1.95))


def kept_looks(report: Report) -> dict[Cell, Look]:
    """A look for each boundary."""
    every = [one for model in report.models for one in _resources(cells_of(report, model))]
    contexts = dict.fromkeys(key(_around(one)) for one in every)
    looks = looks_of([dict(each) for each in contexts])
    return {each: replace(look, label=where(dict(each))) for each, look in looks.items()}


def _around(one: Priced) -> dict[str, str]:
    """What else tells conditions apart, beside the resource and the tasks."""
    return {name: level for name, level in one.context.items() if name != GOAL}


def _resources(cells: Sequence[Priced]) -> list[Priced]:
    return [
        one for one in cells if one.consequence in RESOURCES and one.cell.get(GOAL) and one.price
    ]


def _rows(every: Sequence[Priced]) -> tuple[dict[tuple[str, str], float], list[Row]]:
    """A heading for each kind of tasks, below it a row a resource."""
    seen = {one.cell[GOAL] for one in every}
    goals = [*(each for each in GOALS if each in seen), *sorted(seen - set(GOALS))]
    places: dict[tuple[str, str], float] = {}
    rows: list[Row] = []
    y = 0.0
    for goal in goals:
        rows.append(Row(y, GOALS.get(goal, goal), strong=True))
        for name, words in RESOURCES.items():
            y += 1
            places[goal, name] = y
            rows.append(Row(y, words))
        y += 1.3
    return places, rows


def _marks(
    cells: Sequence[Priced],
    places: Mapping[tuple[str, str], float],
    looks: Mapping[Cell, Look],
    between: Offered,
) -> list[Mark]:
    found = []
    order = list(looks)
    for one in cells:
        if one.price is None or one.price.reason:
            continue
        around = key(_around(one))
        at = order.index(around) - (len(order) - 1) / 2
        y = places[one.cell[GOAL], one.consequence] + at * min(SHIFT, 0.7 / len(order))
        value, low, high = map(between.x, (one.price.value, one.price.low, one.price.high))
        found.append(Mark(y, value, low, high, looks[around]))
    return found


def _worth(every: Sequence[Priced]) -> float:
    """Log of what a resource brings before the stated end; nan unless it is one number."""
    left = {steps_left(one.cell.get(BOUNDARY, "")) for one in every}
    only = min(left.pop(), MOST) if len(left) == 1 else math.nan
    return math.log(only) if only > 0 else math.nan
