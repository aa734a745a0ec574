"""The main picture: price and consistency along the rollouts, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.drift.axes import Across, Up, margins, multiples, shares, sizes
from orexis.reports.drift.icons import draw_icon
from orexis.reports.drift.lines import draw_lines, ends_of
from orexis.reports.drift.looks import look_of
from orexis.reports.drift.spots import FRESH, NOTHING, Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import tokens_words, topology_words
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import number

LEFT, WIDE, MIDDLE, RIGHT = 1.12, 3.5, 1.0, 0.12
ABOVE, TALL, LINE = 0.54, 2.3, 0.135
LAPSE, BETWEEN = 0.5, 0.2
"""Inches: margins and panels; the strip of answers whatever the offer, and the space above it."""
SCALE = 118
"""Pixels an inch at which letters have their size."""
PRICE = ("Wander", "price: points at which it accepts as often as not")
ACCEPTANCE = ("Acceptance", "share accepted, over the whole range of offers")
CONSISTENCY = ("Incoherence", "how sharply its choices follow the offer")
STRIP = "lapse: choices made whatever the offer"


def curves_picture(strand: Strand, name: str, factors: Mapping[str, float]) -> list[Drawn]:
    """Both figures of one strand; none where no checkpoint is known.

    Where they are not told apart: price alone, or acceptance over the range of offers.
    """
    names = [one for one in ("price", "consistency", "acceptance") if strand.known(one)]
    if not names:
        return []
    across = Across.of(spot for each in strand.long for spot in strand.at(each))
    rows = _token_rows(strand, across)
    below = 0.42 + LINE * len(rows)
    apart = strand.known("consistency")
    width = LEFT + WIDE + RIGHT + (MIDDLE + WIDE if apart else 0)
    figure = new_figure(width, ABOVE + TALL + below)
    axes = add_axes(figure, (LEFT, below, width - LEFT - WIDE, ABOVE))
    _left(axes, strand, across, factors["price"])
    _tokens(axes, rows, "episodes" if any(strand.long) else "turns")
    if apart:
        _right(figure, LEFT + WIDE + MIDDLE, below, strand, across, factors["consistency"])
    label = f"price and consistency along the rollouts, {strand.model}"
    return [Drawn(to_svg(figure, name, label), round(width * SCALE))]


def _left(axes: Axes, strand: Strand, across: Across, margin: float) -> None:
    name = "price" if strand.known("price") else "acceptance"
    base = strand.baseline.of(name) if strand.baseline else NOTHING
    up = _price_axis(strand, base, margin) if name == "price" else shares(ends_of(strand, name), 1)
    _titles(axes, PRICE if name == "price" else ACCEPTANCE)
    across.draw(axes, WIDE)
    up.draw(axes)
    if name == "price" and base.known:
        margins(axes, up, base, margin, "the fresh price" if strand.fresh else "the first price")
        draw_icon(axes.figure.figure, LEFT + WIDE, 0.1, "wander")
    draw_lines(axes, strand, name, across, up, small=False)
    _reset_words(axes, across)


def _right(
    figure: Figure, left: float, below: float, strand: Strand, across: Across, margin: float
) -> None:
    width, height = figure.get_size_inches()
    lapse = strand.known("lapse")
    bottom = below + (LAPSE + BETWEEN if lapse else 0)
    axes = add_axes(figure, (left, bottom, width - left - WIDE, ABOVE))
    _titles(axes, CONSISTENCY)
    base = strand.baseline.of("consistency") if strand.baseline else NOTHING
    up = _consistency_axis(strand, base, margin)
    across.draw(axes, WIDE, labels=not lapse)
    up.draw(axes)
    if base.known:
        margins(axes, up, base, margin)
        draw_icon(figure, left + WIDE, 0.1, "incoherence")
    draw_lines(axes, strand, "consistency", across, up, small=False)
    _reset_words(axes, across)
    if lapse:
        strip = add_axes(figure, (left, below, width - left - WIDE, height - below - LAPSE))
        scale = shares(ends_of(strand, "lapse"))
        across.draw(strip, WIDE)
        scale.draw(strip)
        draw_lines(strip, strand, "lapse", across, scale, small=False)
        say(strip, 0, 1, STRIP, right=3, down=2)


def _price_axis(strand: Strand, base: Ends, margin: float) -> Up:
    found = ends_of(strand, "price")
    start = base if base.known else next(one for one in found if one.known)
    return sizes([*found, base], start, margin, offered(strand))


def _consistency_axis(strand: Strand, base: Ends, margin: float) -> Up:
    found = ends_of(strand, "consistency")
    if base.known:
        return multiples([*found, base], base, margin, fresh=strand.fresh)
    return sizes(found, next(one for one in found if one.known), margin, (0.01, 100))


def offered(strand: Strand) -> tuple[float, float]:
    """The smallest and the largest offer of the target."""
    points = [number(row.get("points")) for row in strand.offers if not row.get("anchor")]
    kept = [one for one in points if one > 0 and math.isfinite(one)]
    return (min(kept), max(kept)) if len(set(kept)) > 1 else (1e-3, 1e6)


def _titles(axes: Axes, words: tuple[str, str]) -> None:
    say(axes, 0, 1, words[0], down=23, color=INK, fontweight="bold", fontsize=8.6)
    say(axes, 0, 1, words[1], down=12, color=INK)


def _reset_words(axes: Axes, across: Across) -> None:
    if across.resets:
        middle = (across.reset_at(0) + across.reset_at(len(across.resets) - 1)) / 2
        frame = ("data", "axes fraction")
        say(axes, middle, 1, "after a reset", down=3, ha="center", frame=frame, fontsize=6.8)


def _token_rows(strand: Strand, across: Across) -> list[tuple[str, str, list[tuple[float, str]]]]:
    """For each topology colour, name and the tokens of context under each tick."""
    rows = []
    places = {x for x, _ in across.ticks(WIDE)}
    for topology in strand.topologies:
        if topology == FRESH and len(strand.topologies) > 1:
            continue
        found = [
            (across.at(one), tokens_words(one.tokens))
            for one in strand.at(topology)
            if one.reset or across.at(one) in places
        ]
        shown = [(x, words) for x, words in found if words]
        if shown:
            colour = look_of(topology, strand.long).colour
            rows.append((colour, topology_words(topology), shown))
    return rows


def _tokens(
    axes: Axes, rows: Sequence[tuple[str, str, list[tuple[float, str]]]], unit: str
) -> None:
    style: dict[str, Any] = {"ha": "right", "va": "top"}
    say(axes, 0, 0, unit, right=-5, down=-4, color=INK, **style)
    for at, (colour, name, found) in enumerate(rows):
        down = -17 - 72 * LINE * at
        say(
            axes,
            0,
            0,
            f"{'tokens, ' if at == 0 else ''}{name}",
            right=-5,
            down=down,
            color=colour,
            **style,
        )
        for x, words in found:
            under: dict[str, Any] = {
                "ha": "center",
                "va": "top",
                "frame": ("data", "axes fraction"),
            }
            say(axes, x, 0, words, down=down, color=colour, fontsize=6.8, **under)
