"""All prices of all models in one picture: a row a consequence, a panel a model."""

from __future__ import annotations

from orexis.estimates import Estimate
from orexis.reports.offers.asking import key
from orexis.reports.offers.looks import looks_of
from orexis.reports.offers.price.cells import (
    Priced,
    cells_of,
    consequences_of,
    contexts_of,
)
from orexis.reports.offers.price.points import Offered, offered
from orexis.reports.offers.words import CONTROL, PLACEBOS, consequence_words
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn, Mark, Panel, Row, Scale, Sheet, drawn

SHIFT = 0.3
"""Distance between the marks of two contexts in one row."""
HEADING = "to be accepted at every price"


def glance_picture(report: Report) -> list[Drawn]:
    """Price with its interval; arrows where it lies beyond the offers."""
    by_model = {model: cells_of(report, model) for model in report.models}
    every = [one for cells in by_model.values() for one in cells if one.price is not None]
    names = consequences_of(every)
    if len(names) < 2:  # noqa: PLR2004 - one row says no more than its table
        return []
    between = offered(report)
    places, rows = _rows(names)
    contexts = contexts_of(every)
    looks = looks_of(contexts)
    panels = []
    for model, cells in by_model.items():
        marks = []
        for one in cells:
            if one.price is None or one.price.reason:
                continue
            at = list(looks).index(key(one.context)) - (len(contexts) - 1) / 2
            step = min(SHIFT, 0.7 / len(contexts))
            y = places[one.consequence] + at * step
            ends = _ends(one.price, between)
            marks.append(Mark(y, *ends, looks[key(one.context)]))
        if cells:
            reason = _reason(cells)
            panels.append(Panel(model, model in report.controls, marks, reason=reason))
    low, high = between.limits
    label = "extra points at which it accepts as often as not"
    scale = Scale(label, low, high, between.ticks, arrows=True)
    what = "price of each consequence, by model"
    return drawn(Sheet("glance", what, rows, panels, scale, left=1.95))


def _rows(names: list[str]) -> tuple[dict[str, float], list[Row]]:
    places: dict[str, float] = {}
    rows: list[Row] = []
    y = 0.0
    for name in names:
        check = name in (CONTROL, *PLACEBOS)
        if check and not any(row.strong for row in rows):
            y += 0.3
            rows.append(Row(y, HEADING, strong=True))
            y += 1
        places[name] = y
        rows.append(Row(y, consequence_words(name) if name else "all offers"))
        y += 1
    return places, rows


def _ends(one: Estimate, between: Offered) -> tuple[float, float, float]:
    """Value and interval on the axis, an end that was not offered just beyond it."""
    return between.x(one.value), between.x(one.low), between.x(one.high)


def _reason(cells: list[Priced]) -> str:
    return next((one.price.reason for one in cells if one.price and one.price.reason), "no price")
