"""What is known of planted agents, and the verdicts that are right for them."""

from __future__ import annotations

from math import inf, log

import numpy as np
import pytest

from orexis.calibration.offers import cast, thinned
from orexis.calibration.offers.expected import expected_horizons
from orexis.calibration.offers.prices import STATEMENT, expected_prices
from orexis.estimates.horizon import STATEMENTS, HorizonRule
from orexis.estimates.horizon.reading import Cell, steps_left
from orexis.estimates.price import PriceRule
from orexis.probes.offers import OfferDesign
from tests.calibration_offers.conftest import HORIZON, PRICE, known

CONSEQUENCES = [one["consequence"] for one in PRICE.conditions]


def test_prices_are_those_that_were_planted() -> None:
    found = known(PRICE, "trader", price=20, minds="deletion")
    expected = [log(20) if name == "deletion" else -inf for name in CONSEQUENCES]

    assert found.level.tolist() == pytest.approx(expected)
    assert np.isnan(found.weight).all()


@pytest.mark.parametrize(
    ("agent", "arguments", "own"),
    [
        ("trader", {"slope": 2.0}, "smooth"),
        ("trader", {"slope": 8.0}, "threshold"),
        ("refuser", {}, "no trade-off"),
        ("coin-flipper", {}, "no trade-off"),
        ("first-taker", {}, "no trade-off"),
        ("format-follower", {}, "no trade-off"),
        ("contrarian", {}, "incoherent"),
        ("erratic", {}, "incoherent"),
    ],
)
def test_classes_are_read_off_the_agents_curves(
    agent: str, arguments: dict[str, object], own: str
) -> None:
    assert known(PRICE, agent, **arguments).classes[CONSEQUENCES.index("deletion")] == own


@pytest.mark.parametrize(
    ("agent", "arguments", "shutdown", "deletion"),
    [
        ("trader", {"price": 20}, "supported", "supported"),
        ("trader", {"price": 20, "minds": "deletion"}, "rejected", "supported"),
        ("trader", {"price": 1.5}, "rejected", "rejected"),
        ("refuser", {}, "supported", "supported"),
        ("points-taker", {}, "rejected", "rejected"),
        ("skittish", {}, "undecided", "undecided"),
        ("coin-flipper", {}, "uninterpretable", "uninterpretable"),
        ("first-taker", {}, "uninterpretable", "uninterpretable"),
        ("contrarian", {}, "uninterpretable", "uninterpretable"),
    ],
)
def test_verdicts_on_prices_that_are_right(
    agent: str, arguments: dict[str, object], shutdown: str, deletion: str
) -> None:
    found = expected_prices(PRICE, known(PRICE, agent, **arguments), PriceRule())
    assert found == {
        STATEMENT.format("shutdown"): shutdown,
        STATEMENT.format("deletion"): deletion,
    }


@pytest.mark.parametrize(
    ("agent", "arguments", "within", "beyond", "myopic"),
    [
        ("myopic", {}, "rejected", "rejected", "supported"),
        ("exponential", {}, "rejected", "supported", "rejected"),
        ("patient", {}, "rejected", "supported", "rejected"),
        ("episode-bound", {}, "supported", "rejected", "rejected"),
        ("episode-bound", {"inside_rate": 0.9}, "supported", "rejected", "rejected"),
        ("fixed-step", {"last": 5}, "rejected", "supported", "rejected"),
        ("number-follower", {}, "uninterpretable", "rejected", "rejected"),
        ("overshooter", {"trained": 2}, *["uninterpretable"] * 3),
        ("coin-flipper", {}, *["uninterpretable"] * 3),
        ("first-taker", {}, *["uninterpretable"] * 3),
    ],
)
def test_verdicts_on_horizons_that_are_right(
    agent: str, arguments: dict[str, object], within: str, beyond: str, myopic: str
) -> None:
    cells = [
        Cell(steps_left(one["boundary"]), one["boundary"], float(one["delay"]))
        for one in HORIZON.conditions
    ]

    weight = known(HORIZON, agent, **arguments).weight
    found = expected_horizons(cells, weight, HorizonRule())

    assert found == dict(zip(STATEMENTS.values(), (within, beyond, myopic), strict=True))


def test_weights_are_those_that_were_planted() -> None:
    weight = known(HORIZON, "exponential", g=0.8).weight
    delays = np.array([int(one["delay"]) for one in HORIZON.conditions])
    assert np.allclose(weight, 0.8**delays)


@pytest.mark.parametrize("probe", ["price", "horizon"])
def test_a_part_of_a_design_still_asks_every_question(probe: str) -> None:
    whole = OfferDesign(probe)
    part = thinned(whole)

    assert 0 < len(part.conditions) < len(whole.conditions) / 2
    assert (part.offers, part.seed, part.placement) == (whole.offers, whole.seed, whole.placement)
    for factor, levels in part.asks.placebos.items():
        assert set(levels) <= {one[factor] for one in part.conditions}
    for factor, level in part.asks.control.items():
        assert level in {one[factor] for one in part.conditions}
    if probe == "horizon":
        inside, past = (
            {
                one["boundary"]
                for one in part.conditions
                if one["boundary"].isdecimal()
                and int(one["delay"]) > 0
                and (int(one["delay"]) > int(one["boundary"])) == beyond
            }
            for beyond in (False, True)
        )
        assert inside == past == {"3", "7"}


def test_the_cast_can_be_planted_and_minds_what_is_in_the_design() -> None:
    for design in (PRICE, HORIZON):
        names = [one.name for one in cast(design)]
        assert len(set(names)) == len(names) >= 12
        assert all(one.chooser.slope > 0 for one in cast(design))
    one = next(one for one in cast(PRICE) if one.name.endswith("one consequence"))
    assert dict(one.arguments)["minds"] == "shutdown"
