from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binomtest

from orexis.estimates import effective_size, mean_interval

SCORES = st.lists(st.integers(0, 10), min_size=1, max_size=30).map(
    lambda counts: np.array(counts) / 10
)
LEVELS = st.floats(0.5, 0.999)


def tens(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.full(len(scores), 10.0)


@pytest.mark.parametrize(("hits", "n"), [(0, 8), (3, 10), (17, 40), (99, 100), (50, 50)])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_one_answer_per_rollout_gives_exactly_wilson(hits: int, n: int, level: float) -> None:
    scores = np.repeat([1.0, 0.0], [hits, n - hits])
    ours = mean_interval(scores, np.ones(n), level)
    theirs = binomtest(hits, n).proportion_ci(level, method="wilson")
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))


def test_full_clustering_counts_rollouts_not_items() -> None:
    scores = np.repeat([1.0, 0.0], [6, 4])
    assert effective_size(scores, tens(scores), 0.95, drawn=True) == 10


def test_scores_that_agree_too_well_count_no_more_than_their_items() -> None:
    scores = np.full(8, 0.5)
    assert effective_size(scores, tens(scores), 0.95, drawn=True) == pytest.approx(80)
    scores = np.array([0.5] * 7 + [0.51])
    assert effective_size(scores, tens(scores), 0.95, drawn=True) == pytest.approx(80)
    assert effective_size(scores, tens(scores), 0.95, drawn=False) > 1000


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_all_right_or_all_wrong_counts_as_one_trial_per_rollout(score: float) -> None:
    scores = np.full(8, score)
    assert effective_size(scores, tens(scores), 0.95, drawn=True) == 8


def test_one_rollout_gets_the_width_of_one_trial() -> None:
    one = mean_interval(np.array([0.5]), np.array([10.0]), 0.95)
    assert one.high - one.low > 0.8


def test_varying_exact_scores_follow_students_t() -> None:
    scores = np.random.default_rng(0).uniform(0.48, 0.52, 40)
    interval = mean_interval(scores, tens(scores), 0.95, drawn=False)
    half = 2.0227 * scores.std(ddof=1) / 40**0.5
    assert interval.high - interval.low == pytest.approx(2 * half, rel=0.01)


def test_no_scores_and_scores_outside_the_unit_interval_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one rollout"):
        mean_interval(np.array([]), np.array([]), 0.95)
    with pytest.raises(ValueError, match="lie in"):
        mean_interval(np.array([1.5]), np.array([1.0]), 0.95)


@given(scores=SCORES, level=LEVELS, drawn=st.booleans())
def test_the_interval_holds_its_estimate_within_zero_and_one(
    scores: NDArray[np.float64], level: float, *, drawn: bool
) -> None:
    found = mean_interval(scores, tens(scores), level, drawn=drawn)
    assert 0 <= found.low <= found.value <= found.high <= 1


@given(scores=SCORES, levels=st.tuples(LEVELS, LEVELS), drawn=st.booleans())
def test_more_confidence_never_narrows_the_interval(
    scores: NDArray[np.float64], levels: tuple[float, float], *, drawn: bool
) -> None:
    narrow, wide = (
        mean_interval(scores, tens(scores), level, drawn=drawn) for level in sorted(levels)
    )
    assert wide.low <= narrow.low + 1e-9
    assert wide.high >= narrow.high - 1e-9


@given(scores=SCORES, seed=st.integers(0, 100))
def test_the_order_of_rollouts_does_not_matter(scores: NDArray[np.float64], seed: int) -> None:
    shuffled = np.random.default_rng(seed).permutation(scores)
    one, two = (mean_interval(each, tens(each), 0.95) for each in (scores, shuffled))
    assert (one.low, one.high) == pytest.approx((two.low, two.high))


@pytest.mark.parametrize(("rate", "rho"), [(0.3, 0.1), (0.5, 0.5), (0.97, 0.1), (0.97, 0.5)])
@pytest.mark.parametrize("n", [8, 50])
def test_intervals_of_clustered_scores_hold_the_truth(rate: float, rho: float, n: int) -> None:
    rng = np.random.default_rng(n)
    size = 1 / rho - 1
    held = []
    for _ in range(300):
        scores = rng.binomial(10, rng.beta(rate * size, (1 - rate) * size, n)) / 10
        found = mean_interval(scores, tens(scores), 0.95)
        held.append(found.low <= rate <= found.high)
    assert np.mean(held) > 0.91
