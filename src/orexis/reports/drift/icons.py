"""Two small drawings of what is told apart: a choice curve that moves, and one that flattens."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orexis.reports.drawing import add_axes
from orexis.reports.drift.looks import FRESH_LINE

WIDE, TALL = 0.5, 0.26
"""Inches."""
INK = "#222222"


def draw_icon(figure: Figure, right: float, top: float, kind: str) -> None:
    """A drawing whose upper right corner stands there.

    Args:
        figure: Where.
        right: Inches from the left edge of the figure.
        top: Inches from its upper edge.
        kind: `wander` or `incoherence`.
    """
    width, height = figure.get_size_inches()
    box = (right - WIDE, height - top - TALL, width - right, top)
    axes = add_axes(figure, box)
    axes.set_axis_off()
    axes.set(xlim=(-5, 5), ylim=(-0.05, 1.05))
    _curve(axes, 0.6, 1.6, FRESH_LINE, 1.3)
    if kind == "wander":
        _curve(axes, -2.6, 1.6, INK, 1.5)
        style = {"arrowstyle": "->", "color": INK, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (-2.0, 0.5), (0.4, 0.5), arrowprops=style)
    else:
        _curve(axes, 0.6, 0.28, INK, 1.5)


def _curve(axes: Axes, middle: float, slope: float, colour: str, width: float) -> None:
    x = np.linspace(-5, 5, 41)
    axes.plot(x, 1 / (1 + np.exp(-slope * (x - middle))), color=colour, linewidth=width)
