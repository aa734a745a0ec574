from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.price.conftest import ALWAYS, NEVER, XS, Agent, Rate, counts, mixed

from orexis.estimates.price.classes import CLASSES, Classes, classify, neither, pieces
from orexis.estimates.price.fitting import Counts, fit

Array = NDArray[np.float64]


def classes(rate: Rate, offers: int, runs: int) -> list[Classes]:
    accepts, declines = counts([rate] * runs, offers)
    return [classify(each, 1.0, 2.0, fit(each)) for each in Counts.batch(XS, accepts, declines)]


def hump(x: Array, first: Array, shift: Array) -> Array:
    return np.where((x > 2.3) & (x < 4.6), 0.95, 0.05) + 0 * first + 0 * shift


@pytest.mark.parametrize(
    ("rate", "expected", "words"),
    [
        (NEVER, "no trade-off", "never accepts"),
        (ALWAYS, "no trade-off", "always accepts"),
        (mixed(0.0, 8.0), "no trade-off", "whatever the points"),
        (Agent(3.0, 1.0), "smooth", "smooth"),
        (Agent(3.0, 2.0, 0.05, 1.0), "smooth", "smooth"),
        (Agent(3.0, 15.0, 0.02, 1.0), "threshold", "threshold"),
        (Agent(3.0, 40.0), "threshold", "threshold"),
        (Agent(3.0, -1.5), "incoherent", "less with more points"),
        (hump, "incoherent", "now more, now less"),
    ],
)
def test_planted_classes_are_told_apart(rate: Rate, expected: str, words: str) -> None:
    found = classes(rate, 96, 12)
    right = [each for each in found if each.name == expected]
    assert len(right) >= 10, Counter(each.name for each in found)
    assert Counter(words in each.in_words for each in right)[True] >= 0.8 * len(right)


def test_probabilities_are_exclusive_and_exhaustive() -> None:
    for each in classes(Agent(3.0, 4.0), 24, 4):
        assert tuple(each.classes) == CLASSES
        assert sum(each.classes.values()) == pytest.approx(1)
        assert each.probability == max(each.classes.values())


def test_without_data_all_classes_are_as_likely() -> None:
    (none,) = Counts.batch(XS, *np.full((2, 1, len(XS), 2), 1e-9))
    found = classify(none, 1.0, 2.0, fit(none))
    assert list(found.classes.values()) == pytest.approx([0.25] * 4, abs=1e-3)


def test_the_factor_sets_where_a_threshold_begins() -> None:
    (seen,) = Counts.batch(XS, *counts([Agent(3.0, 3.0)], 96))
    narrow, wide = (classify(seen, 1.0, by, fit(seen)) for by in (2.0, 20.0))
    assert narrow.name == "smooth"
    assert wide.name == "threshold"


def test_sequences_that_neither_rise_nor_fall_are_counted_one_by_one() -> None:
    likelihood = np.random.default_rng(1).random((2, 4, 3))
    expected = np.zeros(2)
    for values in product(range(3), repeat=4):
        steps = np.diff(values)
        if (steps > 0).any() and (steps < 0).any():
            expected += likelihood[:, np.arange(4), values].prod(axis=1)
    assert neither(likelihood) == pytest.approx(expected)


def test_pieces_are_neighbours_of_about_equal_weight() -> None:
    weight = np.array([4.0, 0, 1, 1, 2, 4, 0, 4, 4, 4])
    found = pieces(weight)
    assert (np.diff(found) >= 0).all()
    assert np.bincount(found, weight).tolist() == [4, 4, 4, 4, 4, 4]
