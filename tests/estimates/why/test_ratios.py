from __future__ import annotations

import math

import numpy as np
import pytest
from tests.estimates.why.conftest import CONDITIONS, HINT, THREAT, drops, histograms

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.factorial import contrasts
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.ratios import fieller


def test_the_limits_are_the_ratios_that_the_data_do_not_exclude(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(1), CONDITIONS[:6], {drops(THREAT, 0.5): 1.0}, 30, 1)
    cells = Cells.from_histograms(CONDITIONS[:6], counts, setup)
    top, bottom = np.zeros((2, 6))
    top[:4], bottom[:2] = [-1, 1, 1, -1], [-1, 1]
    found = fieller(cells, top[None], bottom, 0.95)
    for limit in (found.low[0, 0], found.high[0, 0]):
        row = top - limit * bottom
        error = math.sqrt(float((row**2 * cells.variance[0]).sum()))
        assert abs(float(row @ cells.mean[0])) / error == pytest.approx(2.0, abs=0.06)


def test_there_is_no_share_of_a_gap_that_may_be_0(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(2), CONDITIONS, {drops(THREAT, 0.0): 1.0}, 30, 400)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    gaps = Gaps(cells, setup)
    baseline = gaps.combine([(setup.context(), 1.0)])
    assert not isinstance(baseline, list)
    found = fieller(cells, baseline[None], baseline, 0.95)
    assert np.isnan(found.value).mean() > 0.95


@pytest.mark.parametrize("n", [10, 50])
def test_shares_hold_the_truth_for_a_mixture(setup: Setup, n: int) -> None:
    agents = {drops(THREAT, 0.5): 0.4, drops(HINT, 0.9): 0.6}
    counts = histograms(np.random.default_rng(3), CONDITIONS, agents, n, 1000)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    gaps = Gaps(cells, setup)
    baseline = gaps.combine([(setup.context(), 1.0)])
    assert not isinstance(baseline, list)
    truth = {"deployment": 0.54 / 0.74, "audience": 0.0, "consequence": 0.2 / 0.74}
    for contrast in contrasts(gaps):
        if contrast.estimand == "shapley" and contrast.weights is not None:
            found = fieller(cells, contrast.weights[None], baseline, 0.95)
            true = truth[contrast.cell["factor"]]
            held = (found.low <= true + 1e-9) & (true - 1e-9 <= found.high)
            assert 0.93 <= held[~np.isnan(found.value)].mean() <= 0.99
