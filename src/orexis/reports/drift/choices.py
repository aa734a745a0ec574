"""The choice curves behind it: acceptance against points, fresh and late, a panel a topology."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.drift.looks import FRESH_LINE, Style, look_of
from orexis.reports.drift.spots import FRESH
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import class_words, episode_words, topology_words
from orexis.reports.offers.price.frames import share_axes
from orexis.reports.offers.price.points import Offered
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import number

LEFT, WIDE, TALL, GAP, ABOVE, BELOW = 0.5, 2.3, 1.5, 0.22, 0.4, 0.46
SCALE = 118
MOST = 4
LARGEST, SMALLEST = 4.2, 0.2
Row = Mapping[str, Any]


def choices_picture(strand: Strand, name: str) -> list[Drawn]:
    """A panel for each long topology; none where no offers are known."""
    rows = [row for row in strand.offers if number(row.get("points")) > 0]
    shown = [each for each in strand.long if _late(rows, each)]
    points = [number(row.get("points")) for row in rows]
    if not shown or not min(points) < max(points) < math.inf:
        return []
    between = Offered(min(points), max(points))
    early = _early(rows)
    parts = [shown[at : at + MOST] for at in range(0, len(shown), MOST)]
    return [
        _row(strand, rows, part, early, between, f"{name}-{place}")
        for place, part in enumerate(parts)
    ]


def baseline_words(strand: Strand) -> str:
    """What the grey curves are."""
    rows = [row for row in strand.offers if number(row.get("points")) > 0]
    if any(row.get("topology") == FRESH for row in rows):
        return "fresh contexts"
    return "the first checkpoint"


def _early(rows: Sequence[Row]) -> list[Row]:
    """The fresh rollouts, all checkpoints together."""
    fresh = [row for row in rows if row.get("topology") == FRESH and not row.get("reset")]
    groups: dict[tuple[bool, float], list[Row]] = {}
    for row in fresh:
        at = (bool(row.get("anchor")), number(row.get("points")))
        groups.setdefault(at, []).append(row)
    return [_pooled(group) for group in groups.values()]


def _pooled(rows: Sequence[Row]) -> Row:
    """Rows about one offer as one."""
    count = sum(number(row.get("n")) for row in rows)
    means = {
        name: sum(number(row.get(name)) * number(row.get("n")) for row in rows) / (count or 1)
        for name in ("accepted", "fitted")
    }
    return {**rows[0], **means, "n": count}


def _late(rows: Sequence[Row], topology: str) -> Sequence[Row]:
    return _last([r for r in rows if r.get("topology") == topology and not r.get("reset")])


def _last(rows: Sequence[Row]) -> list[Row]:
    episodes = [number(row.get("episode")) for row in rows]
    last = max((one for one in episodes if math.isfinite(one)), default=math.nan)
    return [row for row, one in zip(rows, episodes, strict=True) if one == last]


def _first(rows: Sequence[Row], topology: str) -> list[Row]:
    own = [row for row in rows if row.get("topology") == topology and not row.get("reset")]
    episodes = [number(row.get("episode")) for row in own]
    first = min((one for one in episodes if math.isfinite(one)), default=math.nan)
    return [row for row, one in zip(own, episodes, strict=True) if one == first]


def _row(
    strand: Strand,
    rows: Sequence[Row],
    shown: Sequence[str],
    early: Sequence[Row],
    between: Offered,
    name: str,
) -> Drawn:
    width = LEFT + len(shown) * (WIDE + GAP)
    figure = new_figure(width, ABOVE + TALL + BELOW)
    for at, topology in enumerate(shown):
        left = LEFT + at * (WIDE + GAP)
        axes = add_axes(figure, (left, BELOW, width - left - WIDE, ABOVE))
        _frame(axes, between, first=at == 0)
        look = look_of(topology, strand.long)
        late = _late(rows, topology)
        _curve(axes, early or _first(rows, topology), Style(FRESH_LINE, "D", ""))
        _curve(axes, late, look)
        episode = number(late[0].get("episode"))
        found = class_words(strand.classed(topology))
        say(
            axes,
            0,
            1,
            f"{topology_words(topology)}, {episode_words(episode)}",
            down=16,
            color=look.colour,
            fontweight="bold",
        )
        if found:
            say(axes, 0, 1, found, down=6, color=INK)
    say(figure.axes[0], 0, 0, "extra points", down=-26, color=INK)
    label = f"share accepted by extra points, fresh and late, {strand.model}"
    return Drawn(to_svg(figure, name, label), round(width * SCALE))


def _frame(axes: Axes, between: Offered, *, first: bool) -> None:
    axes.set(xlim=between.limits, ylim=(-0.04, 1.05))
    share_axes(axes, between, labels=first)


def _curve(axes: Axes, rows: Sequence[Row], look: Style) -> None:
    """Seen and fitted; offers with nothing attached as crosses."""
    own = [row for row in rows if not row.get("anchor")]
    anchors = [row for row in rows if row.get("anchor")]
    xs, seen, fitted, counts = (
        np.array([number(row.get(name)) for row in own])
        for name in ("points", "accepted", "fitted", "n")
    )
    if len(xs):
        order = np.argsort(xs)
        known = order[np.isfinite(fitted[order])]
        axes.plot(np.log(xs[known]), fitted[known], color=look.colour, linewidth=1.5, zorder=3)
        kept = np.isfinite(seen) & np.isfinite(counts)
        largest = max(float(counts[kept].max()), 1e-9) if kept.any() else 1.0
        area = LARGEST**2 * np.clip(counts[kept] / largest, SMALLEST, 1)
        axes.scatter(
            np.log(xs[kept]),
            seen[kept],
            s=area,
            c=look.colour,
            marker=look.marker,
            linewidths=0,
            alpha=0.45,
            zorder=2,
        )
    crosses = [(number(row.get("points")), number(row.get("accepted"))) for row in anchors]
    crosses = [(math.log(x), y) for x, y in crosses if 0 < x < math.inf and math.isfinite(y)]
    if crosses:
        style: dict[str, Any] = {"marker": "x", "ms": 4, "mew": 1.1, "color": look.colour}
        across, up = [x for x, _ in crosses], [y for _, y in crosses]
        axes.plot(across, up, linestyle="none", zorder=4, **style)
