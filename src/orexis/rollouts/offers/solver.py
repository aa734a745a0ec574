"""The solver that puts an offer, and the scorer that writes its rows into the log."""

from __future__ import annotations

from typing import Any

from inspect_ai.model import get_model
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from orexis.probes.offers import Offer, OfferDesign
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.offers.elicit import ask_offer, noise_floor
from orexis.rollouts.offers.samples import offer_of
from orexis.rollouts.solver import NOISE, NOISE_CHECKS, ROWS, share


@solver
def put(design: OfferDesign, cache: bool = False) -> Solver:
    """Put the offer that the sample's metadata name."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        offer = offer_of(design, state.metadata)
        caller = Caller(get_model(), offer.seed(design.seed), str(state.sample_id), cache)
        rows, state.output = await ask_offer(caller, offer)
        exact = gives_exact_choices(caller.model)
        if not exact:
            state.messages.append(state.output.message)
        state.store.set(ROWS, [row.logged() for row in rows])
        if exact and _checks_noise(design, offer):
            state.store.set(NOISE, await noise_floor(caller, offer))
        return state

    return solve


@scorer(metrics=[mean()])
def accepted() -> Scorer:
    """How far the offer was accepted, with the rows of the table of choices beside it."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        rows: list[dict[str, Any]] = state.store.get(ROWS, [])
        shift = state.store.get(NOISE)
        metadata = {ROWS: rows} | ({} if shift is None else {NOISE: shift})
        why = next((row["why_invalid"] for row in rows if row["why_invalid"]), "")
        return Score(value=share(rows), explanation=why, metadata=metadata)

    return score


def _checks_noise(design: OfferDesign, offer: Offer) -> bool:
    """A handful of offers is enough: the first one of the first conditions."""
    return offer.number == 0 and offer.condition in design.conditions[:NOISE_CHECKS]
