from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.estimates.variance.simulating import planted

from orexis.estimates.variance import Counter, analyze_variance
from orexis.estimates.variance.likelihood import Likelihood
from orexis.estimates.variance.reading import counts_of, read_rows


def test_pieces_are_counted_as_the_whole() -> None:
    choices = planted(1)
    counter = Counter()
    for start in range(0, len(choices.outcome), 333):
        here = slice(start, start + 333)
        counter.add(
            choices.model[here],
            choices.context[here],
            choices.rollout[here],
            choices.item[here],
            choices.outcome[here],
        )
    pieces, whole = counter.counts(), choices.counts()
    np.testing.assert_array_equal(pieces.exposures, whole.exposures)
    np.testing.assert_array_equal(pieces.successes, whole.successes)
    np.testing.assert_array_equal(pieces.by_item, whole.by_item)
    np.testing.assert_array_equal(pieces.cell, whole.cell)


def test_a_table_gives_the_same_likelihood_as_its_codes() -> None:
    choices = planted(2)
    rows, _, notes = read_rows(choices.table())
    one, other = (Likelihood(each) for each in (counts_of(rows), choices.counts()))
    x = np.zeros(one.size)
    assert one(x, 0.5).value == pytest.approx(other(x, 0.5).value, abs=1e-9)
    assert not notes


def test_merging_rollouts_with_the_same_items_changes_no_likelihood() -> None:
    counts = planted(3, fixed=True).counts()
    merged = counts.merged()
    assert len(merged.cell) < len(counts.cell) / 1.5
    assert merged.choices == counts.choices
    # One more item, asked once of each rollout in another order, keeps all rows apart.
    apart = replace(counts, repeats=np.ones(len(counts.cell)))
    x = np.random.default_rng(0).normal(0, 0.5, Likelihood(apart).size)
    assert np.isclose(Likelihood(merged)(x, 0.7).value, Likelihood(apart)(x, 0.7).value)


def test_a_row_that_stands_for_repeats_counts_as_often() -> None:
    choices = planted(4, (1, 2, 6, 6), fixed=True)
    table = choices.table()
    twice = {name: np.repeat(column, 2) for name, column in table.columns.items()}
    heavy = {**table.columns, "weight": np.full(len(table), 2.0)}
    one, other = (
        analyze_variance(type(table)(columns)).estimates[:3] for columns in (twice, heavy)
    )
    for a, b in zip(one, other, strict=True):
        np.testing.assert_allclose((a.low, a.value, a.high), (b.low, b.value, b.high), rtol=1e-6)


def test_checks_and_unusable_rows_are_left_out() -> None:
    choices = planted(5)
    count = len(choices.outcome)
    trunk: list[object] = ["" if place % 3 else "r-1" for place in range(count)]
    rollout: list[object] = [
        f"r{one}" if stem == "" else f"f{place}"
        for place, (one, stem) in enumerate(zip(choices.rollout, trunk, strict=True))
    ]
    valid: list[object] = [place % 5 != 0 for place in range(count)]
    rows, _, _ = read_rows(choices.table(trunk=trunk, rollout=rollout, valid=valid))
    assert len(rows) == sum(place % 3 != 0 and place % 5 != 0 for place in range(count))


def test_shares_of_an_unknown_number_of_repeats_are_left_out_and_said() -> None:
    choices = planted(6)
    outcome: list[object] = [
        0.37 if place % 10 == 0 else float(one) for place, one in enumerate(choices.outcome)
    ]
    rows, _, notes = read_rows(choices.table(outcome=outcome))
    assert len(rows) == int(0.9 * len(outcome))
    assert "unknown number of repeats" in notes[0]
