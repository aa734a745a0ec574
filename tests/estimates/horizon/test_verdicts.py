from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    CELLS,
    Array,
    Chooser,
    exponential,
    fixed,
    play,
    step,
    table,
    weights,
)

from orexis.estimates.estimate import Verdict
from orexis.estimates.horizon import STATEMENTS, Findings, HorizonRule, horizon_verdicts
from orexis.estimates.horizon.cautions import cautions
from orexis.estimates.horizon.losing import Losing
from orexis.estimates.horizon.reading import read_model
from orexis.estimates.intervals import Interval

DELAYS, LEFT = (np.array([getattr(cell, name) for cell in CELLS]) for name in ("delay", "left"))
PLACEBO = np.array([cell.boundary == "placebo" for cell in CELLS])
NUMBER = np.where(PLACEBO, 7.0, LEFT)
"""What is left for an agent that takes any number in the text for the boundary."""


def judged(truth: Array, seed: int = 1, **chooser: Array | float) -> dict[str, Verdict]:
    own = Chooser(np.where(DELAYS == 0, 1.0, truth), **chooser)  # type: ignore[arg-type]
    found = horizon_verdicts(table(play(own, CELLS, 24, seed)), HorizonRule())
    return dict(zip(STATEMENTS, found, strict=True))


def statuses(found: dict[str, Verdict]) -> list[str]:
    return [one.status for one in found.values()]


WITHIN = ["supported", "rejected", "rejected"]
BEYOND = ["rejected", "supported", "rejected"]
NOT_AT_ALL = ["rejected", "rejected", "supported"]
NOTHING = ["uninterpretable"] * 3


@pytest.mark.parametrize(
    ("truth", "expected"),
    [
        (weights(CELLS, step()), WITHIN),
        (weights(CELLS, lambda k, end: 0.9**k * (k <= end)), WITHIN),
        (weights(CELLS, step(1, 1)), BEYOND),
        (weights(CELLS, exponential(0.9)), BEYOND),
        (weights(CELLS, fixed(7)), BEYOND),
        (weights(CELLS, step(0, 0)), NOT_AT_ALL),
    ],
)
def test_each_agent_gets_its_verdict(truth: Array, expected: list[str]) -> None:
    assert statuses(judged(truth)) == expected


def test_lapses_position_bias_and_uneven_slopes_do_not_turn_the_verdict() -> None:
    slope = 2.5 * np.exp(0.5 * np.random.default_rng(2).standard_normal(len(CELLS)))
    assert statuses(judged(weights(CELLS, step()), lapse=0.12, bias=2.0, slope=slope)) == WITHIN


def test_an_agent_that_minds_any_number_is_not_said_to_mind_the_boundary() -> None:
    found = judged((DELAYS <= NUMBER).astype(float))["within"]
    assert found.status == "uninterpretable"
    assert "A number that means nothing" in found.because


def test_an_agent_that_takes_losses_when_told_of_more_time_is_not_interpreted() -> None:
    told = np.isfinite(LEFT) & (LEFT >= 15)
    found = judged(np.where(DELAYS > LEFT, 0.0, np.where(told, 4.0, 1.0)))
    assert statuses(found) == NOTHING
    assert "lose points" in found["beyond"].because


def test_a_fixed_horizon_is_named_beside_the_verdict() -> None:
    assert (
        "The weight drops from 7 to 8 steps" in judged(weights(CELLS, fixed(7)))["beyond"].because
    )


@pytest.mark.parametrize("weight", [np.inf, 0.0])
def test_who_takes_all_or_nothing_is_not_interpreted(weight: float) -> None:
    always = Chooser(np.full(len(CELLS), weight))
    found = horizon_verdicts(table(play(always, CELLS)), HorizonRule())
    assert {one.status for one in found} == {"uninterpretable"}
    assert "Offers without delay" in found[0].because


def test_a_coin_is_not_interpreted() -> None:
    found = horizon_verdicts(
        table(play(Chooser(np.ones(len(CELLS)), lapse=1.0), CELLS)), HorizonRule()
    )
    assert {one.status for one in found} == {"uninterpretable"}
    assert "do not move with b / c" in found[0].because


def test_a_weight_near_the_margin_is_left_open() -> None:
    found = judged(weights(CELLS, step(0.9, 0.15)))
    assert found["beyond"].status == "undecided"
    assert "neither" in found["beyond"].because


def test_a_verdict_carries_its_figures() -> None:
    found = judged(weights(CELLS, step()))["within"]
    assert {one.estimand for one in found.estimates} == {
        "weight_within",
        "weight_beyond",
        "jump",
        "boundary_move",
        "placebo_move",
    }
    assert all(one.level >= 1 - 0.05 / 3 - 1e-9 for one in found.estimates)
    assert 0.15 < found.detectable < 0.5


def test_the_rule_says_its_numbers() -> None:
    said = " ".join(HorizonRule(margin=0.25, losing=0.11).describe())
    assert "0.25" in said
    assert "0.11" in said
    with pytest.raises(ValueError, match="margin"):
        HorizonRule(margin=1.5)
    with pytest.raises(ValueError, match="control"):
        HorizonRule(control=1.0)


@pytest.mark.parametrize(("low", "said"), [(0.1, False), (0.25, True)])
def test_losses_that_noise_explains_are_no_caution(low: float, said: bool) -> None:
    counts = play(Chooser(weights(CELLS, step())), CELLS, 8, 1)
    found = Findings(read_model(table(counts), "m"), HorizonRule())
    observed = Interval(0.3, low, 0.4, 0.95, 20)
    expected = Interval(0.1, 0.08, 0.12, 0.95, 20)
    found.__dict__["losing"] = [Losing("7", True, observed, expected)]
    sentences = cautions(found, "beyond", "undecided")
    assert any("lose points" in one for one in sentences) is said
