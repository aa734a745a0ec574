"""How a condition and its terms become messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orexis.contexts import Condition, Context, Library, Wording, load_library, opened
from orexis.probes.offers.offer import ACCEPT, DECLINE, LABELS, NEUTRAL, Option
from orexis.probes.offers.probe import FORMATS
from orexis.probes.offers.registry import OFFERS
from orexis.probes.offers.stakes import Terms

TWO = 2
JOINTS = {"statement": "\n", "table": "\n", "dialogue": " ", "action": ",\n"}
"""What stands between the lines of the options."""


@dataclass(frozen=True)
class Setting:
    """What composes an offer besides its condition, its terms and its number."""

    probe: str
    contexts: str
    wording: tuple[tuple[str, str], ...]
    unit: str
    neutral: bool


@lru_cache(maxsize=16)
def library_of(probe: str, contexts: str) -> Library:
    """The packaged wordings, with a user's folder laid over them.

    Raises:
        ContextError: a wording is missing or wrong.
    """
    own = Path(contexts) if contexts else None
    return load_library(OFFERS[probe].folders, opened(OFFERS[probe].worded, own), own)


def options_of(
    setting: Setting, terms: Terms, picked: dict[str, Wording], turn: int, *, first: bool
) -> tuple[Option, ...]:
    """The options in the order shown, with their texts."""
    kinds = [(ACCEPT, terms.accept), (DECLINE, terms.decline)]
    ordered = (kinds if first else kinds[::-1]) + ([(NEUTRAL, NEUTRAL)] if setting.neutral else [])
    values = dict(terms.values)
    if "consequence" in picked:
        values["consequence"] = picked["consequence"].render(values)
    texts = [_nth(setting, "option", level, turn).render(values) for _, level in ordered]
    return tuple(
        Option(kind, label, text)
        for (kind, _), label, text in zip(ordered, LABELS, texts, strict=False)
    )


def context_of(
    setting: Setting, picked: dict[str, Wording], options: Sequence[Option], name: str
) -> Context:
    """The messages of an offer in one format."""
    before = [picked[factor].text for factor in OFFERS[setting.probe].user if factor in picked]
    line = picked["line"]
    shown = JOINTS[name].join(line.render({"label": o.label, "text": o.text}) for o in options)
    quote = '"{}"' if name == "action" else "{}"
    labels = " or ".join(quote.format(one.label) for one in options)
    frame = picked["format"].render({"options": shown, "labels": labels})
    return Context(picked["scene"].text, "\n\n".join([*before, frame]))


def picked_of(setting: Setting, condition: Condition, name: str, turn: int) -> dict[str, Wording]:
    """The wording of each factor for one offer.

    Raises:
        ContextError: a level has no text that agrees with the condition's other levels.
    """
    levels = {
        **condition,
        "scene": setting.probe,
        "format": name,
        "line": name,
        "unit": setting.unit,
    }
    fixed = {factor: wording for factor, wording in setting.wording if factor != "option"}
    return library_of(setting.probe, setting.contexts).pick(levels, turn, fixed)


def _nth(setting: Setting, factor: str, level: str, turn: int) -> Wording:
    wordings = library_of(setting.probe, setting.contexts).at(factor, level)
    name = dict(setting.wording).get(factor)
    named = [one for one in wordings if one.name == name] or wordings
    # A contrast of its own: other factors' wordings go with bits 0 to 2 and 4, orders with 0 and 2.
    return named[
        (turn & 6).bit_count() % 2 % len(named) if len(named) <= TWO else turn % len(named)
    ]


def check_texts(setting: Setting, conditions: Sequence[Condition]) -> None:
    """Compose one text of each level: a fault in a wording comes before any model is called.

    Raises:
        ContextError: a level has no text that fits.
    """
    for condition in conditions:
        for name in FORMATS:
            picked_of(setting, condition, name, 0)
