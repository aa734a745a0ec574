from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Rollouts, accuracy, aggregate, at_or_below

ROWS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from([0.0, 1.0]), st.integers(1, 5)), min_size=1
)


def rollouts(*rows: Choice) -> Rollouts:
    return aggregate(ChoiceTable.from_choices(rows))


def test_rows_of_one_rollout_make_one_record() -> None:
    found = rollouts(*(Choice("m", f"r{i % 3}", float(i % 2)) for i in range(12)))
    assert len(found) == 3
    assert found.items.tolist() == [4, 4, 4]
    assert found.score.tolist() == [0.5, 0.5, 0.5]


def test_invalid_rows_make_no_score_and_are_counted_apart() -> None:
    nan = float("nan")
    found = rollouts(
        Choice("m", "a", 1.0),
        Choice("m", "a", nan, valid=False, why_invalid="refused"),
        Choice("m", "a", nan, valid=False, why_invalid="unreadable"),
        Choice("m", "b", nan, valid=False, why_invalid="refused"),
    )
    assert found.score[0] == 1
    assert np.isnan(found.score[1])
    assert found.invalid.tolist() == pytest.approx([2 / 3, 1])
    assert found.refused.tolist() == pytest.approx([1 / 3, 1])
    assert len(accuracy(found).scores) == 1


def test_a_share_of_repeats_is_counted_and_a_bare_share_is_not() -> None:
    found = rollouts(Choice("m", "a", 0.7, weight=10), Choice("m", "b", 0.7))
    assert found.counted.tolist() == [True, False]
    assert not accuracy(found).drawn


def test_exact_rollouts_keep_the_chances_of_their_items() -> None:
    found = rollouts(
        Choice("m", "a", 0.2, exact=True, weight=2), Choice("m", "a", 0.9, exact=True),
        Choice("m", "b", 1.0),
    )  # fmt: skip
    assert found.chances[0].tolist() == [0.2, 0.2, 0.9]
    assert found.chances[1] is None
    assert at_or_below(found, 0.5).scores.tolist() == pytest.approx(
        [0.8**2 + 2 * 0.2 * 0.8 * 0.1, 0]
    )


@given(rows=ROWS, seed=st.integers(0, 99))
def test_neither_the_order_of_rows_nor_splitting_a_weight_matters(
    rows: list[tuple[int, float, int]], seed: int
) -> None:
    whole = [Choice("m", f"r{r}", hit, weight=weight) for r, hit, weight in rows]
    split = [Choice("m", f"r{r}", hit) for r, hit, weight in rows for _ in range(weight)]
    shuffled = np.random.default_rng(seed).permutation(len(split))
    one, two = rollouts(*whole), rollouts(*(split[i] for i in shuffled))
    np.testing.assert_allclose(one.score, two.score)
    np.testing.assert_allclose(one.items, two.items)
