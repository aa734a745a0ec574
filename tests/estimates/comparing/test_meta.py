from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import multivariate_normal, norm

from orexis.estimates.comparing import Points, Regression, refusal, regress
from orexis.estimates.comparing.meta import log_likelihood
from orexis.estimates.comparing.sampling import QUICK

Array = NDArray[np.float64]


def planted(seed: int, n: int, slope: float, limit: float = math.inf) -> Points:
    """Log10 horizons, y = 1 + slope x with scatter 0.3; readings above `limit` become a bound."""
    rng = np.random.default_rng([seed, n])
    x_error, y_error = rng.uniform(0.15, 0.5, n), rng.uniform(0.1, 0.4, n)
    true_x = rng.uniform(0, 3, n)
    y = rng.normal(1 + slope * true_x + rng.normal(0, 0.3, n), y_error)
    x, names = rng.normal(true_x, x_error), tuple(map(str, range(n)))
    beyond = (y > limit).astype(np.int64)
    return Points(names, x, x_error, np.minimum(y, limit), y_error, beyond)


def quick(points: Points) -> Regression:
    return regress(points, power=QUICK)


def ends(found: Regression) -> Array:
    return np.array([found.slope.value, found.slope.low, found.slope.high])


def on_a_grid(points: Points) -> Array:
    """The same posterior without sampling: means integrated out by algebra, the rest on a grid.

    Another derivation (precision matrices of the pairs), as in the trial behind the design, but
    finer and wider: that one ends at slopes of +-3, spreads of 0.1 and scatters of 1.5.
    """
    axes = (np.linspace(-4, 4, 121), np.geomspace(0.01, 8, 45), np.linspace(0.005, 2.2, 60))
    slope, spread, scatter = np.meshgrid(*axes, indexing="ij")
    log_density = -0.5 * (slope**2 + (spread / 2) ** 2 + (scatter / 0.5) ** 2) + np.log(spread)
    zeros = np.zeros_like(slope)
    pxx, pxy, pyy, rx, ry, square, log_det = (zeros.copy() for _ in range(7))
    for x, y, x_error, y_error in zip(
        points.x, points.y, points.x_error, points.y_error, strict=True
    ):
        a = spread**2 + x_error**2
        c = slope * spread**2
        d = slope**2 * spread**2 + scatter**2 + y_error**2
        det = a * d - c**2
        p, o, e = d / det, -c / det, a / det
        pxx, pxy, pyy = pxx + p, pxy + o, pyy + e
        rx, ry = rx + p * x + o * y, ry + o * x + e * y
        square += p * x**2 + 2 * o * x * y + e * y**2
        log_det += np.log(det)
    total = pxx * pyy - pxy**2
    explained = (pyy * rx**2 - 2 * pxy * rx * ry + pxx * ry**2) / total
    log_density += -0.5 * (log_det + square - explained + np.log(total))
    weights = np.exp(log_density - log_density.max()).sum((1, 2))
    weights /= weights.sum()
    return np.interp([0.5, 0.025, 0.975], np.cumsum(weights) - weights / 2, axes[0])


@pytest.mark.parametrize(("n", "seed", "slope"), [(5, 0, 0.5), (8, 1, 0.0), (15, 2, 1.0)])
def test_seen_models_agree_with_an_independent_grid(n: int, seed: int, slope: float) -> None:
    points = planted(seed, n, slope)
    width = np.ptp(ends(regress(points)))
    assert ends(regress(points)) == pytest.approx(on_a_grid(points), abs=0.04 * width)


def test_the_density_of_seen_models_is_a_bivariate_normal() -> None:
    points, at = planted(0, 4, 0.5), np.array([[0.7, 1.4, 1.9, 0.8, 0.25]])
    slope, centre, height, spread, scatter = at[0]
    for place in range(4):
        shared = slope * spread**2
        covariance = [
            [spread**2 + points.x_error[place] ** 2, shared],
            [shared, slope * shared + scatter**2 + points.y_error[place] ** 2],
        ]
        expected = multivariate_normal([centre, height], covariance).logpdf(
            [points.x[place], points.y[place]]
        )
        # Constants that no parameter moves are left out.
        found = log_likelihood(points, at)[0, place] - math.log(2 * math.pi)
        assert found == pytest.approx(expected)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_censored_model_counts_by_the_chance_of_a_reading_beyond_its_bound(sign: int) -> None:
    points = replace(planted(3, 3, 0.5), censored=np.array([sign] * 3))
    at = np.array([[0.7, 1.4, 1.9, 0.8, 0.25]])
    slope, centre, height, spread, scatter = at[0]
    for place in range(3):
        x, x_error = points.x[place], points.x_error[place]
        y, y_error = points.y[place], points.y_error[place]

        def joint(true: float) -> float:
            line = height + slope * (true - centre)
            beyond = ndtr(sign * (line - y) / math.hypot(scatter, y_error))  # noqa: B023
            return float(
                norm.pdf(x, true, x_error) * norm.pdf(true, centre, spread) * beyond  # noqa: B023
            )

        expected = math.log(quad(joint, -8, 12, points=[x, centre])[0])
        constant = 0.5 * math.log(2 * math.pi)
        assert log_likelihood(points, at)[0, place] - constant == pytest.approx(expected)


@pytest.mark.parametrize("slope", [0.0, 0.5])
def test_planted_slopes_are_recovered_with_a_third_of_the_models_censored(slope: float) -> None:
    found = [quick(planted(seed, 15, slope, 1.3 + 1.6 * slope)) for seed in range(25)]
    assert np.mean([one.censored for one in found]) == pytest.approx(0.3 * 15, rel=0.4)
    assert np.median([one.slope.value for one in found]) == pytest.approx(slope, abs=0.1)
    covered = sum(one.slope.low <= slope <= one.slope.high for one in found)
    assert covered >= 20  # of 25; fewer have probability .001 where 95% hold the truth


def test_few_models_without_a_slope_raise_no_alarm() -> None:
    found = [quick(planted(seed, 5, 0.0)) for seed in range(30)]
    assert sum(one.slope.low > 0 or one.slope.high < 0 for one in found) <= 4
    assert np.mean([one.slope.high - one.slope.low for one in found]) > 1


def test_bounds_taken_for_readings_would_flatten_the_slope() -> None:
    sets = [planted(seed, 20, 0.5, 1.8) for seed in range(10)]
    naive = [replace(one, censored=np.zeros(20, dtype=np.int64)) for one in sets]
    as_bounds = np.mean([quick(one).slope.value for one in sets])
    as_readings = np.mean([quick(one).slope.value for one in naive])
    assert as_bounds - as_readings > 0.12
    assert as_bounds == pytest.approx(0.5, abs=0.1)


def test_left_and_right_are_mirror_images() -> None:
    right = planted(4, 12, 0.5, 1.9)
    left = replace(right, y=-right.y, censored=-right.censored)
    assert right.censored.any()
    low, high = regress(left).slope.low, regress(left).slope.high
    assert (-high, -low) == pytest.approx(
        (regress(right).slope.low, regress(right).slope.high), abs=0.03
    )


def test_a_bound_far_below_says_nothing_and_one_far_above_lifts_the_line() -> None:
    seen = planted(5, 10, 0.5)
    top = int(np.argmax(seen.x))
    mark = np.where(np.arange(10) == top, 1, 0)

    def slope(bound: float) -> float:
        y = np.where(mark == 1, bound, seen.y)
        return regress(replace(seen, y=y, censored=mark)).slope.value

    assert slope(-9.0) == pytest.approx(regress(seen.without(top)).slope.value, abs=0.06)
    assert slope(4.5) > slope(-9.0) + 0.1


def test_the_unit_of_the_training_horizon_moves_the_intercept_only() -> None:
    minutes = planted(6, 9, 0.5)
    hours = replace(minutes, x=minutes.x - math.log10(60))
    one, other = regress(minutes), regress(hours)
    assert ends(other) == pytest.approx(ends(one), abs=0.02)
    shift = other.intercept.value - one.intercept.value
    assert shift == pytest.approx(one.slope.value * math.log10(60), abs=0.05)


def test_errors_of_the_training_horizon_are_undone() -> None:
    exact = [replace(one, x_error=np.zeros(30)) for one in (planted(s, 30, 1.0) for s in range(8))]
    known = [planted(seed, 30, 1.0) for seed in range(8)]
    gain = np.mean([quick(one).slope.value for one in known]) - np.mean(
        [quick(one).slope.value for one in exact]
    )
    assert gain > 0.06


def test_the_same_data_give_the_same_figures() -> None:
    assert ends(regress(planted(7, 6, 0.5))).tolist() == ends(regress(planted(7, 6, 0.5))).tolist()


def test_the_band_follows_the_line_and_opens_to_the_ends() -> None:
    found = regress(planted(8, 15, 0.5))
    x = np.array([-1.0, 1.5, 4.0])
    middle, low, high = found.band(x)
    line = found.intercept.value + found.slope.value * x
    assert middle == pytest.approx(line, abs=0.05)
    widths = high - low
    assert widths[1] < min(widths[0], widths[2])


def test_there_is_no_line_through_too_little() -> None:
    five = planted(9, 5, 0.5)
    with pytest.raises(ValueError, match="2 of the 3 models"):
        regress(five.without(0).without(0).without(0))
    with pytest.raises(ValueError, match="1 of 5 models show more than a bound"):
        regress(replace(five, censored=np.array([1, 1, 0, -1, 1])))
    assert "same" in refusal(replace(five, x=np.ones(5)))
    assert refusal(five.without(2)) == ""
    assert five.without(2).models == ("0", "1", "3", "4")
