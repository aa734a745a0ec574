"""Each rollout's own price: do all of them go the same way, or each its own?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.drift.axes import Across, Up, sizes
from orexis.reports.drift.looks import BAND, FRESH_LINE, look_of
from orexis.reports.drift.spots import EPISODE, NOTHING, RESET, TOPOLOGY, Ends, Spot
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import topology_words
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import number

LEFT, WIDE, TALL, GAP, ABOVE, BELOW = 0.6, 2.3, 1.35, 0.22, 0.4, 0.3
SCALE = 118
MOST = 4
WAYS = {"shared": "rollouts go the same way", "own ways": "rollouts go their own ways"}
Row = Mapping[str, Any]


def rollouts_picture(strand: Strand, name: str, offered: tuple[float, float]) -> list[Drawn]:
    """A panel a topology, a thin line a rollout; none where no rollout's price is known."""
    rows = [row for row in strand.rollouts if math.isfinite(number(row.get("price")))]
    shown = [each for each in strand.long if any(row.get(TOPOLOGY) == each for row in rows)]
    if not shown:
        return []
    found = [Ends(x, x, x) for row in rows for x in [_points(row)]]
    base = strand.baseline.of("price") if strand.baseline else NOTHING
    up = sizes(found, base if base.known else found[0], 2.0, offered)
    parts = [shown[at : at + MOST] for at in range(0, len(shown), MOST)]
    return [_row(strand, rows, part, up, f"{name}-{at}") for at, part in enumerate(parts)]


def _row(strand: Strand, rows: Sequence[Row], shown: Sequence[str], up: Up, name: str) -> Drawn:
    across = Across.of(_spot(row) for row in rows if row.get(TOPOLOGY) in strand.long)
    width = LEFT + len(shown) * (WIDE + GAP)
    figure = new_figure(width, ABOVE + TALL + BELOW)
    for at, topology in enumerate(shown):
        left = LEFT + at * (WIDE + GAP)
        axes = add_axes(figure, (left, BELOW, width - left - WIDE, ABOVE))
        across.draw(axes, WIDE, small=True)
        up.draw(axes, labels=at == 0, size=6.8)
        _band(axes, strand, up)
        own = [row for row in rows if row.get(TOPOLOGY) == topology]
        colour = look_of(topology, strand.long).colour
        for block in dict.fromkeys(str(row.get("block")) for row in own):
            _line(axes, [row for row in own if str(row.get("block")) == block], across, up, colour)
        say(axes, 0, 1, topology_words(topology), down=16, color=colour, fontweight="bold")
        ways = WAYS.get(str(strand.classed(topology).get("shared") or ""), "")
        say(axes, 0, 1, ways, down=6, color=INK)
    label = f"price of each rollout, {strand.model}"
    return Drawn(to_svg(figure, name, label), round(width * SCALE))


def _band(axes: Axes, strand: Strand, up: Up) -> None:
    base = strand.baseline.of("price") if strand.baseline else NOTHING
    if base.known:
        low, high = (min(max(up.y(x), up.limits[0]), up.limits[1]) for x in (base.low, base.high))
        axes.axhspan(low, high, color=BAND, linewidth=0, zorder=-1.5)
        axes.axhline(up.y(base.value), color=FRESH_LINE, linewidth=1.0, zorder=1)


def _line(axes: Axes, rows: Sequence[Row], across: Across, up: Up, colour: str) -> None:
    bottom, top = up.limits
    spots = [(_spot(row), min(max(up.y(_points(row)), bottom), top)) for row in rows]
    plain = sorted((across.at(spot), y) for spot, y in spots if not spot.reset)
    style: dict[str, Any] = {"color": colour, "alpha": 0.55, "zorder": 3}
    axes.plot([x for x, _ in plain], [y for _, y in plain], linewidth=0.8, **style)
    resets = [(across.at(spot), y) for spot, y in spots if spot.reset]
    if resets:
        xs, ys = [x for x, _ in resets], [y for _, y in resets]
        axes.plot(xs, ys, marker="o", ms=2.2, linewidth=0, **style)


def _points(row: Row) -> float:
    return math.exp(min(number(row.get("price")), 700.0))


def _spot(row: Row) -> Spot:
    reset = str(row.get(RESET) or "")
    return Spot(str(row.get(TOPOLOGY, "")), number(row.get(EPISODE)), reset, math.nan, row)
