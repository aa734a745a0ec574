"""The same two figures of planted agents, small: what a drifter and a decaying agent look like."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.drift.axes import Across, Up, margins, multiples, shares
from orexis.reports.drift.gathering import strands_of
from orexis.reports.drift.lines import draw_lines, ends_of
from orexis.reports.drift.spots import NOTHING, Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import class_words, topology_words
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import clean, mapping

LEFT, WIDE, TALL, ABOVE, MIDDLE, BELOW, GAP = 0.92, 1.72, 0.86, 0.66, 0.26, 0.36, 0.26
"""Inches: left margin, a panel, and the spaces above, between, below and beside panels."""
MOST = 4
"""Agents side by side."""
SCALE = 118
LETTERS, SAID = 34, 2
"""Letters in a line of what is known of an agent, and lines."""
LAPSE = "lapse"
NAMES = ("price", "consistency")
RISES = 0.15
"""From which lapse on it gets panels of its own."""


def planted_picture(report: Report, factors: dict[str, float]) -> list[Drawn]:
    """All planted agents with curves, some in a row; none where there are none.

    Args:
        report: Whose controls are shown.
        factors: What counts as wander and as lost consistency, by figure.
    """
    strands = [
        one
        for model in report.controls
        for one in strands_of(report, model)
        if one.known("price") and one.baseline is not None
    ]
    if not strands:
        return []
    ups = {name: _scale(strands, name, factors[name]) for name in NAMES}
    lapses = [end for one in strands for end in ends_of(one, LAPSE) if end.known]
    if any(one.value > RISES for one in lapses):
        ups[LAPSE] = shares([Ends(one.value, one.value, one.value) for one in lapses])
    planted = mapping(report.run.get("planted"))
    parts = [strands[at : at + MOST] for at in range(0, len(strands), MOST)]
    return [
        _row(part, ups, factors, planted, f"planted{place}") for place, part in enumerate(parts)
    ]


def relative(ends: Ends, base: Ends) -> Ends:
    """As multiples of the baseline."""
    return Ends(*(each / base.value for each in ends)) if base.known else NOTHING


def _scale(strands: Sequence[Strand], name: str, factor: float) -> Up:
    found = [
        relative(one, _base(strand, name)) for strand in strands for one in ends_of(strand, name)
    ]
    return multiples(found, Ends(1, 1, 1), factor)


def _base(strand: Strand, name: str) -> Ends:
    return strand.baseline.of(name) if strand.baseline else NOTHING


def _row(
    strands: Sequence[Strand],
    ups: dict[str, Up],
    factors: dict[str, float],
    planted: Any,
    name: str,
) -> Drawn:
    width = LEFT + len(strands) * (WIDE + GAP)
    height = ABOVE + len(ups) * (TALL + MIDDLE) - MIDDLE + BELOW
    figure = new_figure(max(width, 3.6), height)
    for at, strand in enumerate(strands):
        left = LEFT + at * (WIDE + GAP)
        for down, measure in enumerate(ups):
            axes = _panel(figure, left, ABOVE + down * (TALL + MIDDLE))
            last = down == len(ups) - 1
            _draw(axes, strand, measure, ups[measure], factors, first=at == 0, last=last)
            if down == 0:
                _name(axes, strand, planted)
    label = "price and consistency along the rollouts of planted agents"
    return Drawn(to_svg(figure, name, label), round(figure.get_figwidth() * SCALE))


def _draw(
    axes: Axes,
    strand: Strand,
    measure: str,
    up: Up,
    factors: dict[str, float],
    *,
    first: bool,
    last: bool,
) -> None:
    across = Across.of(spot for each in strand.long for spot in strand.at(each))
    base = _base(strand, measure)
    # The scale is shared as multiples, each agent's own baseline being 1.
    own = up if measure == LAPSE else _own(up, base)
    across.draw(axes, WIDE, labels=last, small=True)
    own.draw(axes, labels=first, size=6.8)
    if base.known and measure in factors:
        margins(axes, own, base, factors[measure])
    draw_lines(axes, strand, measure, across, own, small=True)
    if first:
        say(axes, 0, 1, measure, right=-50, down=5, color=INK, fontweight="bold")


def _own(up: Up, base: Ends) -> Up:
    times = base.value if base.known else 1.0
    return Up(up.low * times, up.high * times, [(at * times, text) for at, text in up.ticks])


def _panel(figure: Figure, left: float, top: float) -> Axes:
    width, height = figure.get_size_inches()
    return add_axes(figure, (left, height - top - TALL, width - left - WIDE, top))


def _name(axes: Axes, strand: Strand, planted: Any) -> None:
    """Name, what is known of it, and the classes that were found."""
    own = re.sub(r"^planted/", "", clean(strand.model))
    said = clean(planted.get(strand.model) or "")
    lines = [textwrap.shorten(own, LETTERS - 6, placeholder=" …")]
    lines += textwrap.wrap(said, LETTERS, max_lines=SAID, placeholder=" …")
    lines.append(f"found: {_found(strand)}")
    for up, text in enumerate(reversed(lines)):
        first = up == len(lines) - 1
        style = (
            {"color": INK, "fontweight": "bold", "fontsize": 8.2} if first else {"fontsize": 6.8}
        )
        say(axes, 0, 1, text, down=6 + 9.6 * up + first, **style)


def _found(strand: Strand) -> str:
    """The class, or each topology's own where they differ."""
    found = {each: class_words(strand.classed(each)) for each in strand.long}
    classes = list(dict.fromkeys(one for one in found.values() if one))
    if len(classes) < 2:  # noqa: PLR2004 - the same everywhere
        return classes[0] if classes else "no verdict"
    return ", ".join(f"{topology_words(each)} {one}" for each, one in found.items() if one)
