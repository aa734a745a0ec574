from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm
from tests.estimates.variance.simulating import planted

from orexis.estimates.variance.exact import LogOdds
from orexis.estimates.variance.laplace import Stand, peak
from orexis.estimates.variance.likelihood import Likelihood
from orexis.estimates.variance.structure import SCALE, Structure

Array = NDArray[np.float64]


@pytest.mark.parametrize("sd", [0.05, 0.6, 2.5])
def test_rollouts_are_integrated_out_exactly(sd: float) -> None:
    counts = planted(1, (2, 2, 2, 7), 3).counts()
    x = np.random.default_rng(0).normal(0, 1, 7)
    expected = counts.by_item @ x[4:]
    for cell, asked, hits in zip(counts.cell, counts.exposures, counts.successes, strict=True):
        a = x[cell]

        def density(b: float, a: float = a, asked: Array = asked, hits: float = hits) -> float:
            lost = float(asked @ np.logaddexp(0, a + x[4:] + b))
            return float(np.exp(hits * (a + b) - lost) * norm.pdf(b, 0, sd))

        expected += np.log(quad(density, -8 * sd, 8 * sd, epsabs=1e-13, limit=200)[0])
    assert Likelihood(counts)(x, sd).value == pytest.approx(expected, abs=2e-4)


def test_the_gradient_is_that_of_the_likelihood() -> None:
    likelihood = Likelihood(planted(2, (2, 3, 4, 6), 5).counts())
    x = np.random.default_rng(1).normal(0, 0.7, likelihood.size)
    found = likelihood(x, 0.8).gradient
    for place in range(likelihood.size):
        step = np.zeros(likelihood.size)
        step[place] = 1e-5
        rise = likelihood(x + step, 0.8).value - likelihood(x - step, 0.8).value
        assert found[place] == pytest.approx(rise / 2e-5, abs=1e-5)


def test_the_curvature_is_close_to_that_of_the_likelihood() -> None:
    likelihood = Likelihood(planted(3, (2, 2, 5, 8), 3).counts())
    x = np.random.default_rng(2).normal(0, 0.5, likelihood.size)
    numeric = np.empty((likelihood.size, likelihood.size))
    for place in range(likelihood.size):
        step = np.zeros(likelihood.size)
        step[place] = 1e-4
        change = likelihood(x + step, 0.5).gradient - likelihood(x - step, 0.5).gradient
        numeric[place] = -change / 2e-4
    np.testing.assert_allclose(likelihood(x, 0.5).curvature, numeric, atol=0.05)


@pytest.mark.parametrize(("models", "contexts"), [(3, 4), (1, 5), (4, 1), (1, 1)])
def test_the_precision_is_the_inverse_of_the_summed_covariances(models: int, contexts: int) -> None:
    formats = np.array([0, 0, 0, 1, 1, 2])
    structure = Structure(models, contexts, 6, formats)
    logs = np.random.default_rng(3).normal(-0.5, 0.4, (2, len(structure.components)))
    precision, logdet = structure.precision(logs)
    for row in range(2):
        covariance = _covariance(structure, logs[row], formats)
        np.testing.assert_allclose(precision[row] @ covariance, np.eye(structure.size), atol=1e-8)
        assert logdet[row] == pytest.approx(-np.linalg.slogdet(covariance)[1])


def _covariance(structure: Structure, logs: Array, formats: NDArray[np.int64]) -> Array:
    cells = structure.models * structure.contexts
    model, context = np.divmod(np.arange(cells), structure.contexts)
    sd = dict(zip(structure.components, np.exp(logs), strict=True))
    found = np.zeros((structure.size, structure.size))
    same = {"model": model, "context": context, "model x context": np.arange(cells)}
    found[:cells, :cells] = 2.5**2
    for name, codes in same.items():
        found[:cells, :cells] += sd.get(name, 0.0) ** 2 * (codes[:, None] == codes)
    found[cells:, cells:] = sd["item"] ** 2 * np.eye(structure.items)
    found[cells:, cells:] += sd["format"] ** 2 * (formats[:, None] == formats)
    return found


def test_laplace_is_exact_for_log_odds_without_noise_of_choices() -> None:
    rng = np.random.default_rng(4)
    structure = Structure(2, 2, 3)
    cell = np.repeat(np.arange(4), 3)
    likelihood = LogOdds(4, cell, np.ones((12, 3)), rng.normal(0, 1, (12, 3)), 0.4)
    heights = []
    for logs in (np.log([0.5, 0.4, 0.3, 0.6, 0.7]), np.log([1.1, 0.2, 0.6, 0.1, 0.3])):
        found = peak(likelihood, structure, logs, likelihood.start(), 1e-9).log_density
        heights.append((found, _marginal(likelihood, logs, cell)))
    (one, expected), (other, wanted) = heights
    assert one - other == pytest.approx(expected - wanted, abs=1e-6)


def _marginal(likelihood: LogOdds, logs: Array, cell: NDArray[np.int64]) -> float:
    """Density of the whole table as one normal vector, with the half-t prior of each sd."""
    sd = np.exp(logs)
    rows = [(c, r, j) for (r, c), j in product(enumerate(cell.tolist()), range(3))]
    size = len(rows)
    covariance = np.empty((size, size))
    for one, (c, r, j) in enumerate(rows):
        for other, (d, s, k) in enumerate(rows):
            covariance[one, other] = (
                2.5**2
                + sd[0] ** 2 * (c // 2 == d // 2)
                + sd[1] ** 2 * (c % 2 == d % 2)
                + sd[2] ** 2 * (c == d)
                + sd[3] ** 2 * (r == s)
                + sd[4] ** 2 * (j == k)
                + 0.4**2 * (one == other)
            )
    prior = (logs - 2.5 * np.log1p(sd**2 / (4 * SCALE**2))).sum()
    values = likelihood.values.ravel()
    return float(multivariate_normal.logpdf(values, np.zeros(size), covariance) + prior)


def test_the_stand_in_agrees_with_laplace_where_it_was_made() -> None:
    counts = planted(5, (3, 4, 10, 20)).counts()
    likelihood, structure = Likelihood(counts), Structure(3, 4, 12)
    logs = np.log([0.7, 0.5, 0.4, 0.5, 0.7])
    sds = np.array([0.4, 0.5, 0.6])
    peaks = []
    for sd in sds:
        logs[3] = np.log(sd)
        peaks.append(peak(likelihood, structure, logs, likelihood.start(), 1e-6))
    stand = Stand(structure, sds, peaks)
    for sd, one in zip(sds, peaks, strict=True):
        logs[3] = np.log(sd)
        assert stand(logs[None])[0] == pytest.approx(one.log_density, abs=1e-3)
    logs[3] = np.log(0.55)
    between = peak(likelihood, structure, logs, likelihood.start(), 1e-6)
    assert stand(logs[None])[0] == pytest.approx(between.log_density, abs=0.1)
