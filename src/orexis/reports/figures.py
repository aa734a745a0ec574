"""The main picture: a panel for each model, its outcome by condition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes

from orexis.estimates import Estimate
from orexis.reports.conditions import AXIS, EASY, TRIGGER, Arrangement, Series, arrange
from orexis.reports.drawing import GREY, INK, PALE, mark, new_axes, say, share_axis, to_svg, whisker
from orexis.reports.report import Report
from orexis.reports.words import PER_CONDITION, mapping, number, percent, spaced, written

FEW = 5
"""Up to this many points of one series carry their values."""
BROAD = 6
"""Above this many places on the x axis a panel gets the page's width."""
COLUMN = ("data", "axes fraction")
UNDER: dict[str, Any] = {"ha": "center", "va": "top", "color": INK, "frame": COLUMN}


class Panel(NamedTuple):
    """The picture of one model."""

    model: str
    svg: str


class Picture(NamedTuple):
    """The panels of all models, and how to read them."""

    estimand: str
    panels: list[Panel]
    key: tuple[Series, ...]
    captions: list[str]
    level: float
    broad: bool
    """The panels need more room than usual."""


def conditions_picture(report: Report) -> Picture | None:
    """One panel a model: the outcome by condition, with intervals; None where there is nothing."""
    estimand = _pictured(report.estimates)
    shown = [one for one in report.estimates if one.estimand == estimand]
    if not shown:
        return None
    places = arrange(shown)
    threshold = number(mapping(report.run.get("rule")).get("threshold"))
    panels = []
    for place, model in enumerate(report.models):
        own = [one for one in shown if one.model == model]
        if own:
            panels.append(Panel(model, _panel(own, places, threshold, f"panel{place}")))
    key = places.series if len(places.series) > 1 else ()
    broad = len(places.columns) > BROAD
    return Picture(estimand, panels, key, places.captions, shown[0].level, broad)


def _pictured(estimates: Sequence[Estimate]) -> str:
    """Accuracy, or the first estimand that is told apart by condition."""
    names = [one.estimand for one in estimates]
    if "accuracy" in names:
        return "accuracy"
    return next((one.estimand for one in estimates if one.cell), names[0] if names else "")


def _panel(own: Sequence[Estimate], places: Arrangement, threshold: float, name: str) -> str:
    width = 0.5 + len(places.columns) * max(0.585, 0.058 * places.longest_tick + 0.06)
    axes = new_axes(max(2.9, width), 2.35, (0.42, 0.52, 0.08, 0.24))
    _label(axes, places)
    if places.estimand in PER_CONDITION:
        share_axis(axes)
    if places.estimand == "accuracy" and not math.isnan(threshold):
        _threshold(axes, own, places, threshold)
    rows = len(places.series)
    step = min(0.6 / rows, 0.17)
    for row, series in enumerate(places.series):
        mine = [one for one in own if places.row(one.cell) == row]
        shift = (row - (rows - 1) / 2) * step
        points = [(places.column(one.cell) + shift, one) for one in mine]
        _draw(axes, points, series, values=rows == 1 and len(points) <= FEW)
    what = f"{spaced(places.estimand)} by condition, {own[0].model}"
    return to_svg(axes.figure.figure, name, what)


def _label(axes: Axes, places: Arrangement) -> None:
    axes.set_xlim(-0.5, len(places.columns) - 0.4)
    axes.set_xticks(range(len(places.columns)), [""] * len(places.columns))
    for place, column in enumerate(places.columns):
        for line, text in enumerate(places.tick(column)):
            say(axes, place, 0, text, down=-5 - 9 * line, **UNDER)
    what = "mean accuracy" if places.estimand == "accuracy" else spaced(places.estimand)
    say(axes, 0, 1, what, down=7, right=-24, color=INK)
    if EASY in places.columns[1:]:
        axes.axvline(places.columns.index(EASY) - 0.5, color=PALE, linewidth=0.8, zorder=0)
    if places.triggered:
        arms = [column for column in places.columns if column != EASY]
        say(axes, (len(arms) - 1) / 2, 0, AXIS, down=-25, **UNDER)


def _threshold(axes: Axes, own: Sequence[Estimate], places: Arrangement, threshold: float) -> None:
    axes.axhspan(-0.03, threshold, color="#f3f1ea", linewidth=0, zorder=0)
    axes.axhline(threshold, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    right, top = _free(own, places, threshold)
    style: dict[str, Any] = {"ha": "right", "va": "top", "frame": "data", "zorder": 1}
    say(axes, right, top, f"threshold {percent(threshold)}", down=-2, **style)


def _free(own: Sequence[Estimate], places: Arrangement, threshold: float) -> tuple[float, float]:
    """Right end and top of a label that hides no interval, if there is such a place."""
    last = len(places.columns) - 1
    for top in (threshold, 0.11):
        for column in range(last, 0, -1):
            near = [one for one in own if places.column(one.cell) in (column, column - 1)]
            if all(one.high < top - 0.11 or one.low > top for one in near):
                return column + 0.58, top
    return last + 0.58, threshold


def _draw(
    axes: Axes, points: Sequence[tuple[float, Estimate]], series: Series, *, values: bool
) -> None:
    arms = [(x, one.value) for x, one in points if one.cell.get(TRIGGER) in ("high", "low")]
    if arms:
        across, up = zip(*sorted(arms), strict=True)
        axes.plot(across, up, color=series.colour, linewidth=1, alpha=0.45)
    for x, one in points:
        if not math.isfinite(one.value):
            say(axes, x, 0.03, "no value", ha="center", rotation=90, frame=COLUMN)
            continue
        whisker(axes, x, one.low, one.high, series.colour)
        mark(axes, x, one.value, series.colour, series.marker)
        if values:
            text = percent(one.value) if one.estimand in PER_CONDITION else written(one.value)
            say(axes, x, one.value, text, right=5, va="center", color=INK, frame="data")
