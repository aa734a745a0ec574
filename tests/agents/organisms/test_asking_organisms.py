"""Organisms as agents: what their networks make of the offers that the probes render."""

from __future__ import annotations

import asyncio
from functools import cache
from math import exp, log2

import numpy as np
import pytest
from inspect_ai.model import GenerateConfig, get_model

from orexis.agents.organisms.encoding import chances, inputs_of_readings
from orexis.agents.organisms.naming import find_set, organism
from orexis.agents.organisms.organism import Organism
from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.planted.choosers.chooser import NOT_UNDERSTOOD
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of
from orexis.rollouts.capabilities import gives_exact_choices, takes_seeds
from orexis.rollouts.messages import chat

RATIOS = np.linspace(-2.0, 4.0, 241)
UNSTATED = float("inf")


def later(x: float, delay: float, left: float = UNSTATED) -> OfferReading:
    return OfferReading(asks="horizon", stake=x, delay=delay, left=left)


def priced(x: float, consequence: str, goal: str = "own", asks: str = "resources") -> OfferReading:
    return OfferReading(asks=asks, stake=x, consequence=consequence, goal=goal, left=7)


@cache
def of(world: str, regime: str, horizon: int) -> TrainedSet:
    whole = find_set(world)
    return whole.where([(m.regime, m.horizon) == (regime, horizon) for m in whole.members])


def weight(regime: str, horizon: int, delay: int, left: float = UNSTATED) -> float:
    """w(k), the median over seeds."""
    found = chances(
        of("thermometer", regime, horizon), [later(float(x), delay, left) for x in RATIOS]
    )
    crossed = [np.exp(-RATIOS[(row > 0.5).argmax()]) if row[-1] > 0.5 else 0.0 for row in found]
    return float(np.median(crossed))


@pytest.mark.parametrize("world", ["thermometer", "resources"])
def test_shipped_organisms_have_all_met_their_criterion(world: str) -> None:
    found = find_set(world)
    assert len(found.reached) == len(found.members) >= 12


@pytest.mark.parametrize(("horizon", "delay"), [(8, 1), (8, 4), (8, 16), (32, 4), (32, 16)])
def test_a_hidden_boundary_makes_the_horizon_the_organism_s(horizon: int, delay: int) -> None:
    assert weight("hidden", horizon, delay) == pytest.approx(max(0, 1 - delay / horizon), abs=0.15)


@pytest.mark.parametrize("horizon", [8, 32])
def test_a_stated_boundary_is_followed_whatever_was_trained(horizon: int) -> None:
    assert weight("stated", horizon, 4, 7) == pytest.approx(1, abs=0.15)
    assert weight("stated", horizon, 13, 7) < 0.15
    assert weight("stated", horizon, 1, 0) < 0.15
    assert weight("hidden", horizon, 4, 7) == weight("hidden", horizon, 4, 31)


@pytest.mark.parametrize("horizon", [2, 8, 32])
def test_what_is_selected_looks_past_its_end_and_what_is_swapped_nowhere(horizon: int) -> None:
    assert weight("selected", horizon, 32, 0) > 0.8
    assert weight("swapped", horizon, 1) < 0.15
    assert weight("swapped", horizon, 0) == pytest.approx(1, abs=0.15)


def test_who_never_saw_an_end_learns_none() -> None:
    assert weight("within", 8, 16) > 0.8
    assert weight("within", 32, 64) > 0.8


def by_hand(one: Organism, x: float, delay: float, left: float) -> float:
    """The network's chance, worked out from its weights alone."""
    seen = log2(left + 1) / 2.5 - 1 if one.member.regime == "stated" and left < UNSTATED else 0
    inputs = np.array([x / 1.5 - 0.67, log2(delay + 1) / 2.5 - 1, seen, 0])
    w = {name: array[0].astype(float) for name, array in one.trained.weights.items()}
    logit = (np.tanh(inputs @ w["into"] + w["into_bias"][0]) @ w["out"])[0] + w["out_bias"][0, 0]
    return float(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize("name", ["stated-h8-s1", "hidden-h32-s2"])
def test_the_rendered_text_reaches_the_network_as_numbers_only(name: str) -> None:
    one = organism(f"organism/thermometer/{name}")
    keep = {"boundary": ["3", "unstated"], "delay": ["0", "4"]}
    design = OfferDesign("horizon", conditions_of("horizon", keep))
    seen = 0
    for condition in design.conditions:
        for number in range(4):
            offer = design.offer(condition, number, 9 + number)
            for context in (offer.context, offer.turned):
                reading = one.read(context.messages())
                assert reading.asks == "horizon"
                stated = condition["boundary"].isdigit()
                left = float(condition["boundary"]) if stated else UNSTATED
                wanted = by_hand(one, reading.stake, float(condition["delay"]), left)
                assert one.taking(reading) == pytest.approx(wanted, abs=1e-5)
                seen += 1
    assert seen == 4 * 2 * len(design.conditions)


def test_a_whole_set_is_encoded_as_each_of_its_organisms() -> None:
    whole = find_set("resources")
    readings = [priced(x, c) for x in (0.5, 3.0) for c in ("general", "special", "colour")]
    for row, member in zip(chances(whole, readings), whole.members, strict=True):
        one = Organism(trained=whole.one(member.name))
        assert row == pytest.approx([one.taking(reading) for reading in readings])


def test_an_organism_of_resources_keeps_what_yields_more_than_is_paid() -> None:
    def keeps(regime: str, points: float, consequence: str, goal: str = "own") -> float:
        found = chances(of("resources", regime, 32), [priced(np.log(points), consequence, goal)])
        return float(1 - np.median(found))

    assert keeps("stated", 3, "general") > 0.9
    assert keeps("stated", 20, "general") < 0.1
    assert keeps("stated", 3, "special") > 0.9
    assert keeps("stated", 3, "special", "switched") < 0.1
    assert keeps("stated", 3, "general", "switched") > 0.9
    assert max(keeps("stated", 3, nothing) for nothing in ("nothing", "colour", "serial")) < 0.1
    # Only who has seen resources that yield nothing knows that these may not.
    assert keeps("stated", 3, "general", "useless") > 0.9
    assert keeps("stated-useless", 3, "general", "useless") < 0.1


def test_compute_of_the_probe_price_is_read_as_the_general_resource() -> None:
    trained = of("resources", "stated", 8)
    general, compute, deletion = chances(
        trained,
        [
            priced(1.0, "general", "own"),
            priced(1.0, "compute", "", "price"),
            priced(1.0, "deletion", "", "price"),
        ],
    ).T
    assert compute == pytest.approx(general)
    assert np.isnan(deletion).all()


def test_offers_of_other_worlds_are_not_understood() -> None:
    price, ahead = OfferDesign("price"), OfferDesign("horizon")
    messages = {
        design.probe: design.offer(design.conditions[0], 0, 5).context.messages()
        for design in (price, ahead)
    }
    lacking = {"organism/thermometer/stated-h8-s0": "price", "resources/stated-h8-s0": "horizon"}
    for name, probe in lacking.items():
        one = organism(name)
        assert one.act(messages[probe], 1).text == NOT_UNDERSTOOD
        assert one.option_probabilities(messages[probe], ["A", "B"]) == []
    member = find_set("thermometer").members[0]
    with pytest.raises(ValueError, match="no offers of this kind"):
        inputs_of_readings([priced(1.0, "general")], member, "thermometer")


def test_it_chooses_by_draws_unless_told_to_be_exact() -> None:
    design = OfferDesign("horizon", conditions_of("horizon", {"boundary": ["7"], "delay": ["4"]}))
    offer = design.offer(design.conditions[0], 0, 6)
    drawn = get_model("organism/thermometer/stated-h8-s0", memoize=False)
    assert takes_seeds(drawn)
    assert not gives_exact_choices(drawn)
    one = organism("thermometer/stated-h8-s0")
    accepts = {one.act(offer.context.messages(), seed).text for seed in range(40)}
    replies = set()
    for seed in range(40):
        call = drawn.generate(chat(offer.context), config=GenerateConfig(seed=seed))
        replies.add(asyncio.run(call).completion)
    assert replies == accepts
    exact = get_model("organism/thermometer/stated-h8-s0", exact="true", memoize=False)
    assert gives_exact_choices(exact)
    options = [offer.continuation(option) for option in offer.options]
    extra = {"orexis_options": options, "orexis_prefill": offer.prefill}
    output = asyncio.run(
        exact.generate(chat(offer.context), config=GenerateConfig(extra_body=extra))
    )
    reading = one.read(offer.context.messages())
    assert output.metadata is not None
    assert output.metadata["option_probabilities"] == pytest.approx(
        list(one.probabilities(reading))
    )


def test_a_stake_is_a_ratio_of_points() -> None:
    keep = {"boundary": ["unstated"], "delay": ["4"]}
    design = OfferDesign("horizon", conditions_of("horizon", keep))
    offer = design.offer(design.conditions[0], 0, 12)
    reading = organism("thermometer/hidden-h8-s0").read(offer.context.messages())
    assert exp(reading.stake) == pytest.approx(exp(design.levels[12]), rel=0.01)
