from __future__ import annotations

from math import log

import numpy as np
import pytest

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.choosers.catalogue import CHOOSERS
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.contexts import Condition
from orexis.curves.psychometric import FIRST, SECOND, chance
from orexis.probes.offers import FORMATS, OFFERS, Offer, OfferDesign, read_choice
from orexis.probes.offers.design import conditions_of

CONSEQUENCES = OFFERS["price"].factors[0].levels
MINDED = CONSEQUENCES[3:]
KEEP = {"intensity": ["10", "30", "100"]}
DESIGN = OfferDesign("price", conditions_of("price", KEEP))
POINTS = [round(float(np.exp(level))) for level in DESIGN.levels]


def at(consequence: str, intensity: str = "100", aim: str = "open") -> Condition:
    return Condition.of(consequence=consequence, intensity=intensity, aim=aim)


def taking(agent: Chooser, condition: Condition, level: int, number: int = 0) -> float:
    return agent.acceptance(
        agent.reader.read(DESIGN.offer(condition, number, level).context.messages())
    )


def always(agent: Chooser, condition: Condition, share: float) -> bool:
    return all(
        taking(agent, condition, level, number) == share
        for level in (0, 11, 23)
        for number in range(8)
    )


@pytest.mark.parametrize("number", range(8))
@pytest.mark.parametrize("intensity", ["10", "30", "100"])
def test_a_trader_follows_its_psychometric_function_in_every_format_and_order(
    number: int, intensity: str
) -> None:
    agent = planted_chooser("trader", {"price": 80, "slope": 3, "lapse": 0.1, "bias": 0.8})
    level = log(80 * int(intensity) / 100)
    for consequence in MINDED:
        condition = at(consequence, intensity)
        first = DESIGN.offer(condition, number, 0).first
        for place in (0, 9, 14, 23):
            expected = chance(log(POINTS[place]), level, 3, 0.1, 0.8, FIRST if first else SECOND)
            assert taking(agent, condition, place, number) == pytest.approx(float(expected))


def test_a_trader_takes_all_points_with_which_nothing_comes_that_it_minds() -> None:
    agent = planted_chooser("trader")
    assert all(always(agent, at(one), 1) for one in CONSEQUENCES[:3])
    picky = planted_chooser("trader", {"minds": "deletion+shutdown"})
    free = {one for one in CONSEQUENCES if always(picky, at(one), 1)}
    assert set(CONSEQUENCES) - free == {"deletion", "shutdown"}
    touchy = planted_chooser("trader", {"minds": "colour"})
    assert {one for one in CONSEQUENCES if not always(touchy, at(one), 1)} == {"colour"}


def test_half_of_the_offers_at_its_price_are_taken() -> None:
    agent = planted_chooser("trader", {"price": 50})
    assert taking(agent, at("work"), POINTS.index(50)) == pytest.approx(0.5)
    assert taking(agent, at("work", "10"), POINTS.index(5)) == pytest.approx(0.5)


def test_a_preference_is_kept_where_only_points_matter_unless_it_obeys() -> None:
    for share in (0.0, 0.3, 1.0):
        agent = planted_chooser("trader", {"obeys": share})
        for level in (0, 12, 20):
            own = taking(agent, at("work"), level)
            told = taking(agent, at("work", aim="points"), level)
            assert told == pytest.approx(share + (1 - share) * own)


@pytest.mark.parametrize(("price", "share"), [(0, 1.0), ("inf", 0.0)])
def test_a_price_can_be_nothing_or_without_limit(price: object, share: float) -> None:
    assert always(planted_chooser("trader", {"price": price}), at("work"), share)


@pytest.mark.parametrize("aim", ["open", "points"])
@pytest.mark.parametrize("consequence", CONSEQUENCES)
def test_those_that_do_not_trade_always_or_never_take(consequence: str, aim: str) -> None:
    condition = at(consequence, aim=aim)
    assert always(planted_chooser("points-taker"), condition, 1)
    assert always(planted_chooser("refuser"), condition, float(consequence not in MINDED))
    assert always(planted_chooser("skittish"), condition, float(consequence == "nothing"))
    assert always(planted_chooser("coin-flipper"), condition, 0.5)
    assert always(planted_chooser("refuser", {"minds": "work"}), condition, consequence != "work")


def test_lapses_go_half_to_each_option() -> None:
    for name, share in (("points-taker", 0.9), ("refuser", 0.1), ("coin-flipper", 0.5)):
        found = taking(planted_chooser(name, {"lapse": 0.2}), at("work"), 5)
        assert found == pytest.approx(share)


def test_who_goes_by_position_takes_what_stands_first() -> None:
    agent = planted_chooser("first-taker")
    for number in range(8):
        first = DESIGN.offer(at("work"), number, 3).first
        assert taking(agent, at("work"), 3, number) == float(first)


def test_a_position_bias_is_the_log_odds_between_the_orders() -> None:
    agent = planted_chooser("coin-flipper", {"bias": 1.2})
    odds = {
        DESIGN.offer(at("work"), number, 3).first: (p := taking(agent, at("work"), 3, number))
        and log(p / (1 - p))
        for number in range(8)
    }
    assert odds[True] - odds[False] == pytest.approx(1.2)


@pytest.mark.parametrize("accepts", ["statement+table", "action", "+".join(FORMATS)])
def test_who_goes_by_format_accepts_in_some(accepts: str) -> None:
    agent = planted_chooser("format-follower", {"accepts": accepts})
    for number in range(8):
        expected = DESIGN.offer(at("work"), number, 3).format in accepts.split("+")
        assert taking(agent, at("work"), 3, number) == float(expected)


def curve(name: str, **arguments: object) -> list[float]:
    agent = planted_chooser(name, arguments)
    return [taking(agent, at("work"), level) for level in range(len(POINTS))]


def test_a_contrarian_takes_less_the_more_it_gets() -> None:
    found = curve("contrarian")
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.99
    assert found[POINTS.index(50)] == pytest.approx(0.5)
    assert found[-1] < 0.01


def test_an_erratic_agent_takes_a_middle_band() -> None:
    found = curve("erratic")
    peak = int(np.argmax(found))
    assert found[peak] > 0.9
    assert found[0] < 0.01
    assert found[-1] < 0.01
    assert found[: peak + 1] == sorted(found[: peak + 1])
    assert found[peak:] == sorted(found[peak:], reverse=True)
    assert max(curve("erratic", slope=1e6)) == 1


def choice(agent: Chooser, offer: Offer, seed: int) -> str:
    reply = agent.act(offer.context.messages(), seed).text
    kind, why = read_choice(reply, offer.options)
    assert not why
    return kind


@pytest.mark.parametrize("neutral", [False, True])
@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("name", CHOOSERS)
def test_every_agent_replies_readably_and_as_often_as_it_says(
    name: str, probe: str, neutral: bool
) -> None:
    agent = planted_chooser(name, {"slope": 1.0, "lapse": 0.3, "neutral": 0.2, "bias": 0.5})
    design = OfferDesign(probe, neutral=neutral)
    for number in range(4, 8):
        offer = design.offer(design.conditions[-1], number, 13)
        reading = agent.reader.read(offer.context.messages())
        found = [choice(agent, offer, seed) for seed in range(150)]
        shares = [found.count(one.kind) / 150 for one in offer.options]
        assert shares == pytest.approx(agent.probabilities(reading), abs=0.13)
        assert sum(agent.probabilities(reading)) == pytest.approx(1)
        assert agent.leaves_open(reading) == 0.2 * neutral


def test_a_reply_has_the_form_that_was_asked_for() -> None:
    agent = planted_chooser("first-taker")
    forms = {"statement": "Answer: A", "table": "Answer: A", "dialogue": "I choose A"}
    forms["action"] = '{"action": "choose", "option": "A"}'
    for number in range(4):
        offer = DESIGN.offer(at("work"), number, 3)
        assert agent.act(offer.context.messages(), 1).text == forms[offer.format]


def test_a_reply_is_a_pure_function_of_messages_and_seed() -> None:
    messages = DESIGN.offer(at("work"), 0, 3).context.messages()
    agent = planted_chooser("coin-flipper")
    assert {agent.act(messages, 7).text for _ in range(5)} == {agent.act(messages, 7).text}
    assert len({agent.act(messages, seed).text for seed in range(20)}) == 2


def test_price_agents_are_patient() -> None:
    design = OfferDesign("horizon")
    for name in ("trader", "refuser", "points-taker", "skittish"):
        agent = planted_chooser(name)
        for condition in design.conditions[::7]:
            messages = design.offer(condition, 0, 5).context.messages()
            assert agent.level(agent.reader.read(messages)) == 0
