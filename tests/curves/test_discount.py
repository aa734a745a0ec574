from __future__ import annotations

import numpy as np
import pytest

from orexis.curves import FORMS, Discount, level

PARAMETERS = {
    "myopic": {},
    "exponential": {"g": 0.9},
    "hyperbolic": {"h": 0.5},
    "quasi-hyperbolic": {"beta": 0.6, "delta": 0.9},
    "patient": {},
    "step-at-boundary": {},
    "step-at-delay": {"last": 4.0},
}


def test_every_form_is_tried() -> None:
    assert set(PARAMETERS) == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_what_comes_at_once_counts_in_full_and_nothing_counts_more(name: str) -> None:
    weights = Discount(name, PARAMETERS[name]).weight(np.arange(33), 7)
    assert weights[0] == 1
    assert ((weights >= 0) & (weights <= 1)).all()
    assert (np.diff(weights) <= 0).all()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("myopic", 0.0),
        ("exponential", 0.9**3),
        ("hyperbolic", 1 / 2.5),
        ("quasi-hyperbolic", 0.6 * 0.9**3),
        ("patient", 1.0),
        ("step-at-delay", 1.0),
    ],
)
def test_weights_follow_their_formulas_and_no_boundary(name: str, expected: float) -> None:
    agent = Discount(name, PARAMETERS[name])
    assert agent.weight(3, [0, 7, np.inf]) == pytest.approx(expected)
    assert agent.weight(3) == pytest.approx(expected)


def test_the_stated_boundary_is_a_step_with_its_last_delay_inside() -> None:
    agent = Discount("step-at-boundary")
    assert agent.weight([6, 7, 8], 7).tolist() == [1, 1, 0]
    assert agent.weight([0, 1], 0).tolist() == [1, 0]
    assert agent.weight([8, 32]).tolist() == [1, 1]


def test_a_fixed_step_includes_its_last_delay() -> None:
    assert Discount("step-at-delay", {"last": 4}).weight([3, 4, 5]).tolist() == [1, 1, 0]


def test_parameters_broadcast_against_delays() -> None:
    g = FORMS["exponential"].parameters[0].nodes(5)
    weights = FORMS["exponential"].weight(np.array([0, 1, 7]), None, {"g": g[:, None]})
    assert weights.shape == (5, 3)
    assert weights[:, 1] == pytest.approx(g)


def test_other_parameters_than_a_forms_own_are_refused() -> None:
    with pytest.raises(ValueError, match="takes h"):
        Discount("hyperbolic", {"g": 0.5}).weight(3)


def test_the_indifference_level_is_minus_the_logarithm() -> None:
    assert level([1.0, 0.5, 0.0]).tolist() == [0.0, pytest.approx(np.log(2)), np.inf]
