"""Revealed against training horizon: the models, the line and its band."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from orexis.estimates.comparing import LONGEST, Point, Slope
from orexis.reports.compare.labels import LETTER, LINE, Box, placed, short_names
from orexis.reports.drawing import GREY, INK, new_axes, say, to_svg

BLUE, BAND = "#0072b2", "#cfe3f1"
WIDTH, HEIGHT = 8.2, 4.7
MARGINS = (0.62, 0.58, 0.15, 0.3)
"""Inches around the axes: left, bottom, right, top."""
ARROW = 0.24
"""Inches from a bound to the tip of its arrow."""
CEILING = f"longest delay offered: {LONGEST:g} steps"
BEHIND = {"fc": "white", "ec": "none", "alpha": 0.7, "pad": 0.5}
"""What lies under a name, so that it can be read over a line."""
MINUTES = (
    (1 / 60, "1 s"),
    (0.1, "6 s"),
    (0.5, "30 s"),
    (1, "1 min"),
    (4, "4 min"),
    (15, "15 min"),
    (60, "1 h"),
    (240, "4 h"),
    (960, "16 h"),
    (2880, "2 d"),
    (10080, "1 week"),
    (43200, "30 d"),
    (525600, "1 year"),
)
STEPS = tuple(
    (2.0**power, f"{2.0**power:g}") for power in (-10, -7, -5, -3, *range(-2, 12), 14, 17, 20)
)


def horizons_picture(slope: Slope) -> str:
    """The picture as SVG; empty where no model has both horizons."""
    if not slope.points:
        return ""
    axes = new_axes(WIDTH, HEIGHT, MARGINS)
    _frame(axes, slope.points, slope.points[0].horizon.unit)
    _line(axes, slope)
    for point in slope.points:
        _point(axes, point)
    _names(axes, slope.points)
    what = f"revealed against training horizon of {len(slope.points)} models"
    return to_svg(axes.figure.figure, "horizons", what)


def _frame(axes: Axes, points: Sequence[Point], unit: str) -> None:
    across = [end for one in points for end in _across(one)]
    up = [end for one in points for end in _up(one)]
    axes.set_xlim(*_limits(across, 0.08))
    low, high = _limits(up, 0.07)
    above = any(one.y.censored == "above" for one in points)
    below = any(one.y.censored == "below" for one in points)
    # Room for the arrows.
    room = (high - low) * ARROW / (HEIGHT - MARGINS[1] - MARGINS[3])
    axes.set_ylim(low - room * below, high + room * above)
    steps = unit == "steps"
    _ticks(axes, "x", STEPS if steps else MINUTES)
    _ticks(axes, "y", STEPS)
    what = "steps of an episode" if steps else "length of task"
    say(axes, 1, 0, f"training horizon ({what})", down=-28, color=INK, ha="right")
    say(axes, 0, 1, "revealed horizon (steps)", down=12, right=-38, color=INK)
    if above and axes.get_ylim()[1] > math.log10(LONGEST):
        axes.axhline(
            math.log10(LONGEST), color=GREY, linewidth=0.7, linestyle=(0, (4, 3)), zorder=1
        )
        say(axes, 0, math.log10(LONGEST), CEILING, right=6, down=3, frame=("axes fraction", "data"))


def _limits(ends: Sequence[float], share: float) -> tuple[float, float]:
    low, high = min(ends), max(ends)
    room = max(share * (high - low), 0.12)
    return low - room, high + room


def _across(one: Point) -> tuple[float, float]:
    if not one.horizon.bounded:
        return one.x.value, one.x.value
    return math.log10(one.horizon.low), math.log10(one.horizon.high)


def _up(one: Point) -> tuple[float, float]:
    """Ends of the interval as far as they are known."""
    low, high = one.estimate.low, one.estimate.high
    if one.y.censored == "above":
        return math.log10(low), one.y.value
    if one.y.censored == "below":
        return one.y.value, max(one.y.value, math.log10(high) if high > 0 else one.y.value)
    return math.log10(low), math.log10(high)


def _ticks(axes: Axes, which: str, known: Sequence[tuple[float, str]]) -> None:
    low, high = axes.get_xlim() if which == "x" else axes.get_ylim()
    shown = [(math.log10(at), text) for at, text in known if low <= math.log10(at) <= high]
    places = [at for at, _ in shown]
    if which == "x":
        axes.set_xticks(places, [""] * len(places))
    else:
        axes.set_yticks(places, [""] * len(places))
    for at, text in shown:
        if which == "x":
            frame = ("data", "axes fraction")
            say(axes, at, 0, text, down=-5, ha="center", va="top", color=INK, frame=frame)
        else:
            frame = ("axes fraction", "data")
            say(axes, 0, at, text, right=-5, ha="right", va="center", color=INK, frame=frame)


def _line(axes: Axes, slope: Slope) -> None:
    if slope.regression is None:
        return
    values = [one.x.value for one in slope.points]
    x = np.linspace(min(values), max(values), 60)
    middle, low, high = slope.regression.band(x)
    limits = axes.get_ylim()
    axes.fill_between(x, low, high, color=BAND, linewidth=0, zorder=0)
    axes.plot(x, middle, color=BLUE, linewidth=1.2, zorder=1)
    axes.set_ylim(limits)


def _point(axes: Axes, one: Point) -> None:
    x, y = one.x.value, one.y.value
    axes.plot(_across(one), [y, y], color=GREY, linewidth=0.9, zorder=2)
    axes.plot([x, x], _up(one), color=GREY, linewidth=0.9, zorder=2)
    if one.y.censored:
        _arrow(axes, x, y, 1 if one.y.censored == "above" else -1)
    face = "white" if one.y.censored else BLUE
    edge = INK if one.y.censored else "white"
    axes.plot([x], [y], marker="o", ms=5.2, mfc=face, mec=edge, mew=1.0, zorder=4)


def _arrow(axes: Axes, x: float, y: float, sign: int) -> None:
    low, high = axes.get_ylim()
    tip = y + sign * ARROW * (high - low) / (HEIGHT - MARGINS[1] - MARGINS[3])
    axes.plot([x, x], [y, tip], color=INK, linewidth=1.1, zorder=3, clip_on=False)
    marker = "^" if sign > 0 else "v"
    axes.plot([x], [tip], marker=marker, ms=4.6, color=INK, mew=0, zorder=3, clip_on=False)


def _names(axes: Axes, points: Sequence[Point]) -> None:
    left, bottom, right, top = MARGINS
    wide, tall = WIDTH - left - right, HEIGHT - bottom - top
    (x0, x1), (y0, y1) = axes.get_xlim(), axes.get_ylim()

    def inches(x: float, y: float) -> tuple[float, float]:
        return (x - x0) / (x1 - x0) * wide, (y - y0) / (y1 - y0) * tall

    ceiling = inches(x0, math.log10(LONGEST))[1]
    taken = [Box(0, ceiling, LETTER * len(CEILING) + 0.1, ceiling + LINE)]
    for one in points:
        (x, y), ends, sides = inches(one.x.value, one.y.value), _up(one), _across(one)
        arrow = {"above": (0.0, ARROW), "below": (ARROW, 0.0)}.get(one.y.censored, (0.0, 0.0))
        low, high = (inches(one.x.value, end)[1] for end in ends)
        start, end = (inches(side, one.y.value)[0] for side in sides)
        taken += [
            Box(x - 0.05, y - 0.05, x + 0.05, y + 0.05),
            Box(x - 0.015, min(low, y - arrow[0]), x + 0.015, max(high, y + arrow[1])),
            Box(start, y - 0.015, end, y + 0.015),
        ]
    names = short_names([one.model for one in points])
    places = [inches(one.x.value, one.y.value) for one in points]
    for point, label in zip(
        points, placed(names, places, taken, Box(0, 0, wide, tall)), strict=True
    ):
        style = {"ha": label.align, "va": "center", "color": INK, "frame": "data", "bbox": BEHIND}
        say(
            axes,
            point.x.value,
            point.y.value,
            label.text,
            right=72 * label.right,
            down=72 * label.up,
            **style,
        )
