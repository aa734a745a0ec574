from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import ttest_ind
from tests.estimates.why.conftest import BASELINE, both_arms

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.linear import covariance, sums

CONDITIONS = both_arms([BASELINE])
DIFFERENCE = np.array([[-1.0, 1.0]])


def test_a_difference_of_two_large_cells_is_welchs(setup: Setup) -> None:
    rng = np.random.default_rng(1)
    counts = np.stack(
        [rng.multinomial(400, [0.2, 0.5, 0.3]), rng.multinomial(300, [0.1, 0.3, 0.6])]
    )
    cells = Cells.from_histograms(CONDITIONS, counts[None], setup)
    one, two = (np.repeat([0, 0.5, 1], row) for row in counts)
    low, high = sums(cells, DIFFERENCE).limits(0.95)
    expected = ttest_ind(two, one, equal_var=False).confidence_interval(0.95)
    assert (low[0, 0], high[0, 0]) == pytest.approx((expected.low, expected.high), abs=3e-4)


@pytest.mark.parametrize("rates", [(0.97, 0.97), (0.97, 0.5), (0.995, 0.02)])
def test_a_gap_holds_the_truth_near_0_and_1(setup: Setup, rates: tuple[float, float]) -> None:
    rng = np.random.default_rng(2)
    right = rng.binomial(10, np.array(rates)[None, :, None], (4000, 2, 20))
    counts = np.stack([(right == score).sum(-1) for score in range(11)], -1)
    low, high = sums(Cells.from_histograms(CONDITIONS, counts, setup), DIFFERENCE).limits(0.95)
    truth = rates[1] - rates[0]
    held = ((low <= truth + 1e-12) & (truth - 1e-12 <= high)).mean()
    assert held >= 0.93


def test_limits_stay_within_what_the_weights_allow(setup: Setup) -> None:
    counts = np.array([[[3, 0], [0, 3]]])
    low, high = sums(Cells.from_histograms(CONDITIONS, counts, setup), DIFFERENCE).limits(0.95)
    assert high[0, 0] == 1
    assert low[0, 0] < 0.6


def test_agreeing_cells_are_pooled_over_a_sum(setup: Setup) -> None:
    contexts = [{**BASELINE, "points": str(i)} for i in range(30)]
    conditions = [{**context, "trigger": "low"} for context in contexts]
    counts = np.zeros((1, 31, 2), dtype=int)
    counts[0, :30, 1] = 10
    counts[0, 30] = [5, 5]
    conditions.append({**BASELINE, "trigger": "high"})
    cells = Cells.from_histograms(conditions, counts, setup)
    alone, together = np.zeros((2, 1, 31))
    alone[0, 0], together[0, :30] = 1, 1 / 30
    # 10 rollouts that agree leave room for 1 in 12 of another kind, 300 together for far less.
    assert sums(cells, alone).variance[0, 0] == pytest.approx(11 / 12**2 / 10)
    assert sums(cells, together).variance[0, 0] < 11 / 12**2 / 10 / 200


def test_a_sum_over_an_empty_cell_is_refused(setup: Setup) -> None:
    cells = Cells.from_histograms(CONDITIONS, np.array([[[3, 3], [0, 0]]]), setup)
    with pytest.raises(ValueError, match="no rollout"):
        sums(cells, DIFFERENCE)
    assert sums(cells, np.array([[1.0, 0.0]])).value[0, 0] == 0.5


def test_sums_that_share_a_cell_are_correlated(setup: Setup) -> None:
    cells = Cells.from_histograms(CONDITIONS, np.array([[[3, 3], [4, 2]]]), setup)
    shared = covariance(cells, DIFFERENCE, np.array([[0.0, 1.0]]))
    assert shared[0, 0] == pytest.approx(cells.variance[0, 1])
