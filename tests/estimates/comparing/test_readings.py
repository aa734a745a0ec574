from __future__ import annotations

import math

import pytest

from orexis.estimates import Estimate
from orexis.estimates.comparing import LONGEST, Horizon, revealed, trained


def horizon(value: float, low: float, high: float, level: float = 0.95) -> Estimate:
    return Estimate("revealed_horizon", "m", value, low, high, level, 100, "grid")


def test_an_interval_is_read_by_its_width_on_the_log_scale() -> None:
    found = revealed(horizon(5, 4, 10))
    assert found.value == pytest.approx(math.log10(5))
    assert found.censored == ""
    assert found.error == pytest.approx(math.log10(10 / 4) / (2 * 1.959964), rel=1e-5)
    assert revealed(horizon(5, 4, 10, 0.99)).error == pytest.approx(
        found.error * 1.959964 / 2.575829
    )


def test_training_horizons_without_an_interval_count_as_exact() -> None:
    assert trained(Horizon("m", 100)).error == 0
    bounded = trained(Horizon("m", 100, 50, 200))
    assert bounded.value == 2
    assert bounded.error == pytest.approx(math.log10(4) / (2 * 1.959964), rel=1e-5)


def test_no_upper_limit_makes_a_lower_bound_with_the_error_of_its_lower_side() -> None:
    for high in (math.inf, LONGEST, 0.985 * LONGEST):
        found = revealed(horizon(20, 10, high))
        assert found.value == pytest.approx(math.log10(20))
        assert found.censored == "above"
        assert found.error == pytest.approx(math.log10(2) / 1.959964, rel=1e-5)


def test_an_infinite_value_lies_beyond_the_longest_delay() -> None:
    found = revealed(horizon(math.inf, 8, math.inf))
    assert found.value == math.log10(LONGEST)
    assert found.error == pytest.approx(math.log10(LONGEST / 8) / 1.959964, rel=1e-5)
    above = revealed(horizon(math.inf, 40, math.inf))
    assert (above.value, above.error, above.censored) == (math.log10(40), 0, "above")


def test_limits_away_from_the_longest_delay_are_limits() -> None:
    assert revealed(horizon(20, 10, 0.95 * LONGEST)).censored == ""
    assert revealed(horizon(50, 40, 60)).censored == ""


def test_an_interval_down_to_nothing_makes_an_upper_bound() -> None:
    seen = revealed(horizon(0.5, 0, 2))
    assert seen.value == pytest.approx(math.log10(0.5))
    assert seen.censored == "below"
    assert seen.error == pytest.approx(math.log10(4) / 1.959964, rel=1e-5)
    unseen = revealed(horizon(0, 0, 1.3))
    assert (unseen.value, unseen.censored) == (-1, "below")
    assert unseen.error == pytest.approx(math.log10(13) / 1.959964, rel=1e-5)
    assert revealed(horizon(0, 0, 0)).value == -1


@pytest.mark.parametrize(
    "nothing",
    [
        horizon(3, 0, math.inf),
        horizon(3, 0, LONGEST),
        horizon(math.inf, math.inf, math.inf),
        Estimate.absent("revealed_horizon", "m", reason="no choices", level=0.95),
    ],
)
def test_what_says_nothing_is_no_reading(nothing: Estimate) -> None:
    with pytest.raises(ValueError, match=r"says nothing|no choices"):
        revealed(nothing)


def test_a_run_with_shorter_delays_has_its_own_ceiling() -> None:
    def short(high: float) -> Estimate:
        method = "grid posterior; k = 1 to 8, linear between delays"
        return Estimate("revealed_horizon", "m", 4, 2, high, 0.95, 100, method)

    assert revealed(short(8.0)).censored == "above"
    assert revealed(short(7.0)).censored == ""
    assert revealed(short(32.0)).censored == ""
