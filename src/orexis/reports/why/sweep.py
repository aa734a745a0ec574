"""One factor at a time away from the baseline: consequences, the user's words, points."""

from __future__ import annotations

from collections.abc import Mapping

from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.why.crossing import Context, Crossing, by_context, key
from orexis.reports.why.groups import Group, groups_of
from orexis.reports.why.scales import gap_scale
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
from orexis.reports.why.words import level_words
from orexis.reports.words import estimate_words

NARROW, WIDE = 2.3, 3.4
"""Inches for the labels: headings say more where two things are changed."""
BASELINE, SWEPT = Look(THREAT, "baseline"), Look(CALM, "changed")


def sweep_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """A row for each level of the swept factors, in groups that all start at the baseline."""
    if crossed is None:
        return []
    groups = groups_of(report, crossed)
    if not groups:
        return []
    rows = [Row(group.top, group.heading, strong=True) for group in groups]
    rows += [Row(y, level_words(one.name, level)) for one in groups for y, level in one.rows]
    panels = []
    for model in report.models:
        gaps = by_context(report.estimates_of(model, "gap"))
        found = [_marks(group, gaps, crossed) for group in groups]
        marks = [mark for own in found for mark in own]
        joined = [own for group, own in zip(groups, found, strict=True) if group.ranked and own]
        if gaps:
            panels.append(Panel(model, model in report.controls, marks, joined))
    scale = gap_scale(report, [one for one in report.estimates if one.estimand == "gap"])
    left = WIDE if any(group.held for group in groups) else NARROW
    return drawn(Sheet("sweep", "gap by consequence, words and points", rows, panels, scale, left))


def _marks(group: Group, gaps: Mapping[Context, Estimate], crossed: Crossing) -> list[Mark]:
    found: list[Mark] = []
    for y, level in group.rows:
        context = group.context(crossed, level)
        one = gaps.get(key(context))
        look = SWEPT if crossed.differs(context) else BASELINE
        found += marked(y, one, look) if one else []
    return found


def trade_offs(report: Report) -> list[tuple[str, str]]:
    """How the gap moves from one number of points to the next, for each model."""
    return [
        (model, estimate_words(one))
        for model in report.models
        for one in report.estimates_of(model, "trade_off")
    ]
