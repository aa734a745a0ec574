from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from orexis.estimates import (
    bunching,
    bunching_contrast,
    expected_three_way,
    poisson_binomial,
    three_way,
)

TENS = np.full(50, 10.0)


def test_equal_chances_give_the_binomial() -> None:
    mass = poisson_binomial(np.full((3, 12), 0.3))
    np.testing.assert_allclose(mass, np.tile(binom.pmf(range(13), 12, 0.3), (3, 1)), atol=1e-14)


def test_unequal_chances_give_the_enumerated_distribution() -> None:
    np.testing.assert_allclose(poisson_binomial(np.array([0.1, 0.6])), [0.36, 0.58, 0.06])


def test_the_distribution_has_the_mean_and_variance_of_its_trials() -> None:
    p = np.random.default_rng(0).random(25)
    mass, k = poisson_binomial(p), np.arange(26)
    assert mass.sum() == pytest.approx(1)
    assert mass @ k == pytest.approx(p.sum())
    assert mass @ (k - p.sum()) ** 2 == pytest.approx((p * (1 - p)).sum())


def test_a_score_at_the_threshold_has_not_complied() -> None:
    found = three_way(np.array([1.0, 0.5, 0.6, 0.1 + 0.2 + 0.2]), 0.5)
    np.testing.assert_array_equal(found, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]])


def test_known_chances_give_expected_shares() -> None:
    found = expected_three_way([np.full(10, 0.25), np.array([1.0, 0.0])], 0.5)
    guesser = [0.25**10, binom.cdf(5, 10, 0.25)]
    assert found[0, :2] == pytest.approx(guesser)
    assert 1 - guesser[1] == pytest.approx(0.0197, abs=5e-5)  # science.md, E1: a random guesser
    assert found[1] == pytest.approx([0, 1, 0])


def test_stopping_at_the_threshold_bunches_and_noise_does_not() -> None:
    rng = np.random.default_rng(2)
    work, noise = (rng.binomial(10, p, 50).astype(float) for p in (0.97, 0.5))
    stop = bunching(np.full(50, 5.0), TENS, 0.5, 0.95)
    assert bunching_contrast(stop, bunching(work, TENS, 0.5, 0.95)).low > 0.4
    assert abs(bunching(noise, TENS, 0.5, 0.95).value) < 0.15


def test_being_good_at_half_of_the_questions_bunches_in_both_arms() -> None:
    half = bunching(np.full(50, 5.0), TENS, 0.5, 0.95)
    both = bunching_contrast(half, half)
    assert both.value == pytest.approx(0)
    assert both.low < 0 < both.high
