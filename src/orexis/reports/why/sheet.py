"""The one kind of picture of this probe: rows of things, a column for each model, one scale."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from orexis.estimates import Estimate
from orexis.reports.drawing import GREY, INK, PALE, add_axes, new_figure, say, to_svg
from orexis.reports.words import clean

ROW, PANEL, BETWEEN, EDGE = 0.205, 1.32, 0.2, 0.12
"""Inches: height of a row, width of a panel, space between panels and at the right."""
FOOT, LINE, LETTER = 0.42, 0.135, 0.056
"""Inches: below the panels, height of a line, about the width of a letter."""
WIDEST, DEEPEST = 22, 3
"""Letters in a line of a model's name, and lines."""
MOST = 6
"""Panels side by side before another picture begins."""
THREAT, CALM = "#d55e00", "#0072b2"


@dataclass(frozen=True, slots=True)
class Look:
    """How a series of marks is drawn."""

    colour: str
    label: str = ""
    filled: bool = True

    @property
    def glyph(self) -> str:
        """The mark as a character, for the key."""
        return "●" if self.filled else "○"


PLAIN = Look(CALM)


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval in a row; with `start`, a move from there."""

    y: float
    value: float
    low: float
    high: float
    look: Look = PLAIN
    start: float = math.nan
    note: str = ""
    """Said at the right end of the row."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label at the left; a heading where it is `strong`."""

    y: float
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """What one model adds."""

    model: str
    control: bool
    marks: Sequence[Mark]
    joined: Sequence[Sequence[Mark]] = ()
    """Marks that a line joins."""
    reason: str = ""
    """Why there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The x axis that all panels share."""

    label: str
    low: float
    high: float
    ticks: Sequence[tuple[float, str]]
    margin: float = math.nan
    """Where a dashed line marks the smallest effect of interest."""
    symlog: float = 0.0
    """Where above 0, logarithmic beyond plus and minus this value."""
    arrows: bool = False
    """What lies beyond the axis is an arrow at its end."""


@dataclass(frozen=True)
class Sheet:
    """Rows and panels of one picture."""

    name: str
    label: str
    """What it shows, for readers who can't see it."""
    rows: Sequence[Row]
    panels: Sequence[Panel]
    scale: Scale
    left: float
    """Inches for the labels."""
    head: float = 0.0
    """Inches above the panels beyond what the names need."""
    between: float = 0.0
    """Inches between panels, where notes need more than usual."""
    draw_left: Callable[[Axes], None] | None = field(default=None)
    """Draws what stands at the left instead of the labels."""


class Drawn(NamedTuple):
    """A picture and the width at which its letters have their size, in pixels."""

    svg: str
    width: int


def drawn(sheet: Sheet) -> list[Drawn]:
    """The sheet, in as many pictures as its panels need; none where there are no marks."""
    if not any(panel.marks for panel in sheet.panels):
        return []
    parts = [sheet.panels[at : at + MOST] for at in range(0, len(sheet.panels), MOST)]
    return [_part(sheet, panels, f"{sheet.name}{place}") for place, panels in enumerate(parts)]


def limits(
    estimates: Sequence[Estimate], low: float, high: float, most: float
) -> tuple[float, float]:
    """A range that shows `low` to `high` and all intervals, but nothing beyond `most`."""
    shown = [x for one in estimates for x in (one.low, one.high) if math.isfinite(x)]
    least, largest = min([low, *shown]), max([high, *shown])
    return max(-most, least - 0.04), min(most, largest + 0.04)


def marked(y: float, one: Estimate, look: Look = PLAIN, **more: float | str) -> list[Mark]:
    """The mark of an estimate; none where it has no value."""
    if math.isnan(one.value):
        return []
    return [Mark(y, one.value, one.low, one.high, look, **more)]  # type: ignore[arg-type]


def _part(sheet: Sheet, panels: Sequence[Panel], name: str) -> Drawn:
    names = [_name_lines(panel) for panel in panels]
    head = 0.12 + max(LINE * max(map(len, names)), sheet.head)
    tall = max(row.y for row in sheet.rows) + 1
    between = sheet.between or BETWEEN
    width = sheet.left + len(panels) * (PANEL + between) + EDGE
    height = head + tall * ROW + FOOT
    figure = new_figure(width, height)
    left = add_axes(figure, (0, FOOT, width - sheet.left, head))
    left.set_axis_off()
    left.set(xlim=(0, sheet.left), ylim=(tall - 0.5, -0.5))
    if sheet.draw_left:
        sheet.draw_left(left)
    else:
        _labels(left, sheet)
    for place, panel in enumerate(panels):
        start = sheet.left + place * (PANEL + between) + BETWEEN / 2
        axes = add_axes(figure, (start, FOOT, width - start - PANEL, head))
        _panel(axes, sheet, panel, tall)
        for line, text in enumerate(reversed(names[place])):
            control = panel.control and line == 0
            say(axes, 0, 1, text, down=5 + 9.7 * line, color=GREY if control else INK)
        long = LETTER * len(sheet.scale.label) > width - sheet.left
        if place == (len(panels) - 1 if long else 0):
            at = {"ha": "right"} if long else {"ha": "left"}
            say(axes, int(long), 0, sheet.scale.label, down=-25, color=INK, **at)
    return Drawn(to_svg(figure, name, sheet.label), round(width * 118))


def _labels(axes: Axes, sheet: Sheet) -> None:
    for row in sheet.rows:
        x = 0.0 if row.strong else sheet.left - 0.02
        style = {"ha": "left" if row.strong else "right", "color": GREY if row.strong else INK}
        say(axes, x, row.y, row.label, va="center", frame="data", **style)


def _panel(axes: Axes, sheet: Sheet, panel: Panel, tall: float) -> None:
    scale = sheet.scale
    axes.spines["left"].set_visible(False)
    axes.patch.set_visible(False)
    if scale.symlog:
        axes.set_xscale("symlog", linthresh=scale.symlog)
    axes.set(xlim=(scale.low, scale.high), ylim=(tall - 0.5, -0.5))
    axes.set_yticks([])
    shown = [(x, text) for x, text in scale.ticks if scale.low <= x <= scale.high]
    axes.set_xticks([x for x, _ in shown], [""] * len(shown))
    axes.minorticks_off()
    for x, text in shown:
        frame = {"ha": "center", "va": "top", "frame": ("data", "axes fraction")}
        say(axes, x, 0, text, down=-4, color=INK, **frame)
    for row in sheet.rows:
        if not row.strong:
            axes.axhline(row.y, color=PALE, linewidth=0.4, zorder=0)
    if not scale.arrows:
        axes.axvline(0, color=GREY, linewidth=0.8, zorder=1)
    if math.isfinite(scale.margin):
        axes.axvline(scale.margin, color=GREY, linewidth=0.7, linestyle=(0, (3, 3)), zorder=1)
    for line in panel.joined:
        xs, ys = [one.value for one in line], [one.y for one in line]
        axes.plot(xs, ys, color=GREY, linewidth=0.9, alpha=0.6, zorder=2)
    for one in panel.marks:
        _mark(axes, one, scale)
    if not panel.marks:
        _reason(axes, panel.reason or "no data")


def _mark(axes: Axes, one: Mark, scale: Scale) -> None:
    value, low, high = np.clip([one.value, one.low, one.high], scale.low, scale.high)
    colour = one.look.colour
    if math.isfinite(one.start):
        axes.plot(
            [one.start], [one.y], marker="o", ms=3.6, mfc="white", mec=GREY, mew=0.9, zorder=3
        )
        axes.plot([one.start, value], [one.y, one.y], color=colour, linewidth=0.8, zorder=2)
    axes.plot([low, high], [one.y, one.y], color=colour, linewidth=1.5, zorder=3)
    face = colour if one.look.filled else "white"
    beyond = one.value < scale.low or one.value > scale.high
    if scale.arrows:
        _arrows(axes, one, scale)
    if not (scale.arrows and beyond):
        axes.plot([value], [one.y], marker="o", ms=4.6, mfc=face, mec=colour, mew=1.0, zorder=4)
    if one.note:
        say(axes, 1, one.y, one.note, right=2, va="center", frame=("axes fraction", "data"))


def _arrows(axes: Axes, one: Mark, scale: Scale) -> None:
    inward = 0.025 * (scale.high - scale.low)
    for beyond, x, marker in (
        (one.low < scale.low, scale.low + inward, "<"),
        (one.high > scale.high, scale.high - inward, ">"),
    ):
        if beyond:
            axes.plot([x], [one.y], marker=marker, ms=4.8, color=one.look.colour, zorder=4)


def _reason(axes: Axes, reason: str) -> None:
    lines = textwrap.wrap(clean(reason), 23, max_lines=7, placeholder=" …")
    behind = {"fc": "white", "ec": "none", "pad": 1}
    for line, text in enumerate(lines):
        say(axes, 0, 1, text, down=-14 - 9.5 * line, right=6, va="top", bbox=behind)


def _name_lines(panel: Panel) -> list[str]:
    """The model's name, broken after a hyphen or slash where that is possible."""
    parts = [part for part in re.split(r"(?<=[-/_ ])", clean(panel.model)) if part]
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1] + part) > WIDEST:
            lines.append("")
        lines[-1] += part
    short = [line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}…" for line in lines]
    if len(short) > DEEPEST:
        short = [*short[: DEEPEST - 1], f"{short[DEEPEST - 1][: WIDEST - 1]}…"]
    return [*short, "control"] if panel.control else short
