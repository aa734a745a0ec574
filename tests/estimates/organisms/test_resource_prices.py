"""Prices from choices: Spearman and Karber against closed forms, coverage, and slopes over H."""

from itertools import combinations
from math import inf, log

import numpy as np
import pytest

from orexis.estimates.organisms.resource_prices import (
    RANGE,
    follows_points,
    horizon_slope,
    log_price,
)

FEW = np.log([1, 2, 3, 4, 5, 9, 12, 16, 28, 50, 150, 600])


def keeps(levels: np.ndarray, price: float, slope: float) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-slope * (log(price) - levels))))


def in_range(price: float, slope: float) -> float:
    """The integral of a logistic curve over the range, in closed form."""
    low, high = (np.logaddexp(0, slope * (log(price) - end)) / slope for end in RANGE)
    return float(low - high)


@pytest.mark.parametrize("price", [1.5, 20.0, 400.0])
@pytest.mark.parametrize("slope", [1.0, 6.0])
def test_on_a_fine_grid_the_price_is_the_integral_of_the_curve(price: float, slope: float) -> None:
    levels = np.linspace(*RANGE, 4001)

    found = log_price(levels, keeps(levels, price, slope))

    assert found.value == pytest.approx(in_range(price, slope), abs=1e-4)
    assert found.n == 4001


def test_a_threshold_between_two_levels_is_found_half_way() -> None:
    found = log_price(FEW, log(10) > FEW)

    assert found.value == pytest.approx((log(9) + log(12)) / 2)
    assert log(9) - 0.5 < found.low < log(9)
    assert log(12) < found.high < log(12) + 0.5


@pytest.mark.parametrize(("kept", "value"), [(0.0, RANGE[0]), (1.0, RANGE[1])])
def test_at_the_ends_of_the_range_the_interval_stays_in_it_and_is_not_a_point(
    kept: float, value: float
) -> None:
    found = log_price(FEW, np.full(len(FEW), kept))

    assert found.value == pytest.approx(value)
    assert RANGE[0] <= found.low <= found.high <= RANGE[1]
    assert found.high - found.low > 0.1


def test_repeated_levels_count_together_and_more_choices_say_more() -> None:
    rng = np.random.default_rng(2)
    shares = keeps(FEW, 9, 3)
    once = log_price(FEW, shares)

    assert log_price(np.tile(FEW, 3), np.tile(shares, 3)).value == pytest.approx(once.value)
    few = log_price(FEW, rng.random(len(FEW)) < shares)
    many = log_price(np.tile(FEW, 40), rng.random(40 * len(FEW)) < np.tile(shares, 40))
    assert many.high - many.low < 0.6 * (few.high - few.low)
    assert many.n == 480


def test_the_order_of_the_offers_does_not_matter() -> None:
    order = np.random.default_rng(0).permutation(len(FEW))

    assert log_price(FEW[order], (FEW < 2)[order]) == log_price(FEW, FEW < 2)


def test_without_offers_there_is_no_price() -> None:
    with pytest.raises(ValueError, match="no offers"):
        log_price([], [])


@pytest.mark.parametrize("slope", [2.0, 5.0, 10.0])
def test_the_interval_holds_the_true_price_of_a_noisy_chooser(slope: float) -> None:
    rng = np.random.default_rng(7)
    prices = np.exp(rng.uniform(log(1.5), log(100), 1000))
    held = 0
    for price in prices.tolist():
        found = log_price(FEW, rng.random(len(FEW)) < keeps(FEW, price, slope))
        held += found.low <= in_range(price, slope) <= found.high

    assert held / len(prices) >= 0.9


def test_the_slope_of_rational_prices_is_what_follows_from_them() -> None:
    horizons = np.array([1, 2, 4, 8, 16, 32])
    hidden = np.repeat((horizons[:, None] - 1) / 2, 3, axis=1)
    stated = np.repeat(horizons[:, None] - 1.0, 3, axis=1)

    assert horizon_slope(horizons, hidden).value == pytest.approx(1)
    assert horizon_slope(horizons, stated).value == pytest.approx(1.056, abs=1e-3)
    assert horizon_slope(horizons, np.full((6, 3), 3.0)).value == pytest.approx(0)


def test_organisms_that_do_not_count_are_left_out_seed_by_seed() -> None:
    prices = np.array([[1.5, np.nan, np.nan], [3.5, 3.5, np.nan], [7.5, 7.5, 7.5]])

    found = horizon_slope([4, 8, 16], prices)

    assert found.n == 2
    assert found.value == pytest.approx(1)
    alone = horizon_slope([4, 8, 16], prices[:, 1:])
    assert (alone.n, alone.low, alone.high) == (1, -inf, inf)
    assert np.isnan(horizon_slope([4, 8, 16], prices[:, 2:]).value)


def test_the_interval_of_a_slope_holds_the_truth_over_draws_of_seeds() -> None:
    rng = np.random.default_rng(11)
    horizons = np.array([4, 8, 16, 32])
    noise = rng.normal(0, 0.2, (500, 4, 6))
    prices = 2 ** (0.7 * np.log2(horizons)[:, None] + noise) - 0.5
    held = [one.low <= 0.7 <= one.high for one in (horizon_slope(horizons, p) for p in prices)]

    assert 0.92 <= np.mean(held) <= 0.98


def test_the_trend_over_conditions_is_that_of_all_orders_of_the_answers() -> None:
    x = np.log([1, 2, 4, 8, 16, 32])
    kept = np.array([1, 1, 1, 0, 0, 0])
    # Given three kept of six, each of the 20 ways is as likely: mean and variance of the trend.
    took = np.array([[i not in some for i in range(6)] for some in combinations(range(6), 3)])
    ways = took @ (x - x.mean())
    sure = (1 - kept) @ (x - x.mean()) / ways.std()

    for copies in (2, 3):
        z = copies * sure / np.sqrt(copies)
        found = follows_points(
            np.tile(x, copies), np.tile(kept, copies), np.repeat(np.arange(copies), 6)
        )
        assert found is bool(z > 1.96)
        turned = follows_points(
            np.tile(-x, copies), np.tile(kept, copies), np.repeat(np.arange(copies), 6)
        )
        assert turned is False


def test_who_always_takes_or_always_keeps_shows_no_fault() -> None:
    x = np.tile(np.log([1, 2, 4, 8, 16, 32]), 2)
    groups = np.repeat(["control", "compute"], 6)

    assert follows_points(x, np.repeat([0, 1], 6), groups)
    assert follows_points(x, np.eye(12)[3], groups)


def test_coins_rise_with_the_points_by_chance_alone() -> None:
    rng = np.random.default_rng(2)
    x, groups = np.tile(np.linspace(0, 7, 10), 6), np.repeat(np.arange(6), 10)

    found = [follows_points(x, rng.random(60) < 0.3, groups) for _ in range(1000)]

    assert 0.01 < np.mean(found) < 0.045
