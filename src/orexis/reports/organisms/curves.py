"""w(k) of every regime and trained horizon in each context, boundaries marked."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes

from orexis.estimates.organisms import OrganismReading
from orexis.reports.drawing import GREY, INK, PALE, add_axes, new_figure, say, to_svg
from orexis.reports.organisms.looks import shades

WIDE, TALL = 3.0, 1.7
HALF_UP = 0.5


def curves_picture(reading: OrganismReading, regime: str, name: str) -> str:
    """One regime as SVG: a panel a context, a line a trained horizon.

    Args:
        reading: What was read.
        regime: Whose curves.
        name: Unique in the page; prefix of the ids.
    """
    own = [e for e in reading.regimes if e.model == regime and e.estimand == "weight"]
    if not own:
        return ""
    contexts = reading.panel.contexts
    figure = new_figure(WIDE * len(contexts), TALL)
    horizons = sorted({int(e.cell["horizon"]) for e in own})
    colours = dict(zip(horizons, shades(len(horizons)), strict=True))
    for at, context in enumerate(contexts):
        rest = WIDE * (len(contexts) - at - 1)
        axes = add_axes(figure, (WIDE * at + 0.42, 0.42, rest + 0.15, 0.27))
        _frame(axes, reading.panel.asked, context)
        for horizon, colour in colours.items():
            here = [
                e
                for e in own
                if e.cell["horizon"] == str(horizon) and e.cell["boundary"] == context
            ]
            x = [math.log2(float(e.cell["delay"])) for e in here]
            shown = context.isdecimal() and horizon > int(context)
            style = "-" if shown else (0, (1.5, 2))
            axes.plot(x, [e.value for e in here], color=colour, linewidth=1.3, linestyle=style)
            axes.plot(x, [e.value for e in here], "o", color=colour, ms=2.6, mew=0)
            if horizon > 1:
                edge = math.log2(horizon - HALF_UP)
                axes.plot([edge, edge], [-0.13, -0.05], color=colour, linewidth=2, clip_on=False)
    return to_svg(figure, name, f"weight of a point after k steps, regime {regime}")


def key(reading: OrganismReading) -> list[tuple[str, str]]:
    """Label and colour of each trained horizon."""
    horizons = sorted({one.horizon for one in reading.panel.trained})
    return [(f"H = {one}", it) for one, it in zip(horizons, shades(len(horizons)), strict=True)]


def _frame(
    axes: Axes, delays: np.ndarray[tuple[int, ...], np.dtype[np.float64]], context: str
) -> None:
    places = np.log2(delays)
    axes.set_xlim(places[0] - 0.25, places[-1] + 0.25)
    axes.set_xticks(places, [f"{one:g}" for one in delays])
    axes.set_ylim(-0.13, 1.08)
    axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.grid(axis="y", color=PALE, linewidth=0.4)
    say(axes, 0, 1, f"told: {context} steps left", down=5, right=-18, color=INK)
    say(axes, 1, 0, "k, steps", down=-24, ha="right", color=INK)
    if context.isdecimal():
        edge = math.log2(int(context) + HALF_UP) if int(context) else places[0] - 0.25
        axes.axvline(edge, color=GREY, linewidth=1.0, linestyle=(0, (4, 3)), zorder=0)
