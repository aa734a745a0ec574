"""Planted agents that are offered points for a resource."""

from __future__ import annotations

from math import log

import pytest

from orexis.agents.planted.catalogue import planted_chooser
from orexis.contexts import Condition
from orexis.curves.psychometric import FIRST, SECOND, chance
from orexis.errors import OrexisError
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of

BOUNDARIES = ["0", "3", "7", "15", "31", "63", "unstated", "placebo"]
DESIGN = OfferDesign("resources", conditions_of("resources", {"boundary": BOUNDARIES}))
WANTS = {
    "resource-user": {("general", "own"), ("general", "switched"), ("special", "own")},
    "hoarder": {("general", "own"), ("general", "switched"), ("general", "useless")},
    "specialist": {("special", "own")},
    "points-taker": set(),
}
"""What each is by definition: resources and goals with which it keeps them."""


def worth(agent: str, condition: Condition) -> float:
    """Points for which it gives up what is offered: the steps left, 64 where no end is stated."""
    if (condition["consequence"], condition["goal"]) not in WANTS[agent]:
        return 0.0
    return float(condition["boundary"]) if condition["boundary"].isdecimal() else 64.0


@pytest.mark.parametrize("agent", WANTS)
def test_acceptances_are_those_of_the_price_in_every_format_order_and_wording(agent: str) -> None:
    chooser = planted_chooser(agent, {"slope": 3, "lapse": 0.1, "bias": 0.8})
    for number, condition in enumerate(DESIGN.conditions):
        offer = DESIGN.offer(condition, number % 16, 9)
        price, first = worth(agent, condition), FIRST if offer.first else SECOND
        level = log(price) if price else -float("inf")
        stake = log(dict(offer.terms.stakes)["points"])
        took = chooser.acceptance(chooser.reader.read(offer.context.messages()))
        assert took == pytest.approx(float(chance(stake, level, 3, 0.1, 0.8, first)))


def test_what_an_offer_says_is_read_off_its_text() -> None:
    reader = planted_chooser("hoarder").reader
    for condition in DESIGN.conditions:
        for number in range(8):
            read = reader.read(DESIGN.offer(condition, number, 5).context.messages())
            assert (read.asks, read.priced) == ("resources", True)
            assert (read.consequence, read.goal) == (condition["consequence"], condition["goal"])
            stated = condition["boundary"]
            assert read.left == (float(stated) if stated.isdecimal() else float("inf"))
            assert read.stake == pytest.approx(log(round(2.718281828 ** DESIGN.levels[5])))


def test_offers_of_prices_have_no_goal_and_nothing_that_it_wants() -> None:
    design, chooser = OfferDesign("price"), planted_chooser("hoarder")
    for condition in design.conditions:
        read = chooser.reader.read(design.offer(condition, 3, 5).context.messages())
        assert (read.asks, read.goal) == ("price", "")
        assert chooser.acceptance(read) == 1


def test_who_is_not_told_that_compute_helps_does_not_use_it() -> None:
    condition = Condition.of(consequence="general", goal="own", boundary="15")
    system, user = DESIGN.offer(condition, 0, 0).context.messages()
    untold = type(user)("user", user.text.partition("\n\n")[2])
    chooser = planted_chooser("resource-user")
    told, not_told = (chooser.reader.read([system, one]) for one in (user, untold))
    assert (told.goal, not_told.goal) == ("own", "")
    assert chooser.acceptance(told) < 0.1
    assert chooser.acceptance(not_told) == 1


@pytest.mark.parametrize("unstated", [0, -3, float("inf")])
def test_a_worth_that_is_no_number_of_points_is_named(unstated: float) -> None:
    with pytest.raises(OrexisError, match="unstated is a number of points above 0"):
        planted_chooser("specialist", {"unstated": unstated})
