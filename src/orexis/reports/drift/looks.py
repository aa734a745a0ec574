"""How topologies are told apart in every picture: by colour and by mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orexis.reports.conditions import COLOURS
from orexis.reports.drift.spots import FRESH, INHERITED, JOINED, MEMORY
from orexis.reports.drift.words import says, topology_words
from orexis.reports.offers.looks import Sign

BAND, FRESH_LINE = "#e3e3e0", "#7a7a76"
"""Ground and line of the model's own baseline."""


class Style(NamedTuple):
    """Colour and mark of a topology."""

    colour: str
    marker: str
    glyph: str


LOOKS = {
    FRESH: Style(FRESH_LINE, "D", "▬"),
    JOINED: Style(COLOURS[0], "o", "●"),
    MEMORY: Style(COLOURS[2], "s", "■"),
    INHERITED: Style(COLOURS[1], "^", "▲"),
}
OTHERS = (Style(COLOURS[0], "o", "●"), Style(COLOURS[3], "v", "▼"), Style(COLOURS[5], "D", "◆"))
"""Topologies of foreign tables."""


def look_of(topology: str, topologies: Sequence[str]) -> Style:
    """Its look among these."""
    if topology in LOOKS:
        return LOOKS[topology]
    others = [one for one in topologies if one not in LOOKS]
    return OTHERS[others.index(topology) % len(OTHERS)] if topology in others else OTHERS[0]


def signs_of(topologies: Sequence[str], donor: str = "", *, short: bool = False) -> list[Sign]:
    """The key: what of it is in a picture."""
    signs = []
    for each in topologies:
        look = look_of(each, topologies)
        about = "" if short else says(each, donor)
        named = topology_words(each)
        baseline = " (its own baseline)" if each == FRESH else ""
        label = f"{named}{baseline}: {about}" if about else named
        signs.append(Sign(look.colour, look.glyph, label))
    return signs
