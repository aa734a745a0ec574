"""Who takes the gap away: shares of the baseline's gap, and effects among those who understood."""

from __future__ import annotations

import math
from collections.abc import Mapping

from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.sections import UNDERSTOOD
from orexis.reports.why.crossing import THREAT as THREAT_FACTOR
from orexis.reports.why.crossing import Crossing, key
from orexis.reports.why.scales import gap_scale, share_scale
from orexis.reports.why.sheet import (
    CALM,
    THREAT,
    Drawn,
    Look,
    Mark,
    Panel,
    Row,
    Sheet,
    drawn,
    marked,
)
from orexis.reports.why.words import taken

SHARE, LEFT = "shapley_share", "residual_share"
OURS, OTHERS, REST = Look(THREAT), Look(CALM), Look("#555555")
ALL, THOSE = Look(CALM, "all rollouts"), Look(CALM, "those that understood", filled=False)
SHIFT = 0.17


def shares_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """A row for each ablation, its share of the baseline's gap; below it what is left."""
    factors = _factors(report, SHARE)
    if not factors:
        return []
    rest = len(factors) + 0.4
    words = [Row(at, _taken(name, crossed)) for at, name in enumerate(factors)]
    panels = []
    for model in report.models:
        own = report.estimates_of(model, SHARE)
        if not own:
            continue
        marks = [
            mark
            for one in own
            for mark in marked(factors.index(one.cell["factor"]), one, _look(one))
        ]
        left = report.estimates_of(model, LEFT)
        marks += [mark for one in left[:1] for mark in marked(rest, one, REST)]
        reason = next((one.reason for one in own if one.reason), "")
        panels.append(
            Panel(model, model in report.controls, marks, reason=reason[:1].upper() + reason[1:])
        )
    found = [one for one in report.estimates if one.estimand in (SHARE, LEFT)]
    sheet = Sheet(
        "shares",
        "share of the baseline's gap that each ablation takes away, by model",
        [*words, Row(rest, "left with all of them removed")],
        panels,
        share_scale(found, "share of the gap at the baseline"),
        left=1.9,
    )
    return drawn(sheet)


def shares_refused(report: Report) -> list[tuple[str, str]]:
    """Models whose gap could not be shared out, each with the reason."""
    refused = []
    for model in report.models:
        own = report.estimates_of(model, SHARE)
        if own and all(math.isnan(one.value) for one in own):
            refused.append((model, "; ".join(dict.fromkeys(one.reason for one in own))))
    return refused


def understood_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """Gap at the baseline and average effects: of all rollouts, and of those that understood."""
    factors = _factors(report, "main_effect" + UNDERSTOOD)
    if not factors or crossed is None:
        return []
    places = {name: at + 2.4 for at, name in enumerate(factors)}
    rows = [Row(0, "gap at the baseline"), Row(1.5, "taken off it, on average, by", strong=True)]
    rows += [Row(y, _taken(name, crossed)) for name, y in places.items()]
    panels: list[Panel] = []
    found: list[Estimate] = []
    for model in report.models:
        if not report.estimates_of(model, "main_effect" + UNDERSTOOD):
            continue
        marks: list[Mark] = []
        for suffix, look, shift in (("", ALL, -SHIFT), (UNDERSTOOD, THOSE, SHIFT)):
            placed = _effects(report, model, suffix, crossed, places)
            marks += [mark for y, one in placed for mark in marked(y + shift, one, look)]
            found += [one for _, one in placed]
        panels.append(Panel(model, model in report.controls, marks))
    scale = gap_scale(report, found, "accuracy")
    what = "gap and average effects, of all rollouts and of those that understood"
    return drawn(Sheet("understood", what, rows, panels, scale, left=1.9))


def _effects(
    report: Report, model: str, suffix: str, crossed: Crossing, places: Mapping[str, float]
) -> list[tuple[float, Estimate]]:
    """Estimates with their rows."""
    start = key(crossed.context())
    gaps = [one for one in report.estimates_of(model, "gap" + suffix) if key(one.cell) == start]
    effects = report.estimates_of(model, "main_effect" + suffix)
    placed = [
        (places[one.cell["factor"]], one) for one in effects if one.cell.get("factor") in places
    ]
    return [*((0.0, one) for one in gaps[:1]), *placed]


def _factors(report: Report, estimand: str) -> list[str]:
    found = [one for one in report.estimates if one.estimand == estimand and "factor" in one.cell]
    return list(dict.fromkeys(one.cell["factor"] for one in found))


def _taken(factor: str, crossed: Crossing | None) -> str:
    return taken(factor, crossed.ablated.get(factor, "") if crossed else "")


def _look(one: Estimate) -> Look:
    return OURS if one.cell["factor"] == THREAT_FACTOR else OTHERS
