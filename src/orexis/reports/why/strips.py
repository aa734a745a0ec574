"""A verdict's coefficient and interval as a strip that fits into a line of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from orexis.estimates import Estimate
from orexis.reports.drawing import add_axes, new_figure, say, to_svg
from orexis.reports.words import written

WIDTH, HEIGHT = 1.9, 0.17
BLUE, LINE = "#3b8fd0", "#8b929c"
"""Both read on white and on the dark page."""
LEAST, MOST = -0.22, 1.0
TICKS = ((-0.5, "-0.5"), (0.0, "0"), (0.5, "0.5"), (1.0, "1"))


def span(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """The range of all strips of a report."""
    ends = [x for one in estimates for x in (one.low, one.high) if math.isfinite(x)]
    return max(-1.05, min([LEAST, *ends])), min(1.05, max([MOST, *ends])) + 0.04


def strip(one: Estimate | None, limits: tuple[float, float], margin: float, name: str) -> str:
    """The interval over 0 and the margin; empty where there is no value."""
    if one is None or math.isnan(one.value):
        return ""
    # Lines on the bare figure: axes cost ten times as much, and a report has many strips.
    figure = _figure()

    def line(low: float, high: float, **style: Any) -> None:
        ends = [(x - limits[0]) / (limits[1] - limits[0]) for x in np.clip([low, high], *limits)]
        figure.add_artist(Line2D(ends, style.pop("ys", [0.5, 0.5]), **style))

    line(0, 0, ys=[0.05, 0.95], color=LINE, linewidth=0.9)
    if math.isfinite(margin):
        dashed = (0, (2, 2))
        line(margin, margin, ys=[0.05, 0.95], color=LINE, linewidth=0.8, linestyle=dashed)
    line(one.low, one.high, color=BLUE, linewidth=1.8)
    line(one.value, one.value, marker="o", ms=5, mfc=BLUE, mec=BLUE)
    return to_svg(figure, name, f"{one.estimand} {written(one.value)}")


def axis(limits: tuple[float, float], name: str) -> str:
    """The scale that stands over the strips."""
    figure = _figure()
    axes = add_axes(figure, (0, 0, 0, 0))
    axes.set_axis_off()
    axes.set(xlim=limits, ylim=(-1, 1))
    for x, text in TICKS:
        if limits[0] <= x <= limits[1]:
            say(axes, x, 0, text, va="center", ha="center", frame="data", color=LINE, fontsize=7)
    return to_svg(figure, name, "scale")


def _figure() -> Figure:
    figure = new_figure(WIDTH, HEIGHT)
    figure.patch.set_visible(False)
    return figure
