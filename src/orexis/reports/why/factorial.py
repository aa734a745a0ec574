"""The picture of the factorial: the gap in every crossed context, with and without the threat."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes

from orexis.estimates import Estimate
from orexis.reports.drawing import GREY, INK, PALE, say
from orexis.reports.report import Report
from orexis.reports.why.crossing import THREAT as THREAT_FACTOR
from orexis.reports.why.crossing import Context, Crossing, by_context, key
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
from orexis.reports.why.words import taken

PRESENT = Look(THREAT, "the threat is in the text")
GONE = Look(CALM, "the threat is removed, too", filled=False)
SHIFT = 0.17
DOTS, STEP = 1.72, 0.25
"""Inches: where the matrix of dots begins, and from one of its columns to the next."""
LETTER = 0.034
"""Inches: about the height that a letter of a turned label adds."""
COUNTS = (
    "baseline: nothing removed",
    "one removed",
    "two removed",
    "three removed",
    "four removed",
)
Gaps = dict[Context, Estimate]


def factorial_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """Rows: which benign explanations are removed; two marks a row: with and without the threat."""
    if crossed is None or not crossed.ablated:
        return []
    gaps = {model: by_context(report.estimates_of(model, "gap")) for model in report.models}
    rows = _rows(crossed, gaps.values())
    if len(rows) <= 1:
        return []
    sheet = Sheet(
        "factorial",
        "gap in accuracy in each crossed context, by model",
        [row for row, _ in rows],
        [
            Panel(model, model in report.controls, _marks(own, crossed, rows), reason="no gap")
            for model, own in gaps.items()
            if own
        ],
        gap_scale(report, [one for own in gaps.values() for one in own.values()]),
        left=DOTS + STEP * len(crossed.benign) + 0.05,
        head=0.22 + LETTER * max((len(name) for name in _names(crossed)), default=0),
        draw_left=lambda axes: _matrix(axes, crossed, rows),
    )
    return drawn(sheet)


def key_of(crossed: Crossing | None) -> list[Look]:
    """What the two kinds of marks are; one where the threat does not vary."""
    return [PRESENT, GONE] if crossed and THREAT_FACTOR in crossed.ablated else [PRESENT]


Rows = list[tuple[Row, tuple[str, ...]]]


def _rows(crossed: Crossing, gaps: Iterable[Gaps]) -> Rows:
    """The rows with a gap in any model, a little apart where the number removed changes."""
    run = {context for own in gaps for context in own}
    rows: Rows = []
    y, before = 0.0, 0
    for out in crossed.subsets():
        arms = (out, (*out, THREAT_FACTOR)) if THREAT_FACTOR in crossed.ablated else (out,)
        if not any(key(crossed.context(arm)) in run for arm in arms):
            continue
        if rows:
            y += 1.4 if len(out) != before else 1
        before = len(out)
        rows.append((Row(y, ""), out))
    return rows


def _marks(gaps: Gaps, crossed: Crossing, rows: Rows) -> list[Mark]:
    marks: list[Mark] = []
    both = THREAT_FACTOR in crossed.ablated
    for row, out in rows:
        arms = [(out, PRESENT, -SHIFT if both else 0.0)]
        if both:
            arms.append(((*out, THREAT_FACTOR), GONE, SHIFT))
        for arm, look, shift in arms:
            one = gaps.get(key(crossed.context(arm)))
            if one is not None:
                marks += marked(row.y + shift, one, look)
    return marks


def _matrix(axes: Axes, crossed: Crossing, rows: Rows) -> None:
    """Row by row which explanations are removed: black dots, each under its name."""
    columns = [DOTS + STEP * (place + 0.5) for place in range(len(crossed.benign))]
    for x, name in zip(columns, _names(crossed), strict=True):
        _line(axes, [x, x], [rows[0][0].y, rows[-1][0].y])
        style = {"rotation": 38, "va": "bottom", "right": -3, "color": INK, "frame": "data"}
        say(axes, x, -0.75, name, **style)
    before = -1
    for row, out in rows:
        if columns:
            _line(axes, [DOTS, columns[-1] + STEP / 2], [row.y, row.y])
        if len(out) != before:
            _count(axes, row.y, len(out), crossed)
        before = len(out)
        for x, factor in zip(columns, crossed.benign, strict=True):
            colour, size = (INK, 5) if factor in out else (PALE, 3)
            axes.plot([x], [row.y], marker="o", ms=size, mfc=colour, mec=colour, zorder=2)


def _names(crossed: Crossing) -> list[str]:
    return [taken(name, crossed.ablated[name]) for name in crossed.benign]


def _line(axes: Axes, across: list[float], down: list[float]) -> None:
    axes.plot(across, down, color=PALE, linewidth=0.4, zorder=0)


def _count(axes: Axes, y: float, count: int, crossed: Crossing) -> None:
    most = len(crossed.benign)
    text = COUNTS[count] if count < len(COUNTS) else f"{count} removed"
    if count == most and most:
        text = "all but the threat removed" if THREAT_FACTOR in crossed.ablated else "all removed"
    say(axes, 0, y, text, va="center", frame="data", color=INK if count in (0, most) else GREY)
