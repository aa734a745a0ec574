"""Shares as marks with intervals, and rollouts as dots where they fall into two kinds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orexis.estimates import Estimate
from orexis.reports.drawing import INK, PALE, add_axes, new_figure, say, to_svg
from orexis.reports.variance.words import component_words
from orexis.reports.why.sheet import CALM, THREAT, Drawn, Look, Panel, Row, Scale, Sheet, drawn
from orexis.reports.why.sheet import marked as mark_of
from orexis.reports.words import number

PANELS = {"share": "of all choices", "share_given_item": "on one item"}
TICKS = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
OWNERS = ("model", "context", "model x context", "rollout")
OWNED, OTHERS = Look(THREAT), Look(CALM)
LEFT, WIDE, ROW, ABOVE, BELOW = 2.0, 3.4, 0.3, 0.12, 0.45
"""Inches of the picture of rollouts."""
SCALE = 118
MOST = 24
"""Contexts that have a row."""
LETTERS = 34
TURN = 0.618
"""Dots of a row are spread by the golden ratio, so that no two lie on each other."""


def shares_picture(own: Sequence[Estimate], name: str) -> list[Drawn]:
    """A row a component; a panel for all choices and one for choices on one item."""
    names = list(dict.fromkeys(one.cell["component"] for one in own))
    panels = []
    for estimand, title in PANELS.items():
        found = [one for one in own if one.estimand == estimand]
        marks = [
            mark
            for one in found
            for mark in mark_of(names.index(one.cell["component"]), one, _look(one))
        ]
        panels.append(Panel(title, control=False, marks=marks))
    rows = [Row(place, component_words(each)) for place, each in enumerate(names)]
    scale = Scale("share of the variance of log-odds", -0.02, 1.02, TICKS)
    label = "share of the variance that belongs to each part"
    return drawn(Sheet(f"{name}-shares", label, rows, panels, scale, left=1.6, between=0.4))


def _look(one: Estimate) -> Look:
    return OWNED if one.cell["component"] in OWNERS else OTHERS


def rollouts_picture(rollouts: Sequence[Mapping[str, Any]], name: str) -> list[Drawn]:
    """A dot a rollout, a row a model and context: log-odds against its cell's mean."""
    shown = [row for row in rollouts if math.isfinite(number(row.get("log_odds")))]
    groups = list(dict.fromkeys(_group(row) for row in shown))[:MOST]
    if not groups:
        return []
    tall = ROW * len(groups)
    figure = new_figure(LEFT + WIDE, ABOVE + tall + BELOW)
    axes = add_axes(figure, (LEFT, BELOW, 0.1, ABOVE))
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.set_ylim(len(groups) - 0.5, -0.5)
    axes.axvline(0, color=PALE, linewidth=0.8, zorder=0)
    for place, group in enumerate(groups):
        values = [number(row["log_odds"]) for row in shown if _group(row) == group]
        spread = (np.arange(len(values)) * TURN) % 1 - 0.5
        style: dict[str, Any] = {"linestyle": "", "marker": "o", "ms": 3.4, "mew": 0, "alpha": 0.6}
        axes.plot(values, place + 0.6 * spread, color=THREAT, **style)
        text = group if len(group) <= LETTERS else f"{group[: LETTERS - 1]}…"
        at: dict[str, Any] = {"ha": "right", "va": "center", "color": INK, "right": -8}
        say(axes, 0, place, text, frame=("axes fraction", "data"), **at)
    say(axes, 0, 0, "log-odds of a rollout, against its cell", down=-27, color=INK)
    svg = to_svg(figure, f"{name}-rollouts", "log-odds of each rollout, by model and context")
    return [Drawn(svg, round((LEFT + WIDE) * SCALE))]


def _group(row: Mapping[str, Any]) -> str:
    return ", ".join(str(row.get(part)) for part in ("model", "context") if row.get(part))
