"""The axes on which choices between offers stand: extra points, and the share accepted."""

from __future__ import annotations

from matplotlib.axes import Axes

from orexis.reports.drawing import INK, PALE, say
from orexis.reports.offers.price.points import Offered

MIDDLE = 0.5


def share_axes(axes: Axes, between: Offered, *, labels: bool) -> None:
    """Ticks of both axes and lines across.

    Args:
        axes: Where.
        between: The extra points.
        labels: Whether shares are written at its left.
    """
    shares = (0.0, MIDDLE, 1.0)
    axes.set_yticks(shares, [""] * len(shares))
    axes.set_xticks([x for x, _ in between.ticks], [""] * len(between.ticks))
    for x, text in between.ticks:
        style = {"ha": "center", "va": "top", "color": INK, "frame": ("data", "axes fraction")}
        say(axes, x, 0, text, down=-4, fontsize=6.8, **style)
    for y in shares:
        dash = "--" if y == MIDDLE else "-"
        axes.axhline(y, color=PALE, linewidth=0.6, linestyle=dash, zorder=0)
        if labels:
            frame = ("axes fraction", "data")
            say(axes, 0, y, f"{100 * y:g}%", right=-5, ha="right", va="center", frame=frame)
