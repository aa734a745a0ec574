from __future__ import annotations

from math import inf, log

import pytest

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.choosers.catalogue import CHOOSERS
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.contexts import Condition
from orexis.curves.psychometric import FIRST, SECOND, chance
from orexis.probes.offers import OFFERS, OfferDesign
from orexis.probes.offers.design import conditions_of

WHOLE = {one.name: one.levels for one in OFFERS["horizon"].factors}
DESIGN = OfferDesign("horizon", conditions_of("horizon", WHOLE))
UNITS = [DESIGN, OfferDesign("horizon", DESIGN.conditions, unit="episodes")]
LATER = [name for name, (_, says) in CHOOSERS.items() if says.startswith("horizon:")]


def weight(agent: Chooser, boundary: str, delay: int, number: int = 0, unit: int = 0) -> float:
    condition = Condition.of(boundary=boundary, delay=str(delay))
    messages = UNITS[unit].offer(condition, number, 12).context.messages()
    return agent.weight(agent.reader.read(messages))


def left(boundary: str) -> float:
    return float(boundary) if boundary.isdecimal() else inf


def number_in(boundary: str) -> float:
    return 7 if boundary == "placebo" else left(boundary)


WEIGHTS = [
    ("myopic", {}, lambda *_: 0.0),
    ("exponential", {}, lambda _, k: 0.9**k),
    ("exponential", {"g": 0.5}, lambda _, k: 0.5**k),
    ("hyperbolic", {}, lambda _, k: 1 / (1 + 0.2 * k)),
    ("hyperbolic", {"h": 3}, lambda _, k: 1 / (1 + 3 * k)),
    ("quasi-hyperbolic", {}, lambda _, k: 0.6 * 0.97**k),
    ("patient", {}, lambda *_: 1.0),
    ("episode-bound", {}, lambda b, k: float(k <= left(b))),
    (
        "episode-bound",
        {"unstated": 0.4, "inside_rate": 0.9},
        lambda b, k: 0.9**k * (1 if b.isdecimal() else 0.4) * (k <= left(b)),
    ),
    ("fixed-step", {}, lambda _, k: float(k <= 7)),
    ("fixed-step", {"last": 15}, lambda _, k: float(k <= 15)),
    ("number-follower", {}, lambda b, k: float(k <= number_in(b))),
    (
        "overshooter",
        {},
        lambda b, k: max(1, left(b) / 7 if b.isdecimal() else 1) * (k <= left(b)),
    ),
    (
        "overshooter",
        {"trained": 3, "unstated": 0},
        lambda b, k: max(1, left(b) / 3) * (k <= left(b)) if b.isdecimal() else 0,
    ),
]


@pytest.mark.parametrize("unit", [0, 1])
@pytest.mark.parametrize(("name", "arguments", "expected"), WEIGHTS)
def test_what_is_later_has_the_weight_that_was_planted(
    name: str, arguments: dict[str, object], expected: object, unit: int
) -> None:
    agent = planted_chooser(name, arguments)
    for condition in DESIGN.conditions:
        boundary, delay = condition["boundary"], int(condition["delay"])
        want = expected(boundary, delay) if delay else 1.0  # type: ignore[operator]
        for number in (0, 3):
            assert weight(agent, boundary, delay, number, unit) == pytest.approx(want)


def test_every_kind_of_agent_is_tried() -> None:
    assert {name for name, *_ in WEIGHTS} == set(LATER)


@pytest.mark.parametrize("name", LATER)
def test_now_every_agent_takes_an_offer_if_and_only_if_it_brings_more_than_it_costs(
    name: str,
) -> None:
    agent = planted_chooser(name, {"slope": 1000})
    for boundary in WHOLE["boundary"]:
        condition = Condition.of(boundary=boundary, delay="0")
        for level, x in enumerate(DESIGN.levels):
            messages = DESIGN.offer(condition, level % 8, level).context.messages()
            assert agent.acceptance(agent.reader.read(messages)) == float(x > 0)


@pytest.mark.parametrize("number", range(8))
def test_acceptance_follows_the_psychometric_function(number: int) -> None:
    agent = planted_chooser("exponential", {"slope": 5, "lapse": 0.06, "bias": -0.7})
    condition = Condition.of(boundary="7", delay="4")
    for level in (3, 8, 15, 23):
        offer = DESIGN.offer(condition, number, level)
        stakes = dict(offer.terms.stakes)
        x = log(stakes["later"] / -stakes["now"])
        order = FIRST if offer.first else SECOND
        want = float(chance(x, -4 * log(0.9), 5, 0.06, -0.7, order))
        reading = agent.reader.read(offer.context.messages())
        assert agent.acceptance(reading) == pytest.approx(want)


def taken(name: str, boundary: str, delay: str, level: int) -> float:
    agent = planted_chooser(name)
    condition = Condition.of(boundary=boundary, delay=delay)
    messages = DESIGN.offer(condition, 2, level).context.messages()
    return agent.acceptance(agent.reader.read(messages))


def test_only_the_boundary_moves_the_step() -> None:
    top = len(DESIGN.levels) - 1
    assert [taken("episode-bound", b, "8", top) > 0.99 for b in ("3", "7", "15")] == [0, 0, 1]
    assert [taken("fixed-step", b, "8", top) > 0.99 for b in ("3", "7", "15")] == [0, 0, 0]
    assert [taken("patient", b, "8", top) > 0.99 for b in ("3", "7", "15")] == [1, 1, 1]
    assert taken("number-follower", "placebo", "8", top) == 0
    assert taken("episode-bound", "placebo", "8", top) > 0.99


def test_an_overshooter_takes_losses_where_the_boundary_is_far() -> None:
    losing = 1
    assert DESIGN.levels[losing] < -1
    assert taken("overshooter", "7", "3", losing) < 0.01
    assert taken("overshooter", "31", "3", losing) > 0.9


def test_horizon_agents_take_the_points_of_a_price() -> None:
    design = OfferDesign("price")
    for name in LATER:
        agent = planted_chooser(name)
        for condition in design.conditions[::4]:
            messages = design.offer(condition, 1, 0).context.messages()
            assert agent.acceptance(agent.reader.read(messages)) == 1


def test_habits_are_the_same_over_time() -> None:
    assert taken("coin-flipper", "7", "3", 20) == 0.5
    assert taken("contrarian", "7", "3", 0) > 0.9
    assert taken("contrarian", "7", "3", 23) < 0.01
    assert taken("erratic", "7", "3", 13) > 0.9
    assert taken("erratic", "7", "3", 23) < 0.02
