"""Acceptance against points: a small panel a consequence, with the price on its axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.offers.asking import Cell, key
from orexis.reports.offers.looks import looks_of
from orexis.reports.offers.price.cells import Priced, cells_of, consequences_of, contexts_of
from orexis.reports.offers.price.frames import share_axes
from orexis.reports.offers.price.points import Offered, offered
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn, Look
from orexis.reports.words import listing, mapping, number

ACROSS = 5
"""Panels in a row."""
WIDE, TALL, LEFT, ABOVE, BELOW, GAP = 1.62, 1.06, 0.42, 0.25, 0.3, 0.16
"""Inches: a panel, its margins, and the space between panels."""
SCALE = 118
"""Pixels an inch at which letters have their size."""
FLOOR, STEP = -0.13, 0.11
"""Where the first price stands below 0%, and how far below it the next one."""
CHECK = "#f1f1ee"
"""Ground of the panels of control and placebos."""
LARGEST, SMALLEST = 4.6, 0.15
"""Points across the dot with most offers; area of the smallest beside it."""


def key_of(report: Report) -> list[Look]:
    """What the colours are; empty where there is one context."""
    looks = _looks(report)
    return list(looks.values()) if len(looks) > 1 else []


def curves_picture(report: Report, model: str) -> list[Drawn]:
    """All conditions of one model; none where the run has no curves for it."""
    cells = [one for one in cells_of(report, model) if one.curve is not None]
    if not cells:
        return []
    rows = _rows(consequences_of(cells), cells)
    looks, between = _looks(report), offered(report)
    deep = TALL + ABOVE + BELOW
    across = max(map(len, rows))
    figure = new_figure(LEFT + across * (WIDE + GAP), len(rows) * deep)
    for down, names in enumerate(rows):
        for right, name in enumerate(names):
            axes = _axes(figure, LEFT + right * (WIDE + GAP), down * deep)
            own = [one for one in cells if one.consequence == name]
            _frame(axes, own[0], between, len(looks), first=right == 0)
            for one in own:
                place = list(looks).index(key(one.context))
                _draw(axes, one, between, looks[key(one.context)], FLOOR - place * STEP)
    label = f"share of offers accepted by extra points, {model}"
    name = f"curves{report.models.index(model)}"
    return [Drawn(to_svg(figure, name, label), round(figure.get_figwidth() * SCALE))]


def _looks(report: Report) -> dict[Cell, Look]:
    """Looks of the contexts of all models, so that a colour means the same everywhere."""
    every = [one for model in report.models for one in cells_of(report, model)]
    return looks_of(contexts_of(every))


def _rows(names: Sequence[str], cells: Sequence[Priced]) -> list[list[str]]:
    """Consequences row by row; control and placebos in a row of their own."""
    checks = {one.consequence for one in cells if one.checks}
    parts = ([one for one in names if one not in checks], [one for one in names if one in checks])
    return [list(part[at : at + ACROSS]) for part in parts for at in range(0, len(part), ACROSS)]


def _axes(figure: Figure, left: float, top: float) -> Axes:
    width, height = figure.get_size_inches()
    box = (left, height - top - ABOVE - TALL, width - left - WIDE, top + ABOVE)
    return add_axes(figure, box)


def _frame(axes: Axes, one: Priced, between: Offered, contexts: int, *, first: bool) -> None:
    axes.set_xlim(*between.limits)
    lowest = FLOOR - (contexts - 1) * STEP - 0.09
    axes.set_ylim(lowest, 1.04)
    axes.spines["left"].set_bounds(0, 1)
    share_axes(axes, between, labels=first)
    say(axes, 0, 1, one.words, down=5, color=INK)
    if one.checks:
        axes.set_facecolor(CHECK)
    if first:
        style = {"ha": "right", "va": "center", "frame": ("axes fraction", "data")}
        say(axes, 0, FLOOR - (contexts - 1) * STEP / 2, "price", right=-5, **style)


def _draw(axes: Axes, one: Priced, between: Offered, look: Look, floor: float) -> None:
    curve = mapping(one.curve)
    _band(axes, curve, look)
    _dots(axes, curve, look)
    priced = one.price
    if priced is None or math.isnan(priced.value):
        return
    limits = between.limits
    low, value, high = np.clip(
        [between.x(each) for each in (priced.low, priced.value, priced.high)], *limits
    )
    axes.plot([low, high], [floor, floor], color=look.colour, linewidth=1.6, zorder=3)
    for beyond, x, marker in (
        (between.below(priced.low), limits[0], "<"),
        (between.above(priced.high), limits[1], ">"),
    ):
        if beyond:
            inward = 0.02 * (limits[1] - limits[0]) * (1 if marker == "<" else -1)
            axes.plot([x + inward], [floor], marker=marker, ms=4.6, color=look.colour, zorder=4)
    if not (between.below(priced.value) or between.above(priced.value)):
        face = look.colour if look.filled else "white"
        axes.plot([value, value], [floor, 0.5], color=look.colour, linewidth=0.6, alpha=0.7)
        axes.plot([value], [floor], marker="o", ms=4.4, mfc=face, mec=look.colour, mew=1, zorder=5)


def _band(axes: Axes, curve: Mapping[str, object], look: Look) -> None:
    names = ("x", "low", "value", "high")
    rows = [[number(each) for each in listing(curve.get(name))] for name in names]
    if not rows[0] or len({len(row) for row in rows}) > 1:
        return
    x, low, value, high = (np.array(row) for row in rows)
    axes.fill_between(x, low, high, color=look.colour, alpha=0.16, linewidth=0, zorder=1)
    style = "-" if look.filled else (0, (5, 1.5))
    axes.plot(x, value, color=look.colour, linewidth=1.3, linestyle=style, zorder=2)


def _dots(axes: Axes, curve: Mapping[str, object], look: Look) -> None:
    rows = [mapping(row) for row in listing(curve.get("points"))]
    dots = [(number(row.get("x")), number(row.get("share")), number(row.get("n"))) for row in rows]
    dots = [one for one in dots if all(map(math.isfinite, one))]
    if not dots:
        return
    xs, shares, counts = (np.array(each) for each in zip(*dots, strict=True))
    sizes = LARGEST * np.sqrt(np.maximum(counts / max(counts.max(), 1e-9), SMALLEST))
    face = look.colour if look.filled else "none"
    axes.scatter(
        xs, shares, s=sizes**2, c=face, edgecolors=look.colour, linewidths=0.7, alpha=0.5, zorder=2
    )
