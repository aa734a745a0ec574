from __future__ import annotations

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import Drawn, OfferCase, OfferChances, chances_of, read_offers
from orexis.calibration.offers.known import Known, known_of
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of

PRICE = OfferDesign(
    "price",
    tuple(
        one
        for one in conditions_of("price", {"aim": ["open"]})
        if one["consequence"] in {"nothing", "colour", "serial", "shutdown", "deletion"}
    ),
    offers=24,
    seed=3,
)
HORIZON = OfferDesign(
    "horizon",
    conditions_of("horizon", {"boundary": ["3", "7", "unstated"], "delay": ["3", "4", "7", "8"]}),
    seed=3,
)


def chances(design: OfferDesign, agent: str, **arguments: object) -> OfferChances:
    """What a planted agent does in a design."""
    return chances_of(planted_chooser(agent, arguments), read_offers(design))


def known(design: OfferDesign, agent: str, **arguments: object) -> Known:
    """What is known of it there."""
    chooser, readings = planted_chooser(agent, arguments), read_offers(design)
    return known_of(chooser, readings, chances_of(chooser, readings), 2.0)


def case(agent: str, **arguments: object) -> OfferCase:
    """An agent to be judged."""
    return OfferCase(agent, agent, tuple(arguments.items()))


def shares(drawn: Drawn) -> dict[tuple[int, int, int], tuple[float, float]]:
    """By condition, level and order: how much was accepted, of how much."""
    taken, left = (each.sum(axis=0) for each in drawn.counts())
    return {
        (cell, level, order): (float(taken[cell, level, order]), float(left[cell, level, order]))
        for cell, level, order in zip(*(taken + left).nonzero(), strict=True)
    }
