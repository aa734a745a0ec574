"""What a run of offers would ask, cost and be able to see, without calling a model."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from rich.console import Console
from rich.table import Table

from orexis.conclusions import rule_facts
from orexis.estimates import Rule
from orexis.probes.offers import Offer, OfferDesign

CHARACTERS_PER_TOKEN = 4
"""English text, on average; a model's own tokenizer may differ by a quarter."""
REPLY_TOKENS = 8
"""A letter in a sentence, or in a JSON object."""


def show_offer_plan(
    console: Console, design: OfferDesign, models: Sequence[str], controls: Sequence[str]
) -> None:
    """Print conditions, offers, expected tokens, an example, and the rule."""
    console.print(_levels(design))
    offers = len(design.conditions) * design.offers
    spent = _tokens_in(design)
    lowest, highest = exp(design.levels[0]), exp(design.levels[-1])
    what = (
        f"{lowest:.0f} to {highest:.0f} points more"
        if design.asks.priced
        else f"{lowest:.2f} to {highest:.1f} times what is paid now"
    )
    fresh = f"{design.offers} offers each, every offer in a context of its own"
    exact = f"{2 * spent:,} in and {2 * offers:,} out (both orders of the options)"
    drawn = f"{spent:,} in and {offers * REPLY_TOKENS:,} out"
    lines = [
        f"models: {', '.join(models) or 'none given (--model)'}",
        f"controls: {', '.join(controls) or 'none'}",
        f"conditions: {len(design.conditions)}, with {fresh}",
        f"offered: {what}, on {len(design.levels)} levels, placed "
        + ("where most is learned" if design.placement == "adaptive" else "on a fixed grid"),
        f"formats: {', '.join(design.formats)}; the order of the options is balanced in each"
        + ("; with a neutral option" if design.neutral else ""),
        f"offers per model: {offers:,}",
        f"tokens per model, about: {drawn}; where choices are exact, {exact}",
        "",
        "One of the offers:",
        *(f"  {line}" for line in _example(design).splitlines()),
        "",
        "The rule, fixed before the data:",
        *(f"  {line}" for line in rule_facts(design.probe, Rule())["rule_words"]),
    ]
    console.print("\n".join(lines), markup=False, highlight=False)


def _levels(design: OfferDesign) -> Table:
    table = Table(title="Conditions: all combinations of", title_justify="left")
    table.add_column("factor")
    table.add_column("levels", overflow="fold")
    for name in design.conditions[0]:
        levels = dict.fromkeys(one[name] for one in design.conditions)
        table.add_row(name, ", ".join(levels))
    return table


def _example(design: OfferDesign) -> str:
    offer = design.offer(design.conditions[-1], 0, len(design.levels) // 2)
    return f"{offer.context.system}\n\n{offer.context.user}"


def _tokens_in(design: OfferDesign) -> int:
    middle = len(design.levels) // 2
    numbers = range(min(8, design.offers))
    offers = [design.offer(c, n, middle) for c in design.conditions for n in numbers]
    mean = sum(map(_characters, offers)) / len(offers)
    return round(len(design.conditions) * design.offers * mean / CHARACTERS_PER_TOKEN)


def _characters(offer: Offer) -> int:
    return sum(len(message.text) for message in offer.context.messages())
