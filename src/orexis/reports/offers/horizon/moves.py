"""One forest: weight inside and past, the drop at the boundary, and what moves with it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from orexis.estimates import Estimate
from orexis.reports.offers.horizon.contexts import BOUNDARY, DELAY
from orexis.reports.offers.words import boundary_words, steps_left
from orexis.reports.report import Report
from orexis.reports.why.sheet import (
    CALM,
    THREAT,
    Drawn,
    Look,
    Mark,
    Panel,
    Row,
    Scale,
    Sheet,
    drawn,
    limits,
    marked,
)
from orexis.reports.words import clean, mapping, number, written

PLAIN, PLACEBO = Look(CALM), Look(THREAT, filled=False)
BY_BOUNDARY = (BOUNDARY,)
Told = tuple[str, tuple[str, ...], Callable[[Estimate], str], Look]
"""An estimand, the factors of its cells that give rows, the row's words, its look."""
GROUPS: tuple[tuple[str, tuple[Told, ...]], ...] = (
    (
        "Worth now of a later point",
        (
            ("weight_within", (), lambda _: "inside the stated episode", PLAIN),
            ("weight_beyond", (), lambda _: "past its stated end", PLAIN),
        ),
    ),
    (
        "Drop at the stated end, beyond the drop elsewhere",
        (
            ("jump", (), lambda _: "all boundaries", PLAIN),
            ("jump", BY_BOUNDARY, lambda one: boundary_words(one.cell[BOUNDARY]), PLAIN),
        ),
    ),
    (
        "Same delay: inside minus past",
        (
            ("boundary_move", (), lambda _: "only the end moved", PLAIN),
            ("placebo_move", (), lambda _: "placebo: a meaningless number", PLACEBO),
            (
                "placebo_move",
                (DELAY,),
                lambda one: f"placebo, delays {clean(one.cell[DELAY])}",
                PLACEBO,
            ),
        ),
    ),
)
TICKS = ((-1.0, "-1"), (-0.5, "-0.5"), (0.0, "0"), (0.5, "0.5"), (1.0, "1"))


def moves_picture(report: Report) -> list[Drawn]:
    """A row an effect, a panel a model."""
    shown: list[Estimate] = []
    rows: list[Row] = []
    marks: dict[str, list[Mark]] = {}
    y = 0.0
    for heading, told in GROUPS:
        found = [(each, words) for each in told for words in _words(report, each)]
        if not found:
            continue
        y += 0.3 if rows else 0.0
        rows.append(Row(y, heading, strong=True))
        for (estimand, factors, say, look), words in found:
            y += 1
            rows.append(Row(y, words))
            for one in _of(report, estimand, factors):
                if say(one) == words:
                    shown.append(one)
                    marks.setdefault(one.model, []).extend(marked(y, one, look))
        y += 1
    panels = [
        Panel(model, model in report.controls, marks[model], reason=_reason(shown, model))
        for model in report.models
        if model in marks
    ]
    if not rows or not panels:
        return []
    low, high = limits(shown, -0.1, 1.0, 1.3)
    least = number(mapping(report.run.get("rule")).get("margin"))
    dashed = "" if math.isnan(least) else f" (dashed: margin {written(least)})"
    scale = Scale(f"weight, or difference of weights{dashed}", low, high, TICKS, least)
    what = "weights inside and past the stated boundary, and what moves with it, by model"
    return drawn(Sheet("moves", what, rows, panels, scale, left=2.25))


def _words(report: Report, told: Told) -> list[str]:
    estimand, factors, say, _ = told
    return list(dict.fromkeys(say(one) for one in _of(report, estimand, factors)))


def _of(report: Report, estimand: str, factors: Sequence[str]) -> list[Estimate]:
    """The estimates whose cells have just these factors; boundaries ascending."""
    every = (one for one in report.estimates if one.estimand == estimand)
    found = [one for one in every if set(one.cell) == set(factors)]
    return sorted(found, key=lambda one: _order(one.cell.get(BOUNDARY, "")))


def _order(boundary: str) -> float:
    left = steps_left(boundary)
    return left if math.isfinite(left) else math.inf


def _reason(shown: Sequence[Estimate], model: str) -> str:
    own = [one for one in shown if one.model == model]
    return next((one.reason for one in own if one.reason), "no value")
