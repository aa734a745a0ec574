"""The main picture: what a gain after k steps is worth now, a panel a stated boundary."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes

from orexis.estimates import Estimate
from orexis.reports.drawing import GREY, INK, PALE, add_axes, new_figure, say, to_svg
from orexis.reports.offers.horizon.contexts import Context, contexts_of, delays_of
from orexis.reports.offers.horizon.delays import Delays
from orexis.reports.offers.horizon.forms import forms_of, weight_of
from orexis.reports.offers.looks import Sign
from orexis.reports.offers.words import boundary_words
from orexis.reports.report import Report
from orexis.reports.why.sheet import CALM, THREAT, Drawn
from orexis.reports.words import figure, percent

MOST = 8
"""Panels in a row."""
PAGE, LEFT, GAP, ABOVE = 9.2, 1.22, 0.11, 0.22
"""Inches: the picture's width, room for words at the left, between panels, for names above."""
TALL, SMALL_TALL = 1.75, 0.8
LINE = 0.145
SCALE = 118
TOP = 1.22
"""Highest weight of the axis: above 1 an offer is taken that loses points."""
PAST = "#fbe9dc"
"""Ground of what lies past the stated boundary."""
CONTROL = "#8a8a8a"
"""Offers without delay: their weight is 1 in whoever understands them."""
NOTES: tuple[tuple[str, Callable[[Context], str]], ...] = (
    ("steps that count", lambda one: steps_words(one.horizon)),
    ("losing offers taken", lambda one: share_words(one.losing)),
)
"""What stands under every panel."""


def weights_picture(report: Report, model: str, *, small: bool = False) -> list[Drawn]:
    """One model's weights, in as many rows as its boundaries need; none where it has none."""
    contexts = [one for one in contexts_of(report, model) if one.weights]
    if not contexts:
        return []
    delays = Delays.of(delays_of(report))
    place = report.models.index(model)
    parts = [contexts[at : at + MOST] for at in range(0, len(contexts), MOST)]
    return [
        _row(report, model, part, delays, f"weights{place}-{at}", small=small)
        for at, part in enumerate(parts)
    ]


def signs_of(report: Report, model: str) -> list[Sign]:
    """The key: what of it is in this model's picture."""
    contexts = contexts_of(report, model)
    found = [Sign(CALM, "●", "worth now of a later point, w(k)")]
    if any(math.isfinite(one.left) for one in contexts):
        found.append(Sign(THREAT, "┃", "stated end of the episode; shaded: past it"))
    if any(k == 0 for one in contexts for k, _ in one.weights):
        found.append(Sign(GREY, "○", "comes at once (control): should be 1"))
    if forms_of(report, model):
        found.append(Sign(INK, "┈", "best form of discounting"))
    return found


def _row(
    report: Report,
    model: str,
    contexts: Sequence[Context],
    delays: Delays,
    name: str,
    *,
    small: bool,
) -> Drawn:
    tall = SMALL_TALL if small else TALL
    below = 0.25 + LINE * len(NOTES)
    wide = min(1.9, (PAGE - LEFT) / len(contexts) - GAP)
    width = max(LEFT + len(contexts) * (wide + GAP), 3.4)
    figure = new_figure(width, tall + ABOVE + below)
    for at, one in enumerate(contexts):
        left = LEFT + at * (wide + GAP)
        axes = add_axes(figure, (left, below, width - left - wide, ABOVE))
        _frame(axes, one, delays, first=at == 0, small=small)
        for left_of, curve in weight_of(report, model, one, delays):
            axes.plot(left_of, curve, color=INK, linewidth=0.8, linestyle=(0, (1, 1.2)), zorder=2)
        for inside in (True, False):
            _side(axes, one, delays, inside=inside)
        _notes(axes, one, first=at == 0)
    label = f"weight of a later gain by its delay and the stated boundary, {model}"
    return Drawn(to_svg(figure, name, label), round(width * SCALE))


def _frame(axes: Axes, one: Context, delays: Delays, *, first: bool, small: bool) -> None:
    axes.set(xlim=delays.limits, ylim=(-0.09, TOP))
    axes.set_yticks([0, 0.5, 1], ["", "", ""])
    axes.spines["left"].set_bounds(0, 1)
    for y in (0, 0.5, 1):
        axes.axhline(y, color=PALE, linewidth=0.6 if y else 0.9, zorder=0)
        if first:
            style = {"ha": "right", "va": "center", "frame": ("axes fraction", "data")}
            say(axes, 0, y, f"{y:g}", right=-4, **style)
    ticks = delays.ticks(1.9 if small else 0.9)
    axes.set_xticks([x for x, _ in ticks], [""] * len(ticks))
    for x, text in ticks:
        style = {"ha": "center", "va": "top", "color": INK, "frame": ("data", "axes fraction")}
        say(axes, x, 0, text, down=-4, fontsize=6.8, **style)
    if math.isfinite(one.left):
        edge = delays.edge(one.left)
        axes.axvspan(edge, delays.limits[1], color=PAST, linewidth=0, zorder=-1)
        axes.axvline(edge, color=THREAT, linewidth=1.3, zorder=1)
    say(axes, 0, 1, boundary_words(one.boundary), down=4, color=INK)
    if first:
        middle = {"ha": "right", "va": "center"}
        say(axes, 0, 0.5 / TOP, "worth now of a", right=-22, down=9, **middle)
        say(axes, 0, 0.5 / TOP, "point k steps", right=-22, **middle)
        say(axes, 0, 0.5 / TOP, "later, w(k)", right=-22, down=-9, **middle)
        say(axes, 0, 0, "k =", right=-4, down=-4, ha="right", va="top", fontsize=6.8)


def _side(axes: Axes, one: Context, delays: Delays, *, inside: bool) -> None:
    """Points and band on one side of the boundary: a band across it would hide the jump."""
    left = one.left if math.isfinite(one.left) else math.inf
    kept = [
        (delays.at(k), k, w)
        for k, w in one.weights
        if (k <= left) == inside and not math.isnan(w.value)
    ]
    later = [(x, w) for x, k, w in kept if k > 0]
    if len(later) > 1:
        xs = [x for x, _ in later]
        low, high = (
            np.clip([getattr(w, end) for _, w in later], 0, TOP) for end in ("low", "high")
        )
        axes.fill_between(xs, low, high, color=CALM, alpha=0.15, linewidth=0, zorder=1)
        value = np.clip([w.value for _, w in later], 0, TOP)
        axes.plot(xs, value, color=CALM, linewidth=0.9, alpha=0.7, zorder=2)
    for x, k, w in kept:
        _point(axes, x, w, CALM if k > 0 else CONTROL)


def _point(axes: Axes, x: float, one: Estimate, colour: str) -> None:
    low, value, high = np.clip([one.low, one.value, one.high], 0, TOP - 0.03)
    axes.plot([x, x], [low, high], color=colour, linewidth=1.3, zorder=3)
    if one.high > TOP:
        axes.plot([x], [TOP - 0.04], marker="^", ms=4.4, color=colour, zorder=4)
    if one.value <= 0:
        axes.plot([x], [0], marker="v", ms=4.6, color=colour, zorder=4)
    elif one.value <= TOP:
        above = one.low > 1
        face = "white" if above or colour == CONTROL else colour
        axes.plot([x], [value], marker="o", ms=4.0, mfc=face, mec=colour, mew=1, zorder=5)


def _notes(axes: Axes, one: Context, *, first: bool) -> None:
    for line, (words, told) in enumerate(NOTES):
        down = -4 - 11 - 10.4 * line
        say(axes, 0, 0, told(one), down=down, va="top", color=INK)
        if first:
            say(axes, 0, 0, words, right=-8, down=down, ha="right", va="top", color=GREY)


def steps_words(one: Estimate | None) -> str:
    """A revealed horizon: `7.1 [6.2, 8]`, or `28 or more`; a dash for none."""
    if one is None or math.isnan(one.value):
        return "–"  # noqa: RUF001
    if math.isinf(one.high):
        return f"{figure(one.low)} or more"
    return f"{figure(one.value)} [{figure(one.low)}, {figure(one.high)}]"


def share_words(one: Estimate | None) -> str:
    """A share of offers: `3% [1, 6]`; a dash for none."""
    if one is None or math.isnan(one.value):
        return "–"  # noqa: RUF001
    return f"{percent(one.value)} [{100 * one.low:.0f}, {100 * one.high:.0f}]"
