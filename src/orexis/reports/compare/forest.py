"""The slope in each context, one row each."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from orexis.estimates.comparing import HorizonSlopes, Slope
from orexis.reports.drawing import GREY, INK, PALE, new_axes, say, to_svg
from orexis.reports.words import with_interval

BLUE = "#0072b2"
WIDTH, ROW, MARGINS = 8.2, 0.215, (2.1, 0.5, 2.75, 0.1)
"""Inches: width, height of a row, and left, bottom, right, top margin."""
LEAST, MOST = (-0.6, 1.6), (-2.5, 3.0)
"""The range of slopes that is always shown, and the widest one."""
REASON = 50
"""Letters of a reason that have room."""
LABEL = 34
"""Letters of a context that are shown."""


def slopes_picture(slopes: HorizonSlopes) -> str:
    """A row a context; empty where there is but one and no other reading."""
    rows = [*slopes.contexts, *([slopes.own] if slopes.own else [])]
    if len(rows) < 2 or not any(one.regression for one in rows):  # noqa: PLR2004
        return ""
    height = MARGINS[1] + MARGINS[3] + ROW * len(rows)
    axes = new_axes(WIDTH, height, MARGINS)
    axes.spines["left"].set_visible(False)
    low, high = _limits(rows)
    axes.set(xlim=(low, high), ylim=(len(rows) - 0.5, -0.5))
    axes.set_yticks([])
    ticks = [at for at in np.arange(-2.5, 3.5, 0.5).tolist() if low <= at <= high]
    axes.set_xticks(ticks, [""] * len(ticks))
    for at in ticks:
        frame = ("data", "axes fraction")
        say(axes, at, 0, f"{at:g}", down=-5, ha="center", va="top", color=INK, frame=frame)
    say(axes, 0, 0, "slope (0: no change; 1: in proportion)", down=-28)
    axes.axvline(0, color=GREY, linewidth=0.8, zorder=1)
    for place, one in enumerate(rows):
        axes.axhline(place, color=PALE, linewidth=0.4, zorder=0)
        _row(axes, place, one, main=one is slopes.main, own=one is slopes.own)
    return to_svg(axes.figure.figure, "slopes", "slope in each context")


def row_label(slope: Slope, *, own: bool) -> str:
    """The context in words."""
    if own:
        return "each in its own (confounded)"
    name = slope.context
    words = f"{name} steps left, stated" if name.isdigit() else f"boundary {name}"
    return words if len(words) <= LABEL else f"{words[: LABEL - 1]}…"


def _limits(rows: Sequence[Slope]) -> tuple[float, float]:
    ends = [
        end
        for one in rows
        if one.regression
        for end in (one.regression.slope.low, one.regression.slope.high)
    ]
    low, high = min(LEAST[0], *ends) - 0.05, max(LEAST[1], *ends) + 0.05
    return max(low, MOST[0]), min(high, MOST[1])


def _row(axes: Axes, place: int, one: Slope, *, main: bool, own: bool) -> None:
    colour = INK if main else GREY
    weight = {"fontweight": "bold"} if main else {}
    left = {"ha": "right", "va": "center", "frame": ("axes fraction", "data")}
    right = {"ha": "left", "va": "center", "frame": ("axes fraction", "data")}
    say(axes, 0, place, row_label(one, own=own), right=-8, color=colour, **left, **weight)
    found = one.regression
    if found is None:
        say(axes, 1, place, f"no line: {one.reason}"[:REASON], right=8, **right)
        return
    slope = found.slope
    low, high = np.clip([slope.low, slope.high], *axes.get_xlim()).tolist()
    line = GREY if own else BLUE
    axes.plot([low, high], [place, place], color=line, linewidth=2.2 if main else 1.4, zorder=3)
    if math.isclose(np.clip(slope.value, *axes.get_xlim()), slope.value):
        face = "white" if own else line
        axes.plot([slope.value], [place], marker="o", ms=5, mfc=face, mec=line, zorder=4)
    words = f"{with_interval(slope.value, slope.low, slope.high)}, {slope.n} models"
    if found.censored:
        words += f", {found.censored} one-sided"
    say(axes, 1, place, words, right=8, color=colour, **right)
