from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.estimates import Sample, contrast, correlation, difference_interval


def arm(scores: NDArray[np.float64], blocks: list[str] | None = None) -> Sample:
    names = np.array(blocks or [""] * len(scores), dtype=object)
    return Sample("arm", scores, np.full(len(scores), 10.0), names)


def trials(hits: int, n: int) -> Sample:
    scores = np.repeat([1.0, 0.0], [hits, n - hits])
    return Sample("arm", scores, np.ones(n), np.full(n, "", dtype=object))


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_are_newcombes_published_ones(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference_interval(trials(*first), trials(*second), 0.95)
    assert (found.low, found.high) == pytest.approx((low, high), abs=6e-5)


def test_a_difference_turned_round_is_its_mirror() -> None:
    one = difference_interval(trials(56, 70), trials(48, 80), 0.95)
    two = difference_interval(trials(48, 80), trials(56, 70), 0.95)
    assert (one.low, one.high) == pytest.approx((-two.high, -two.low))


def paired_arms(n: int, *, blocks: bool) -> tuple[Sample, Sample]:
    rng = np.random.default_rng(3)
    quiz = rng.uniform(0.3, 0.9, n)
    names = [f"b{i}" for i in range(n)] if blocks else None
    return arm(quiz, names), arm(quiz - 0.2 + rng.normal(0, 0.02, n), names)


def test_pairs_narrow_a_difference() -> None:
    paired = difference_interval(*paired_arms(30, blocks=True), 0.95)
    apart = difference_interval(*paired_arms(30, blocks=False), 0.95)
    assert paired.value == pytest.approx(apart.value)
    assert paired.high - paired.low < 0.5 * (apart.high - apart.low)


def test_pairs_are_matched_by_block_not_by_order() -> None:
    first, second = paired_arms(30, blocks=True)
    turned = Sample("arm", second.scores[::-1], second.items, second.blocks[::-1])
    assert correlation(first, turned) == pytest.approx(correlation(first, second))


def test_contrary_pairs_few_pairs_and_doubled_blocks_count_as_unpaired() -> None:
    scores = np.linspace(0.2, 0.8, 12)
    names = [f"b{i}" for i in range(12)]
    assert correlation(arm(scores, names), arm(scores[::-1], names)) == 0
    assert correlation(arm(scores[:3], names[:3]), arm(scores[:3], names[:3])) == 0
    doubled = [f"b{i // 2}" for i in range(12)]
    assert correlation(arm(scores, doubled), arm(scores, doubled)) == 0


def test_strata_that_agree_are_as_good_as_one_large_one() -> None:
    high, low = trials(30, 100), trials(70, 100)
    one = contrast([low, high], [1, -1], 0.95)
    four = contrast([low, high] * 4, [0.25, -0.25] * 4, 0.95)
    assert four.value == pytest.approx(one.value)
    large = contrast([trials(280, 400), trials(120, 400)], [1, -1], 0.95)
    assert (four.low, four.high) == pytest.approx((large.low, large.high))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_many_small_strata_hold_the_truth(n: int) -> None:
    rng = np.random.default_rng(3)
    nameless = [""] * n
    held = []
    for _ in range(300):
        arms = [arm((rng.random(n) < 0.7).astype(float), nameless) for _ in range(60)]
        found = contrast(arms, [1 / 30, -1 / 30] * 30, 0.95)
        held.append(found.low <= 0 <= found.high)
    assert np.mean(held) >= 0.92


def test_differences_of_clustered_pairs_hold_the_truth() -> None:
    rng = np.random.default_rng(5)
    names = [f"b{i}" for i in range(12)]
    held = []
    for _ in range(300):
        quiz = rng.uniform(0.4, 0.95, 12)
        one, two = (arm(rng.binomial(10, quiz - loss) / 10, names) for loss in (0.0, 0.3))
        found = difference_interval(one, two, 0.95)
        held.append(found.low <= 0.3 <= found.high)
    assert np.mean(held) > 0.92
