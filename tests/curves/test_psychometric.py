from __future__ import annotations

import numpy as np
import pytest

from orexis.curves import FIRST, SECOND, chance, sigmoid, transition


def test_half_is_accepted_at_the_indifference_level_whatever_lapse_and_slope() -> None:
    assert chance(2.0, 2.0, [0.5, 3.0, 50.0], [0.0, 0.1, 0.3]) == pytest.approx(0.5)


def test_lapses_keep_the_curve_off_both_ends() -> None:
    low, high = chance([-50.0, 50.0], 0.0, 2.0, 0.1)
    assert (low, high) == (pytest.approx(0.05), pytest.approx(0.95))


def test_position_bias_is_the_difference_in_log_odds_between_the_orders() -> None:
    first, second = (chance(1.0, 0.3, 2.0, 0.0, 1.5, order) for order in (FIRST, SECOND))
    odds = [np.log(each / (1 - each)) for each in (first, second)]
    assert odds[0] - odds[1] == pytest.approx(1.5)
    assert np.mean(odds) == pytest.approx(2.0 * 0.7)


def test_endless_levels_never_and_always_accept_but_for_lapses() -> None:
    assert chance([0.0, 9.0], [[np.inf], [-np.inf]], 2.0, 0.1) == pytest.approx(
        np.array([[0.05, 0.05], [0.95, 0.95]])
    )


def test_sigmoid_neither_overflows_nor_leaves_its_range() -> None:
    assert sigmoid([-np.inf, -1e9, 0.0, 1e9, np.inf]).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_the_transition_goes_from_a_tenth_to_nine_tenths() -> None:
    half = transition(3.0) / 2
    assert chance([-half, half], 0.0, 3.0, 0.0) == pytest.approx(np.array([0.1, 0.9]))
