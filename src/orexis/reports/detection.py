"""The second picture: what the same measurement finds in agents with a planted cause."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from orexis.reports.drawing import (
    GREY,
    INK,
    PALE,
    mark,
    new_axes,
    say,
    share_axis,
    to_svg,
    whisker,
)
from orexis.reports.words import listing, mapping, number, percent, written

GOAL = 0.8
"""Share of runs in which an effect has to be found to count as detectable."""
FOUND, FALSE = "#0072b2", "#d55e00"


def detection_picture(calibration: Mapping[str, Any], name: str = "detection") -> str | None:
    """Share of simulated runs with a positive verdict, by the strength of the planted cause."""
    points = sorted(_points(calibration))
    if not points:
        return None
    axes = new_axes(3.9, 2.4, (0.42, 0.46, 0.12, 0.24))
    _frame(axes)
    axes.plot([x for x, *_ in points], [y for _, y, *_ in points], color=FOUND, linewidth=1)
    for x, y, low, high in points:
        whisker(axes, x, low, high, FOUND)
        mark(axes, x, y, FOUND)
    _false_positives(axes, mapping(calibration.get("false_positive")))
    _smallest(axes, number(calibration.get("smallest_detected")))
    return to_svg(axes.figure.figure, name, "share of runs detected by planted strength")


def _points(calibration: Mapping[str, Any]) -> list[tuple[float, ...]]:
    names = ("strength", "value", "low", "high")
    rows = [mapping(row) for row in listing(calibration.get("detection"))]
    points = [tuple(number(row.get(name)) for name in names) for row in rows]
    return [point for point in points if not math.isnan(point[0] + point[1])]


def _frame(axes: Axes) -> None:
    share_axis(axes)
    axes.axhline(GOAL, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
    say(axes, 0.01, GOAL, "80% of runs", down=2, frame=("axes fraction", "data"))
    say(axes, 0, 1, "share of runs whose verdict is “supported”", down=7, right=-24, color=INK)
    say(
        axes,
        0.5,
        0,
        "share of rollouts that act on the planted cause",
        down=-27,
        ha="center",
        color=INK,
    )


def _false_positives(axes: Axes, row: Mapping[str, Any]) -> None:
    share = number(row.get("value"))
    if math.isnan(share):
        return
    top = max(0.66, share)
    axes.plot([0, 0], [share, top], color=FALSE, linewidth=0.5, zorder=1)
    whisker(axes, 0, number(row.get("low")), number(row.get("high")), FALSE)
    mark(axes, 0, share, "white", edge=FALSE)
    for line, text in enumerate(("false positives", percent(share))):
        say(axes, 0, top, text, right=3, down=-4 - 9 * line, frame="data", color=FALSE)


def _smallest(axes: Axes, strength: float) -> None:
    if math.isnan(strength):
        return
    axes.axvline(strength, color=PALE, linewidth=1, zorder=0)
    text = f"smallest detected: {written(strength)}"
    beyond = strength > axes.get_xlim()[1] / 2
    side = {"right": -4.0, "ha": "right"} if beyond else {"right": 4.0, "ha": "left"}
    say(axes, strength, 0, text, down=4, color=INK, frame=("data", "axes fraction"), **side)
