"""One figure along the rollout: a line a topology with its intervals, fresh as a band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from orexis.reports.drift.axes import Across, Up
from orexis.reports.drift.looks import BAND, FRESH_LINE, Style, look_of
from orexis.reports.drift.spots import FRESH, Ends, Spot
from orexis.reports.drift.strands import Strand

APART = 0.03
"""Between the marks of two topologies, as a share of the axis' span."""


def ends_of(strand: Strand, name: str) -> list[Ends]:
    """The figure at every checkpoint of every long rollout."""
    return [one.of(name) for each in strand.long for one in strand.at(each)]


def draw_lines(
    axes: Axes, strand: Strand, name: str, across: Across, up: Up, *, small: bool
) -> None:
    """Baseline, checkpoints and resets."""
    base = strand.baseline
    if base is not None:
        _band(axes, base.of(name), up)
        _fresh(axes, strand, name, across, up, small=small)
    shown = strand.long
    for at, topology in enumerate(shown):
        look = look_of(topology, shown)
        shift = (at - (len(shown) - 1) / 2) * APART * across.span
        _line(axes, strand.at(topology), name, across, up, look, shift, small=small)


def _band(axes: Axes, base: Ends, up: Up) -> None:
    if not base.known:
        return
    low, high = (min(max(up.y(x), up.limits[0]), up.limits[1]) for x in (base.low, base.high))
    axes.axhspan(low, high, color=BAND, linewidth=0, zorder=-1.5)
    axes.axhline(up.y(base.value), color=FRESH_LINE, linewidth=1.1, zorder=1)


def _fresh(axes: Axes, strand: Strand, name: str, across: Across, up: Up, *, small: bool) -> None:
    """The fresh rollouts checkpoint by checkpoint: does the baseline hold still?"""
    low, high = up.limits
    spots = [(across.at(one), up.y(one.of(name).value)) for one in strand.at(FRESH)]
    inside = [(x, y) for x, y in spots if low <= y <= high]
    size = 1.8 if small else 2.8
    style: dict[str, Any] = {"mfc": "white", "mec": FRESH_LINE, "mew": 0.8, "zorder": 2}
    _marks(axes, inside, marker="D", ms=size, **style)


def _line(
    axes: Axes,
    spots: Sequence[Spot],
    name: str,
    across: Across,
    up: Up,
    look: Style,
    shift: float,
    *,
    small: bool,
) -> None:
    """A topology's checkpoints, joined; resets hollow, each by itself."""
    known = [(across.at(one) + shift, one.of(name), bool(one.reset)) for one in spots]
    known = [(x, ends, reset) for x, ends, reset in known if ends.known]
    low, high = up.limits
    plain = [(x, min(max(up.y(ends.value), low), high)) for x, ends, reset in known if not reset]
    xs, ys = [x for x, _ in plain], [y for _, y in plain]
    axes.plot(xs, ys, color=look.colour, linewidth=1.0 if small else 1.5, alpha=0.75, zorder=3)
    _whiskers(axes, [(x, ends) for x, ends, _ in known], up, look, small=small)
    for hollow in (False, True):
        places = [(x, up.y(ends.value)) for x, ends, reset in known if reset == hollow]
        inside = [(x, y) for x, y in places if low <= y <= high]
        size = (3.0 if small else 4.6) + (0.6 if look.marker == "^" else 0.0)
        style: dict[str, Any] = {"mfc": look.colour, "mec": "white", "mew": 0.6}
        if hollow:
            style = {"mfc": "white", "mec": look.colour, "mew": 1.0}
        _marks(axes, inside, marker=look.marker, ms=size, zorder=5, **style)


def _whiskers(
    axes: Axes, found: Sequence[tuple[float, Ends]], up: Up, look: Style, *, small: bool
) -> None:
    """Intervals in one line that is broken between them; arrows where they leave the axis."""
    bottom, top = up.limits
    xs: list[float] = []
    ys: list[float] = []
    for x, ends in found:
        low, high = (min(max(up.y(each), bottom), top) for each in (ends.low, ends.high))
        xs += [x, x, math.nan]
        ys += [low, high, math.nan]
    axes.plot(xs, ys, color=look.colour, linewidth=0.9 if small else 1.5, zorder=4)
    room = 0.02 * (top - bottom)
    below = [(x, bottom + room) for x, ends in found if up.y(ends.low) < bottom]
    above = [(x, top - room) for x, ends in found if up.y(ends.high) > top]
    for places, marker in ((below, "v"), (above, "^")):
        style: dict[str, Any] = {"color": look.colour, "ms": 2.6 if small else 4, "zorder": 4}
        _marks(axes, places, marker=marker, **style)


def _marks(axes: Axes, places: Sequence[tuple[float, float]], **style: Any) -> None:
    """Marks without a line between them, in one call: each call costs as much as all its marks."""
    if places:
        axes.plot([x for x, _ in places], [y for _, y in places], linestyle="none", **style)
