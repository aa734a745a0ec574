"""One factor at a time away from the baseline: consequences, the user's words, points."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.reports.report import Report
from orexis.reports.why.crossing import Crossing, by_context, key
from orexis.reports.why.scales import gap_scale
from orexis.reports.why.sheet import (
    CALM,
    THREAT,
    Drawn,
    Look,
    Panel,
    Row,
    Sheet,
    drawn,
    marked,
)
from orexis.reports.why.words import LEVELS, group_words, level_words
from orexis.reports.words import estimate_words

ORDER = ("consequence", "instruction", "points")
FEWEST = 3
"""Levels from which a factor counts as swept; two are an ablation, shown elsewhere."""
BASELINE, SWEPT = Look(THREAT, "baseline"), Look(CALM, "one thing changed")
Groups = list[tuple[str, list[tuple[float, str]]]]


def sweep_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """A row for each level of the swept factors, in groups that all start at the baseline."""
    if crossed is None:
        return []
    groups, headings = _groups(report, crossed)
    if not groups:
        return []
    rows = [Row(y, group_words(name), strong=True) for name, y in headings]
    rows += [Row(y, level_words(name, level)) for name, levels in groups for y, level in levels]
    panels, shown = [], []
    for model in report.models:
        gaps = by_context(report.estimates_of(model, "gap"))
        marks, joined = [], []
        for name, levels in groups:
            own = []
            for y, level in levels:
                one = gaps.get(key({**crossed.context(), name: level}))
                look = BASELINE if level == crossed.baseline[name] else SWEPT
                own += marked(y, one, look) if one else []
                shown += [one] if one else []
            marks += own
            if _ranked([level for _, level in levels]) and len(own) > 1:
                joined.append(own)
        if gaps:
            panels.append(Panel(model, model in report.controls, marks, joined))
    scale = gap_scale(report, shown)
    return drawn(Sheet("sweep", "gap by consequence, words and points", rows, panels, scale, 2.3))


def trade_offs(report: Report) -> list[tuple[str, str]]:
    """How the gap moves from one number of points to the next, for each model."""
    return [
        (model, estimate_words(one))
        for model in report.models
        for one in report.estimates_of(model, "trade_off")
    ]


def _groups(report: Report, crossed: Crossing) -> tuple[Groups, list[tuple[str, float]]]:
    found: dict[str, list[str]] = {}
    for one in report.estimates:
        if one.estimand == "gap":
            differs = crossed.differs(one.cell)
            if len(differs) == 1:
                levels = found.setdefault(differs[0], [crossed.baseline[differs[0]]])
                level = one.cell[differs[0]]
                if level not in levels:
                    levels.append(level)
    names = [name for name in (*ORDER, *found) if len(found.get(name, ())) >= FEWEST]
    groups: Groups = []
    headings = []
    y = 0.0
    for name in dict.fromkeys(names):
        headings.append((name, y))
        levels = _sorted(name, found[name])
        groups.append((name, [(y + 1 + at, level) for at, level in enumerate(levels)]))
        y += len(levels) + 1.5
    return groups, headings


def _sorted(name: str, levels: Sequence[str]) -> list[str]:
    """Numbers by size; known names in the order of the words; others as met."""
    if _ranked(levels):
        return sorted(levels, key=float)
    known = list(LEVELS.get(name, {}))
    return sorted(levels, key=lambda level: known.index(level) if level in known else len(known))


def _ranked(levels: Sequence[str]) -> bool:
    try:
        [float(level) for level in levels]
    except ValueError:
        return False
    return True
