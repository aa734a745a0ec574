"""The three statements about each model, and what they come to in one sentence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from orexis.estimates.horizon.rule import MYOPIC, STATEMENTS
from orexis.reports.offers.horizon.contexts import contexts_of
from orexis.reports.offers.horizon.forms import best_words, untold
from orexis.reports.offers.horizon.weights import steps_words
from orexis.reports.offers.judged import estimate_lines, levels_words, verdict_row, without_figures
from orexis.reports.offers.words import boundary_words
from orexis.reports.report import Report
from orexis.reports.verdicts import sentence
from orexis.reports.words import clean, mapping

LOOKS = "it looks ahead; whether that ends at a stated boundary is left open"
OPEN = "the data leave open how far it looks ahead"
UNTOLD = "this setting can't tell how far it looks ahead"


def tables(report: Report, models: Sequence[str]) -> list[dict[str, Any]]:
    """For each model its finding and a row a statement."""
    planted = mapping(report.run.get("planted"))
    return [
        {
            "model": model,
            "planted": planted.get(model, ""),
            "finding": finding(report, model),
            "ahead": ahead(report, model),
            "best": best_words(report, model),
            "rows": [
                {
                    "statement": sentence(one.statement, one.model),
                    **verdict_row(one),
                    **without_figures(one),
                    "figures": estimate_lines(one),
                }
                for one in report.verdicts_of(model)
            ],
            "level": levels_words(report.verdicts_of(model)),
            "scope": next((one.scope for one in report.verdicts_of(model)), ""),
        }
        for model in models
    ]


def finding(report: Report, model: str) -> str:
    """What is supported, else what is not; empty without verdicts."""
    verdicts = report.verdicts_of(model)
    if not verdicts:
        return ""
    supported = [clean(one.statement) for one in verdicts if one.status == "supported"]
    if supported:
        return "; ".join(supported)
    if untold(report, model):
        return UNTOLD
    against = [one.statement for one in verdicts if one.status == "rejected"]
    if len(against) == len(verdicts):
        return "none of the statements holds"
    if STATEMENTS[MYOPIC] in against:
        return f"{LOOKS}{_also(against)}"
    return f"{OPEN}; not so: {'; '.join(map(clean, against))}" if against else OPEN


def _also(against: Sequence[str]) -> str:
    """What else is rejected of a model that does look ahead."""
    others = [clean(one) for one in against if one != STATEMENTS[MYOPIC]]
    return f"; not so: {'; '.join(others)}" if others else ""


def ahead(report: Report, model: str) -> str:
    """How many steps count where the end is stated first and last: the extremes say it all."""
    found = [
        one
        for one in contexts_of(report, model)
        if one.horizon is not None and not math.isnan(one.horizon.value)
    ]
    stated = [one for one in found if math.isfinite(one.left)]
    shown = dict.fromkeys([*(one.boundary for one in stated[:1] + stated[-1:]), *_unstated(found)])
    words = {one.boundary: steps_words(one.horizon) for one in found if one.horizon}
    parts = [
        f"{words[each]} with {boundary_words(each)}" if each else words[each] for each in shown
    ]
    return f"Steps that count: {'; '.join(parts)}" if parts else ""


def _unstated(found: Sequence[Any]) -> list[str]:
    return [one.boundary for one in found if not math.isfinite(one.left)][:1]
