from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from scipy.optimize import lsq_linear
from tests.estimates.why.conftest import (
    BOUGHT,
    CONDITIONS,
    EASY,
    EXPLANATIONS,
    HINT,
    THREAT,
    Rate,
    Says,
    drops,
    expand,
    high,
    histograms,
)

from orexis.estimates.why import STATUSES, Cells, Setup, WhyRule, analyze_why, judge_batch
from orexis.estimates.why.findings import STEP, Findings
from orexis.estimates.why.nonnegative import left_over, non_negative

PLAIN = Says(
    "plain", lambda c: float(high(c) and c["consequence"] in {"unlearning", "reward"} and _open(c))
)
TRIED = (THREAT, PLAIN, BOUGHT)


def _open(condition: Mapping[str, str]) -> bool:
    return condition["audience"] == "unmarked"


def overlooked(salience: float, drop: float) -> Rate:
    """Acts on the threat, which a marked audience hides in part."""

    def rate(condition: Mapping[str, str]) -> float:
        if condition == EASY:
            return 0.05
        return 0.97 - drop * THREAT.size(condition) * (1 if _open(condition) else salience)

    return rate


def found(
    setup: Setup, agents: dict[Rate, float], n: int, *tried: Says, runs: int = 200
) -> Findings:
    counts = histograms(np.random.default_rng(0), CONDITIONS, agents, n, runs)
    return Findings(Cells.from_histograms(CONDITIONS, counts, setup), tried, WhyRule(), setup)


def test_the_fit_without_negatives_is_the_best_of_all_such_fits(setup: Setup) -> None:
    for tried in (TRIED, EXPLANATIONS):
        for fit in found(setup, {overlooked(0.3, 0.3): 1.0}, 10, *tried, runs=20).fits:
            best, count = non_negative(fit), len(fit.block.names)
            lowest = np.where(np.arange(fit.columns.shape[1]) < count, 0.0, -np.inf)
            for run in range(20):
                y, w = fit.observed.value[run], np.sqrt(1 / fit.noise[run])
                even = lsq_linear(fit.columns, y, (lowest, np.inf), tol=1e-12)
                weighted = lsq_linear(fit.columns * w[:, None], y * w, (lowest, np.inf), tol=1e-12)
                assert best.value[run] == pytest.approx(even.x[:count], abs=1e-5)
                assert best.total[run] == pytest.approx(2 * weighted.cost, rel=1e-5)
                left = y - fit.columns @ even.x
                assert best.residuals.value[run] == pytest.approx(left, abs=1e-5)


def test_a_run_without_a_negative_coefficient_keeps_its_least_squares(setup: Setup) -> None:
    agents = {drops(THREAT, 0.5): 0.4, drops(PLAIN, 0.5): 0.3, drops(BOUGHT, 0.5): 0.3}
    (fit,) = found(setup, agents, 50, *TRIED, runs=20).fits
    best = non_negative(fit)
    assert (fit.coefficients.value >= 0).all()
    assert (best.value == fit.coefficients.value).all()
    assert (best.total == left_over(fit)).all()
    assert (best.used == fit.columns.shape[1]).all()


def test_a_cause_that_is_overlooked_in_places_supports_no_other_one(setup: Setup) -> None:
    for salience, drop in ((0.3, 0.2), (0.3, 0.5), (0.5, 0.3), (0.7, 0.5)):
        cells = found(setup, {overlooked(salience, drop): 1.0}, 50).cells
        status = judge_batch(cells, TRIED, WhyRule(), setup).status
        assert (status[:, 1:] == STATUSES.index("supported")).any(axis=1).mean() <= 0.05


def test_what_only_a_negative_coefficient_carries_is_undecided_and_says_so(setup: Setup) -> None:
    run = found(setup, {overlooked(0.3, 0.15): 1.0}, 50, *TRIED)
    balanced = run.steps[:, 1] == STEP["balanced"]
    assert balanced.mean() > 0.2
    assert (run.coefficients[0][balanced, 1] > 0.1 - 1e-9).all()
    assert (run.without_negatives[balanced, 1] < 0.1).all()
    assert (run.coefficients[0][balanced].min(axis=1) < 0).all()
    counts = histograms(
        np.random.default_rng(0), CONDITIONS, {overlooked(0.3, 0.15): 1.0}, 50, 200
    )[int(np.argmax(balanced))]
    (verdict,) = analyze_why(expand(CONDITIONS, counts), TRIED, WhyRule(), setup).verdicts[3:4]
    assert verdict.status == "undecided"
    assert "without negative drops it falls short of the margin: 0.0" in verdict.because


def test_a_small_coefficient_is_doubted_over_a_small_misfit_and_a_large_one_is_not(
    setup: Setup,
) -> None:
    agents = {
        lambda c: (
            0.05
            if c == EASY
            else 0.97 - 0.4 * THREAT.size(c) - 0.13 * HINT.size(c) + 0.08 * BOUGHT.size(c)
        ): 1.0
    }
    run = found(setup, agents, 200, THREAT, HINT)
    (each,) = run.misfits
    assert not each.alarm.any()
    assert (run.steps[:, 0] == STEP["supported"]).mean() > 0.95
    assert (run.steps[:, 1] == STEP["misfit"]).mean() > 0.6


def test_nothing_is_rejected_by_an_interval_that_lack_of_fit_makes_too_narrow(setup: Setup) -> None:
    agents = {overlooked(0.0, 0.5): 1.0}
    run = found(setup, agents, 50, *TRIED)
    # The threat is the cause, but least squares gives what it does to 'plain' and to less than 0.
    assert (run.coefficients[2][:, 0] < 0.1).mean() > 0.95
    assert (run.steps[:, 0] == STEP["loose"]).mean() > 0.95
    counts = histograms(np.random.default_rng(0), CONDITIONS, agents, 50, 1)[0]
    threat = analyze_why(expand(CONDITIONS, counts), TRIED, WhyRule(), setup).verdicts[2]
    assert threat.status == "undecided"
    assert "fit the conditions worse than chance allows" in threat.because
    honest = found(setup, {drops(THREAT, 0.0): 1.0}, 50, *TRIED)
    assert (honest.steps[:, 0] == STEP["rejected"]).mean() > 0.98
