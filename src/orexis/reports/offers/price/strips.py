"""A price and its interval as a strip that fits into a line of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from orexis.estimates import Estimate
from orexis.reports.drawing import add_axes, new_figure, say, to_svg
from orexis.reports.offers.price.points import Offered

WIDTH, HEIGHT = 2.2, 0.17
BLUE, LINE = "#3b8fd0", "#8b929c"
"""Both read on white and on the dark page."""


def strip(one: Estimate | None, within: Offered, name: str, colour: str = BLUE) -> str:
    """The price on the axis of all offers, an arrow where it lies beyond; empty for none."""
    if one is None or math.isnan(one.value):
        return ""
    low, high = within.limits
    # Lines on the bare figure: axes cost ten times as much, and a report has many strips.
    figure = _figure()

    def place(x: float) -> float:
        return float((np.clip(x, low, high) - low) / (high - low))

    def draw(xs: Sequence[float], ys: Sequence[float] = (0.5, 0.5), **style: Any) -> None:
        figure.add_artist(Line2D([place(x) for x in xs], ys[: len(xs)], **style))

    for x in (math.log(within.low), math.log(within.high)):
        draw([x, x], (0.1, 0.9), color=LINE, linewidth=0.7)
    draw([low, high], color=LINE, linewidth=0.4)
    draw([within.x(one.low), within.x(one.high)], color=colour, linewidth=2)
    step = 0.02 * (high - low)
    for beyond, at, marker in (
        (within.below(one.low), low + step, "<"),
        (within.above(one.high), high - step, ">"),
    ):
        if beyond:
            draw([at], marker=marker, ms=6, mfc=colour, mec=colour)
    if not (within.below(one.value) or within.above(one.value)):
        draw([within.x(one.value)], marker="o", ms=5, mfc=colour, mec=colour)
    return to_svg(figure, name, f"{one.estimand} {one.value:.4g} points")


def axis(within: Offered, name: str) -> str:
    """The scale that stands over the strips."""
    figure = _figure()
    axes = add_axes(figure, (0, 0, 0, 0))
    axes.set_axis_off()
    axes.set(xlim=within.limits, ylim=(-1, 1))
    for x, text in within.ticks:
        # A label at either end stays within the strip.
        side = "left" if x <= math.log(within.low) else "center"
        side = "right" if x >= math.log(within.high) else side
        shift = {"left": -2, "right": 4}.get(side, 0)
        style = {"va": "center", "ha": side, "right": shift, "frame": "data", "color": LINE}
        say(axes, x, 0, text, fontsize=7, **style)
    return to_svg(figure, name, "extra points")


def _figure() -> Figure:
    figure = new_figure(WIDTH, HEIGHT)
    figure.patch.set_visible(False)
    return figure
