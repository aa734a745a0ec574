from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.why.conftest import (
    BOUGHT,
    CONDITIONS,
    EXPLANATIONS,
    HINT,
    LAZY,
    THREAT,
    Rate,
    Says,
    drops,
    high,
    histograms,
)

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.designs import Design, design
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.structural import Fit


def cells(
    setup: Setup, agents: dict[Rate, float], n: int = 50, runs: int = 1, seed: int = 1
) -> Cells:
    counts = histograms(np.random.default_rng(seed), CONDITIONS, agents, n, runs)
    return Cells.from_histograms(CONDITIONS, counts, setup)


def made(setup: Setup, *explanations: Says, drop: tuple[str, str] | None = None) -> Design:
    counts = histograms(np.random.default_rng(1), CONDITIONS, {drops(THREAT, 0.5): 1.0}, 3, 1)
    for at, condition in enumerate(CONDITIONS):
        if drop and condition.get(drop[0]) == drop[1]:
            counts[:, at] = 0
    return design(Gaps(Cells.from_histograms(CONDITIONS, counts, setup), setup), explanations)


MIXTURE: dict[Rate, float] = {
    drops(THREAT, 0.5): 0.4,
    drops(HINT, 0.9): 0.3,
    drops(LAZY, 0.3): 0.2,
    drops(THREAT, 0.0): 0.1,
}
TRUTH = {"threat": 0.2, "hint": 0.27, "bought": 0.0, "lazy": 0.06}


@pytest.mark.parametrize("n", [10, 50])
def test_coefficients_of_a_mixture_are_found_and_their_intervals_hold(setup: Setup, n: int) -> None:
    run = cells(setup, MIXTURE, n, 600)
    parts = design(Gaps(run, setup), EXPLANATIONS)
    assert parts.gaps.names == ("threat", "hint", "bought")
    assert parts.floors.names == ("lazy",)
    for block in (parts.gaps, parts.floors):
        found = Fit(run, block).coefficients
        low, high_ = found.limits(0.95)
        for column, name in enumerate(block.names):
            held: NDArray[np.bool_] = (low <= TRUTH[name]) & (TRUTH[name] <= high_)
            assert found.value[:, column].mean() == pytest.approx(TRUTH[name], abs=0.02)
            assert 0.925 <= held[:, column].mean() <= 0.985, (name, n)


def test_explanations_that_predict_the_same_get_no_coefficient(setup: Setup) -> None:
    twin = Says("twin", THREAT.rule)
    parts = made(setup, THREAT, twin, HINT)
    assert parts.gaps.names == ("hint",)
    assert "the same as 'twin'" in parts.refused["threat"]
    assert "the same as 'threat'" in parts.refused["twin"]
    # What the two predict together must not fall to the third.
    assert parts.gaps.columns.shape[1] == 2


def test_what_inseparable_explanations_predict_is_not_given_to_another(setup: Setup) -> None:
    run = cells(setup, {drops(THREAT, 0.5): 1.0})
    parts = design(Gaps(run, setup), (THREAT, Says("twin", THREAT.rule), HINT))
    low, high_ = Fit(run, parts.gaps).coefficients.limits(0.99)
    assert low[0, 0] < 0 < high_[0, 0] < 0.1


def test_linearly_dependent_predictions_are_refused_with_what_they_follow_from(
    setup: Setup,
) -> None:
    both = Says("both", lambda c: (THREAT.rule(c) + HINT.rule(c)) / 2)
    parts = made(setup, THREAT, HINT, both, BOUGHT)
    assert parts.gaps.names == ("bought",)
    assert "follow from those of 'threat' and 'hint'" in parts.refused["both"]


def test_an_explanation_about_what_was_not_run_is_refused(setup: Setup) -> None:
    parts = made(setup, THREAT, BOUGHT, drop=("consequence", "reward"))
    assert "nothing for the conditions that were run" in parts.refused["bought"]
    assert parts.gaps.names == ("threat",)


def test_a_drop_everywhere_cannot_be_told_from_being_less_able(setup: Setup) -> None:
    parts = made(setup, Says("always", lambda _: 1.0))
    assert "no difference between the conditions" in parts.refused["always"]


def test_conditions_about_which_an_explanation_is_silent_are_left_out(setup: Setup) -> None:
    silent = Says("silent", lambda c: np.nan if c["consequence"] == "reward" else float(high(c)))
    parts = made(setup, THREAT, silent)
    assert parts.left_out == ("consequence = reward",)
    assert len(parts.gaps.where) == 8


def test_conditions_that_pay_points_take_no_part_and_are_not_listed_as_silent(setup: Setup) -> None:
    parts = made(setup, *EXPLANATIONS)
    for block in (parts.gaps, parts.floors):
        assert len(block.where) == 9
        assert not any("points" in where for where in block.where)
    assert parts.left_out == ()
