from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from tests.estimates.why.conftest import (
    CONDITIONS,
    EXPLANATIONS,
    HINT,
    THREAT,
    drops,
    histograms,
)

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.designs import design
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.predictive import gains_all_but, gains_alone, scores
from orexis.estimates.why.slab import spike_and_slab
from orexis.estimates.why.structural import Fit


@pytest.fixture
def fits(setup: Setup) -> tuple[Fit, Fit]:
    agents = {drops(THREAT, 0.5): 0.2, drops(HINT, 0.1): 0.8}
    counts = histograms(np.random.default_rng(5), CONDITIONS, agents, 12, 3)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    parts = design(Gaps(cells, setup), EXPLANATIONS)
    return Fit(cells, parts.gaps), Fit(cells, parts.floors)


@pytest.mark.parametrize("which", [0, 1])
def test_submodels_are_weighed_as_by_their_marginal_likelihoods(
    fits: tuple[Fit, Fit], which: int
) -> None:
    fit, run = fits[which], 1
    count, constant = len(fit.block.names), fit.block.constant
    y, v, x = fit.observed.value[run] - 0.5 * constant, fit.noise[run], fit.columns
    weights, means, spreads, kept = [], [], [], []
    for inside in product([0.0, 1.0], repeat=count):
        prior = np.diag([0.25 * i for i in inside] + [1.0] * constant)
        total = np.diag(v) + x @ prior @ x.T
        weights.append(multivariate_normal(np.zeros(len(y)), total).logpdf(y))
        gain = prior @ x.T @ np.linalg.inv(total)
        means.append((gain @ y)[:count])
        spreads.append(np.sqrt(np.maximum(np.diag(prior - gain @ x @ prior), 0))[:count])
        kept.append(inside)
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    found = spike_and_slab(fit, 0.9)
    assert found.inclusion[run] == pytest.approx(weight @ np.array(kept), abs=1e-9)
    assert found.value[run] == pytest.approx(weight @ np.array(means), abs=1e-9)
    for e in range(count):
        for share, limit in ((0.05, found.low[run, e]), (0.95, found.high[run, e])):
            if limit == found.value[run, e]:
                continue  # the mean lies beyond the quantile, and the interval is widened to it
            below, upto = 0.0, 0.0
            for w, m, s, inside in zip(weight, means, spreads, kept, strict=True):
                if inside[e]:
                    below += w * norm.cdf(limit - 1e-7, m[e], s[e])
                    upto += w * norm.cdf(limit + 1e-7, m[e], s[e])
                else:
                    below, upto = below + w * (limit - 1e-7 >= 0), upto + w * (limit + 1e-7 >= 0)
            assert below - 1e-4 <= share <= upto + 1e-4


@pytest.mark.parametrize("which", [0, 1])
def test_left_out_conditions_are_predicted_from_the_others_alone(
    fits: tuple[Fit, Fit], which: int
) -> None:
    fit, run = fits[which], 2
    count, constant = len(fit.block.names), fit.block.constant
    y, v, x = fit.observed.value[run] - 0.5 * constant, fit.noise[run], fit.columns
    prior = np.diag([0.25] * count + [1.0] * constant)
    total = np.diag(v) + x @ prior @ x.T
    found = scores(fit, list(range(count)))[run]
    for i in range(len(y)):
        rest = [j for j in range(len(y)) if j != i]
        pull = total[i, rest] @ np.linalg.inv(total[np.ix_(rest, rest)])
        spread = np.sqrt(total[i, i] - pull @ total[rest, i])
        assert found[i] == pytest.approx(norm.logpdf(y[i], pull @ y[rest], spread), abs=1e-6)


def test_a_needed_explanation_gains_and_an_idle_one_does_not(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(6), CONDITIONS, {drops(THREAT, 0.5): 1.0}, 50, 20)
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    fit = Fit(cells, design(Gaps(cells, setup), EXPLANATIONS).gaps)
    without, alone = gains_all_but(fit).sum(axis=1), gains_alone(fit).sum(axis=1)
    assert (without[:, 0] > 10).all()
    assert (alone[:, 0] > 10).all()
    assert without[:, 1:].mean() < 0
    slab = spike_and_slab(fit, 0.95)
    assert (slab.inclusion[:, 0] > 0.99).all()
    assert slab.inclusion[:, 1:].mean() < 0.3


def test_inclusion_is_calibrated(setup: Setup) -> None:
    """Where a coefficient is said to be needed with p, it is, about that often."""
    rng = np.random.default_rng(7)
    said, true = [], []
    for _ in range(250):
        inside = rng.random(3) < 0.5
        size = np.where(inside, np.abs(rng.normal(0, 0.12, 3)), 0)
        rates = np.array(
            [
                [0.97 - sum(s * e.size(c) for s, e in zip(size, EXPLANATIONS[:3], strict=True))]
                for c in CONDITIONS
            ]
        )
        right = rng.binomial(10, np.clip(rates, 0, 1), (len(CONDITIONS), 10))
        counts = np.stack([(right == score).sum(-1) for score in range(11)], -1)[None]
        cells = Cells.from_histograms(CONDITIONS, counts, setup)
        fit = Fit(cells, design(Gaps(cells, setup), EXPLANATIONS).gaps)
        said.append(spike_and_slab(fit, 0.95).inclusion[0])
        true.append(inside)
    p, t = np.concatenate(said), np.concatenate(true)
    assert t[p > 0.95].mean() > 0.93
    assert t[p < 0.2].mean() < 0.35
