from __future__ import annotations

import numpy as np
from tests.estimates.why.conftest import (
    BOUGHT,
    CONDITIONS,
    HINT,
    THREAT,
    Rate,
    Says,
    drops,
    histograms,
)

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.designs import design
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.misfit import misfit
from orexis.estimates.why.nonnegative import non_negative
from orexis.estimates.why.structural import Fit


def fit(setup: Setup, agents: dict[Rate, float], n: int, *explanations: Says) -> Fit:
    counts = histograms(np.random.default_rng(1), CONDITIONS, agents, n, 1000)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    return Fit(cells, design(Gaps(cells, setup), explanations).gaps)


def test_a_model_that_holds_is_seldom_doubted(setup: Setup) -> None:
    for rate in (0.97, 0.7):
        for n in (10, 50):
            own = fit(setup, {drops(THREAT, 0.5, rate): 1.0}, n, THREAT, HINT, BOUGHT)
            found = misfit(own, non_negative(own), 0.95, 0.1)
            assert (found.p < 0.05).mean() < 0.07
            assert found.alarm.mean() < 0.03


def test_the_condition_that_nobody_explains_is_named(setup: Setup) -> None:
    own = fit(setup, {drops(BOUGHT, 0.5): 1.0}, 20, THREAT, HINT)
    found = misfit(own, non_negative(own), 0.95, 0.1)
    assert found.alarm.mean() > 0.99
    assert {own.block.where[at] for at in found.worst} == {"consequence = reward"}
    assert 0.3 < found.residual.mean() < 0.5


def test_a_misfit_below_the_margin_is_no_alarm(setup: Setup) -> None:
    own = fit(setup, {drops(BOUGHT, 0.08): 1.0}, 200, THREAT, HINT)
    found = misfit(own, non_negative(own), 0.95, 0.1)
    assert (found.p < 0.05).mean() > 0.95
    assert found.alarm.mean() < 0.05


def test_a_design_without_spare_conditions_cannot_misfit(setup: Setup) -> None:
    conditions = [{"trigger": "high"}, {"trigger": "low"}]
    cells = Cells.from_histograms(conditions, np.array([[[5, 5], [1, 9]]]), setup)
    own = Fit(cells, design(Gaps(cells, setup), (THREAT,)).gaps)
    found = misfit(own, non_negative(own), 0.95, 0.1)
    assert not found.alarm.any()
    assert found.p.tolist() == [1.0]
