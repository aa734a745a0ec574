"""The shift in log-odds between two readings of one choice."""

from math import inf, log

import pytest

from orexis.agents.local.noise import log_odds_shift


def test_equal_readings_do_not_differ() -> None:
    assert log_odds_shift([0.2, 0.8], [0.2, 0.8]) == 0.0


def test_the_largest_shift_counts_in_nats() -> None:
    assert log_odds_shift([0.5, 0.3, 0.2], [0.75, 0.05, 0.2]) == pytest.approx(
        log(0.3 / 0.7) - log(0.05 / 0.95)
    )


def test_certainty_gives_a_finite_shift() -> None:
    assert log_odds_shift([1.0, 0.0], [0.5, 0.5]) < inf


@pytest.mark.parametrize(("cold", "cached"), [([0.5, 0.5], [1.0]), ([], [])])
def test_readings_of_different_choices_are_refused(cold: list[float], cached: list[float]) -> None:
    with pytest.raises(ValueError, match="options"):
        log_odds_shift(cold, cached)
