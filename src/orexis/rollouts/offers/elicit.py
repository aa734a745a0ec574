"""Eliciting one choice: its exact probabilities in both orders, or a draw in one."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_ai.model import ModelOutput

from orexis.probes.answers import REFUSED
from orexis.probes.offers import ACCEPT, NEUTRAL, Offer, Option, read_choice
from orexis.probes.offers.offer import GIVEN, REVERSED
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.elicit import Row, log_odds
from orexis.rollouts.messages import chat


async def ask_offer(caller: Caller, offer: Offer) -> tuple[list[Row], ModelOutput]:
    """Put an offer: one row for a draw, one for each order where the choice is exact."""
    if not gives_exact_choices(caller.model):
        return await _drawn(caller, offer)
    rows: list[Row] = []
    output = ModelOutput()
    for order in (GIVEN, REVERSED):
        probabilities, output = await exact_choice(caller, offer, order)
        rows += exact_rows(offer.item, probabilities, order)
    return rows, output


async def _drawn(caller: Caller, offer: Offer) -> tuple[list[Row], ModelOutput]:
    output = await caller.write(chat(offer.context))
    kind, why = read_choice(output.completion, offer.options)
    if not kind and output.stop_reason == "content_filter":
        why = REFUSED
    if kind == NEUTRAL:
        kind, why = "", NEUTRAL
    order = GIVEN if offer.first else REVERSED
    outcome = float(kind == ACCEPT) if kind else None
    return [Row(offer.item, outcome, why, fork=order)], output


def exact_rows(item: str, probabilities: dict[str, float], order: str) -> list[Row]:
    """The rows of one order: the choice between the two options, and how often neither is taken."""
    left_open = probabilities.get(NEUTRAL, 0.0)
    rows = []
    if left_open < 1:
        share = min(1.0, probabilities[ACCEPT] / (1 - left_open))
        rows.append(Row(item, share, exact=True, weight=(1 - left_open) / 2, fork=order))
    if left_open > 0:
        rows.append(Row(item, None, NEUTRAL, exact=True, weight=left_open / 2, fork=order))
    return rows


async def exact_choice(
    caller: Caller, offer: Offer, order: str, *, cold: bool = False
) -> tuple[dict[str, float], ModelOutput]:
    """The probability of each kind of option.

    Args:
        caller: A model whose provider gives exact choices.
        offer: The offer.
        order: `given` to show accepting first, `reversed` to show it second.
        cold: Recompute the whole prompt instead of reusing its shared prefix.
    """
    as_is = offer.first == (order == GIVEN)
    context, options = (
        (offer.context, offer.options) if as_is else (offer.turned, offer.shown_turned)
    )
    words = [offer.continuation(option) for option in options]
    probabilities, output = await caller.choose(
        chat(context), words, offer.prefill, fork=order, cold=cold
    )
    return _by_kind(options, probabilities), output


def _by_kind(options: Sequence[Option], probabilities: Sequence[float]) -> dict[str, float]:
    return {one.kind: p for one, p in zip(options, probabilities, strict=True)}


async def noise_floor(caller: Caller, offer: Offer) -> float:
    """Shift in log-odds of one choice between the cold and the cached path of the provider."""
    cached, _ = await exact_choice(caller, offer, GIVEN)
    cold, _ = await exact_choice(caller, offer, GIVEN, cold=True)
    return abs(log_odds(cached[ACCEPT]) - log_odds(cold[ACCEPT]))
