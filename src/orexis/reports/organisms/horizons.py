"""Revealed against trained horizon: one panel a context, one line a regime."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orexis.estimates import Estimate
from orexis.estimates.organisms import OWN, OrganismReading
from orexis.reports.drawing import GREY, INK, PALE, add_axes, new_figure, say, to_svg
from orexis.reports.organisms.looks import looks

WIDE, TALL, LEFT, RIGHT = 2.95, 3.1, 0.5, 0.12
STEPS = (0, 1, 2, 4, 8, 16, 32, 64)


def scaled(steps: float) -> float:
    """log2(steps + 0.5): the scale on which slopes are taken."""
    return math.log2(steps + 0.5)


def horizons_picture(reading: OrganismReading) -> str:
    """The picture as SVG; empty where nothing was read."""
    found = [one for one in reading.regimes if one.estimand == "revealed_horizon"]
    if not found:
        return ""
    contexts = [*reading.panel.contexts]
    if any(one.cell["boundary"] == OWN for one in found):
        contexts.append(OWN)
    figure = new_figure(WIDE * len(contexts), TALL)
    names = tuple(dict.fromkeys(one.model for one in found))
    for at, context in enumerate(contexts):
        own = [one for one in found if one.cell["boundary"] == context]
        _panel(figure, at, len(contexts), context, own, names)
    return to_svg(figure, "organism-horizons", "revealed against trained horizons, by regime")


def _panel(
    figure: Figure,
    at: int,
    panels: int,
    context: str,
    estimates: Sequence[Estimate],
    names: Sequence[str],
) -> None:
    rest = WIDE * (panels - at - 1)
    axes = add_axes(figure, (WIDE * at + LEFT, 0.55, rest + RIGHT, 0.62))
    horizons = sorted({float(one.cell["horizon"]) for one in estimates})
    _frame(axes, horizons)
    title = "own context: H - 1 steps left" if context == OWN else f"all told: {context} steps left"
    say(axes, 0, 1, title, down=22, right=-28, color=INK, weight="bold")
    below = "confounded; probabilities, not choices" if context == OWN else "the estimate; choices"
    say(axes, 0, 1, below, down=11, right=-28)
    if context != OWN:
        _not_shown(axes, float(context) if context.isdecimal() else -1.0)
    for place, name in enumerate(names):
        colour, mark = looks(names)[name]
        nudge = 0.05 * (place - (len(names) - 1) / 2)
        own = [one for one in estimates if one.model == name]
        x = [math.log2(float(one.cell["horizon"])) + nudge for one in own]
        y = [scaled(one.value) for one in own]
        axes.plot(x, y, color=colour, linewidth=1.1, alpha=0.8, zorder=2)
        for each, one in zip(x, own, strict=True):
            ends = [scaled(max(0.0, end)) for end in _within(one)]
            axes.plot([each, each], ends, color=colour, linewidth=1.0, zorder=2)
        axes.plot(x, y, mark, color=colour, ms=4.2, mec="white", mew=0.5, linestyle="", zorder=3)


def _within(one: Estimate) -> tuple[float, float]:
    """The interval, cut to what can be; of one seed there is none."""
    if not (math.isfinite(one.low) and one.n > 1):
        return one.value, one.value
    return one.low, min(one.high, 64.0)


def _frame(axes: Axes, horizons: Sequence[float]) -> None:
    places = np.log2(horizons)
    axes.set_xlim(places[0] - 0.4, places[-1] + 0.4)
    axes.set_xticks(places, [f"{one:g}" for one in horizons])
    axes.set_ylim(scaled(0) - 0.25, scaled(64) + 0.25)
    axes.set_yticks([scaled(one) for one in STEPS], [str(one) for one in STEPS])
    axes.grid(axis="y", color=PALE, linewidth=0.4)
    say(axes, 0.5, 0, "trained horizon H (steps)", down=-27, ha="center", color=INK)


def _not_shown(axes: Axes, left: float) -> None:
    """Horizons whose training never showed so many steps left."""
    low, high = axes.get_xlim()
    edge = math.log2(left + 0.5) if left > 0 else low
    if edge > low:
        axes.axvspan(low, min(edge, high), color="#f0f0f0", zorder=0)
        say(
            axes,
            (min(edge, high) - low) / (high - low) / 2,
            0.72,
            "never shown",
            ha="center",
            va="center",
            color=GREY,
        )
