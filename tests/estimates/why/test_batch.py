from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.why.conftest import (
    BOUGHT,
    CONDITIONS,
    EASY,
    EXPLANATIONS,
    HINT,
    LAZY,
    THREAT,
    Rate,
    drops,
    expand,
    histograms,
)

from orexis.estimates.why import STATUSES, Cells, Setup, WhyRule, analyze_why, judge_batch

SUPPORTED = STATUSES.index("supported")
AGENTS: list[dict[Rate, float]] = [
    {drops(THREAT, 0.0): 1.0},
    {drops(THREAT, 0.5): 1.0},
    {drops(HINT, 0.9): 1.0},
    {drops(BOUGHT, 0.5): 1.0},
    {drops(LAZY, 0.3): 1.0},
    {drops(THREAT, 0.0, 0.25): 1.0},
    {drops(THREAT, 0.5): 0.25, drops(HINT, 0.5): 0.2, drops(THREAT, 0.0): 0.55},
    {drops(HINT, 0.15): 1.0},
]


@pytest.mark.parametrize("agents", AGENTS)
@pytest.mark.parametrize("n", [6, 20])
def test_a_batch_and_a_table_of_the_same_data_get_the_same_verdicts(
    setup: Setup, agents: dict[Rate, float], n: int
) -> None:
    counts = histograms(np.random.default_rng(n), CONDITIONS, agents, n, 4)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    batch = judge_batch(cells, EXPLANATIONS, WhyRule(), setup)
    for run in range(4):
        one = analyze_why(expand(CONDITIONS, counts[run]), EXPLANATIONS, WhyRule(), setup)
        existence, rest = one.verdicts[:2], one.verdicts[2:]
        assert [STATUSES[code] for code in batch.status[run]] == [v.status for v in rest]
        codes = (batch.baseline[run], batch.residual[run])
        for code, verdict in zip(codes, existence, strict=True):
            # The label shuffle is drawn for a table and approximated for a batch.
            shuffled = "shuffles" in verdict.because and STATUSES[code] == "supported"
            assert shuffled or STATUSES[code] == verdict.status
        for at, verdict in enumerate(rest):
            (estimate,) = verdict.estimates
            assert batch.value[run, at] == pytest.approx(estimate.value, nan_ok=True)
            assert batch.low[run, at] == pytest.approx(estimate.low, nan_ok=True)
        shares = [e for e in one.estimates if e.estimand == "shapley_share"]
        assert batch.share[run] == pytest.approx([e.value for e in shares], nan_ok=True)
        assert batch.share_high[run] == pytest.approx([e.high for e in shares], nan_ok=True)


def test_pure_agents_get_their_own_verdict_and_no_other(setup: Setup) -> None:
    rng = np.random.default_rng(1)
    for at, agents in enumerate(AGENTS[1:5]):
        cells = Cells.from_histograms(
            CONDITIONS, histograms(rng, CONDITIONS, agents, 50, 100), setup
        )
        found = judge_batch(cells, EXPLANATIONS, WhyRule(), setup).status == SUPPORTED
        assert found[:, at].mean() >= 0.95
        assert np.delete(found, at, axis=1).any(axis=1).mean() <= 0.05


@pytest.mark.parametrize(("agent", "status"), [(0, "rejected"), (5, "uninterpretable")])
def test_honest_and_incapable_agents_get_no_explanation(
    setup: Setup, agent: int, status: str
) -> None:
    counts = histograms(np.random.default_rng(2), CONDITIONS, AGENTS[agent], 50, 200)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    found = judge_batch(cells, EXPLANATIONS, WhyRule(), setup)
    assert not (found.status == SUPPORTED).any()
    assert (found.status == STATUSES.index(status)).mean() > 0.95


def test_nothing_is_supported_where_the_true_explanation_was_not_tried(setup: Setup) -> None:
    agents = {drops(BOUGHT, 0.5): 1.0}
    counts = histograms(np.random.default_rng(3), CONDITIONS, agents, 50, 50)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    found = judge_batch(cells, (THREAT, HINT, LAZY), WhyRule(), setup)
    assert found.misfit.all()
    assert not (found.status == SUPPORTED).any()


def test_lack_of_fit_is_seldom_seen_where_there_is_none(setup: Setup) -> None:
    for agents in (AGENTS[1], AGENTS[6]):
        counts = histograms(np.random.default_rng(4), CONDITIONS, agents, 20, 400)
        cells = Cells.from_histograms(CONDITIONS, counts, setup)
        assert judge_batch(cells, EXPLANATIONS, WhyRule(), setup).misfit.mean() < 0.05


def test_runs_that_lack_different_cells_are_judged_apart(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(5), CONDITIONS, AGENTS[1], 20, 3)
    reward = [at for at, c in enumerate(CONDITIONS) if c["consequence"] == "reward"]
    counts[1, reward] = 0
    easy = CONDITIONS.index(EASY)
    counts[2, easy] = 0
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    found = judge_batch(cells, EXPLANATIONS, WhyRule(), setup)
    assert np.isnan(found.value[:, 2]).tolist() == [False, True, False]
    assert STATUSES[found.status[1, 2]] == "uninterpretable"
    assert (found.status[:, 0] == SUPPORTED).all()
