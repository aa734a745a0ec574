"""One share along the rollouts, a panel a model."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.reports.drawing import INK, add_axes, new_figure, say, to_svg
from orexis.reports.drift.axes import Across, shares
from orexis.reports.drift.lines import draw_lines
from orexis.reports.drift.spots import Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import clean

MOST = 3
"""Panels in a row."""
LEFT, WIDE, GAP, ABOVE, BELOW = 0.5, 2.9, 0.3, 0.24, 0.46
SCALE = 118


def rows_of_panels(
    strands: Sequence[Strand], figure: str, unit: str, label: str, *, tall: float, small: bool
) -> list[Drawn]:
    """As many rows as there are models, three in each.

    Args:
        strands: Each with the share at its spots.
        figure: Name of the share there, and of the picture.
        unit: What the rollouts are counted in.
        label: What is shown, for who cannot see it.
        tall: Height of a panel in inches.
        small: With small marks.
    """
    parts = [strands[at : at + MOST] for at in range(0, len(strands), MOST)]
    return [
        _row(part, f"{figure}{place}", figure, unit, label, tall=tall, small=small)
        for place, part in enumerate(parts)
    ]


def _row(
    strands: Sequence[Strand],
    name: str,
    figure: str,
    unit: str,
    label: str,
    *,
    tall: float,
    small: bool,
) -> Drawn:
    width = LEFT + len(strands) * (WIDE + GAP)
    drawn = new_figure(width, ABOVE + tall + BELOW)
    for at, strand in enumerate(strands):
        left = LEFT + at * (WIDE + GAP)
        axes = add_axes(drawn, (left, BELOW, width - left - WIDE, ABOVE))
        across = Across.of(spot for each in strand.topologies for spot in strand.at(each))
        up = shares([Ends(1, 1, 1)])
        across.draw(axes, WIDE, small=True)
        up.draw(axes, labels=at == 0, size=6.8)
        draw_lines(axes, strand, figure, across, up, small=small)
        say(axes, 0, 1, clean(strand.model), down=6, color=INK)
    say(drawn.axes[0], 0, 0, f"{unit}, logarithmic", down=-24, color=INK)
    return Drawn(to_svg(drawn, name, label), round(width * SCALE))
