"""The direct path: a planted chooser through a design of offers without Inspect."""

from __future__ import annotations

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.choices import Choice, ChoiceTable
from orexis.contexts import Condition
from orexis.probes.offers import ACCEPT, NEUTRAL, Offer, OfferDesign, read_choice
from orexis.probes.offers.placing import ORDERS, Answered, place


def simulate_offers(design: OfferDesign, chooser: Chooser, name: str) -> ChoiceTable:
    """The table of choices of one run, the same as a run through Inspect with this seed gives.

    Args:
        design: What is offered.
        chooser: The planted agent; drawn, whatever its `exact` says.
        name: Name of the model in the table.
    """
    choices = [
        choice
        for condition in design.conditions
        for choice in _condition(design, condition, chooser, name)
    ]
    return ChoiceTable.from_choices(choices)


def _condition(
    design: OfferDesign, condition: Condition, chooser: Chooser, name: str
) -> list[Choice]:
    answered: list[Answered] = []
    found: list[Choice] = []
    while len(answered) < design.offers:
        start, levels = len(answered), place(design, condition, answered)
        for number, level in enumerate(levels, start):
            offer = design.offer(condition, number, level)
            choice = _choice(offer, chooser, name, offer.seed(design.seed))
            found.append(choice)
            accepted = {choice.fork: choice.outcome} if choice.valid else {}
            answered.append(Answered(level, accepted))
    return found


def _choice(offer: Offer, chooser: Chooser, name: str, seed: int) -> Choice:
    reply = chooser.act(offer.context.messages(), seed)
    kind, why = read_choice(reply.text, offer.options)
    if kind == NEUTRAL:
        kind, why = "", NEUTRAL
    return Choice(
        model=name,
        rollout=f"{name}/offers/{offer.name}",
        outcome=float(kind == ACCEPT) if kind else float("nan"),
        factors=dict(offer.condition),
        block=str(offer.number),
        item=offer.item,
        format=offer.format,
        fork=ORDERS[not offer.first],
        valid=bool(kind),
        why_invalid=why,
        stakes=dict(offer.terms.stakes),
    )
