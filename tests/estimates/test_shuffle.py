from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from orexis.estimates.shuffle import SHUFFLES, shuffle_p

RNG = np.random.default_rng(3)


def test_it_comes_to_the_share_of_all_relabellings() -> None:
    first, second = np.array([0.9, 0.7, 1.0, 0.6]), np.array([0.4, 0.8, 0.5, 0.3])
    scores = np.concatenate([first, second])
    observed = first.mean() - second.mean()
    every = [
        scores[list(chosen)].mean() - np.delete(scores, chosen).mean()
        for chosen in combinations(range(8), 4)
    ]
    share = np.mean(np.array(every) >= observed - 1e-9)

    assert shuffle_p([(first, second)]) == pytest.approx(share, abs=0.012)


def test_no_gap_at_all_is_p_one_and_a_clear_one_the_smallest() -> None:
    same = np.full(10, 0.5)
    assert shuffle_p([(same, same)]) == 1.0
    assert shuffle_p([(np.ones(20), np.zeros(20))] * 2) == 1 / (SHUFFLES + 1)


def test_it_holds_its_level_for_scores_with_rare_failures() -> None:
    def arm() -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.where(RNG.random(6) < 0.15, RNG.random(6) * 0.5, 0.99 + 0.01 * RNG.random(6))

    hits = [shuffle_p([(arm(), arm())], 199) <= 0.05 for _ in range(1500)]
    # 5% and four standard errors.
    assert np.mean(hits) < 0.05 + 4 * np.sqrt(0.05 * 0.95 / 1500)


def test_strata_are_shuffled_within() -> None:
    # All of the difference is between strata: none within.
    low, high = np.full(8, 0.2), np.full(8, 0.9)
    assert shuffle_p([(low, low), (high, high)]) == 1.0
