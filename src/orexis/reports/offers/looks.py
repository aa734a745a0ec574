"""How contexts are told apart in every picture of a report: by colour and by filling; their key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from orexis.reports.conditions import COLOURS
from orexis.reports.offers.asking import Cell, key
from orexis.reports.offers.words import context_words
from orexis.reports.why.sheet import Drawn, Look


class Sign(NamedTuple):
    """A line of a key."""

    colour: str
    glyph: str
    label: str


def looks_of(contexts: Sequence[Mapping[str, str]]) -> dict[Cell, Look]:
    """A look for each context: filled marks first, every second one hollow."""
    return {
        key(context): Look(
            COLOURS[place % len(COLOURS)],
            context_words(context) or "all offers",
            filled=(place + place // len(COLOURS)) % 2 == 0,
        )
        for place, context in enumerate(contexts)
    }


def figure_of(
    pictures: Sequence[Drawn], looks: Sequence[Look | Sign] = ()
) -> dict[str, Any] | None:
    """Pictures with their key, for the template; None for none."""
    if not pictures:
        return None
    return {
        "pictures": [(Markup(one.svg), one.width) for one in pictures],  # noqa: S704
        "key": list(looks),
    }
