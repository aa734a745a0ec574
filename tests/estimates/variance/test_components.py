from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.variance.simulating import SDS, planted

from orexis.estimates.estimate import Estimate
from orexis.estimates.variance import VarianceAnalysis, analyze_variance, fit_counts
from orexis.estimates.variance.emulator import Emulator


def of(found: VarianceAnalysis, estimand: str, component: str) -> Estimate:
    return next(
        one
        for one in found.estimates
        if one.estimand == estimand and one.cell.get("component") == component
    )


def test_intervals_of_planted_components_hold() -> None:
    truth = np.array(list(SDS.values()))
    held, widths = [], []
    for seed in range(8):
        found = fit_counts(planted(seed).counts(), seed)
        ends = [found.quantiles(np.exp(column), (0.025, 0.975)) for column in found.logs.T]
        low, high = np.array(ends).T
        held.append((low <= truth) & (truth <= high))
        widths.append(np.log(high[3] / low[3]))
    assert np.mean(held) >= 0.88
    assert np.median(widths) < 1.5


def test_draws_are_worth_many_independent_ones() -> None:
    found = fit_counts(planted(3).counts())
    assert found.ess > 1000
    assert found.error < 0.3


def test_the_same_seed_gives_the_same_posterior() -> None:
    one, other = (fit_counts(planted(1).counts(), 5) for _ in range(2))
    np.testing.assert_array_equal(one.logs, other.logs)
    np.testing.assert_array_equal(one.weights, other.weights)


def test_more_choices_narrow_the_rollout_but_not_the_models() -> None:
    few, many = (
        fit_counts(planted(2, (4, 4, rollouts, 24), fixed=True).counts()) for rollouts in (6, 60)
    )
    widths = []
    for found in (few, many):
        ends = [np.log(found.quantiles(np.exp(found.logs[:, at]), (0.025, 0.975))) for at in (0, 3)]
        widths.append([float(np.ptp(each)) for each in ends])
    assert widths[1][1] < widths[0][1] / 2
    assert widths[1][0] > widths[0][0] / 1.5


def test_shares_add_up_and_a_choice_has_the_logistic_share() -> None:
    found = analyze_variance(planted(4).table())
    values = [one for one in found.estimates if one.estimand == "share"]
    assert {one.cell["component"] for one in values} == {*SDS, "choice"}
    assert sum(one.value for one in values) == pytest.approx(1, abs=0.15)
    sds = [of(found, "sd", name).value ** 2 for name in SDS]
    expected = (np.pi**2 / 3) / (np.pi**2 / 3 + sum(sds))
    assert of(found, "share", "choice").value == pytest.approx(expected, abs=0.05)


def test_what_was_seen_once_has_no_share_and_is_said() -> None:
    choices = planted(5, (1, 6, 8, 10))
    found = analyze_variance(choices.table())
    parts = {one.cell["component"] for one in found.estimates if one.estimand == "share"}
    assert parts == {"context", "rollout", "item", "choice"}
    assert any("one model was seen" in note for note in found.notes)
    assert any("6 contexts" in note for note in found.notes)
    assert "6 seen" in of(found, "share", "context").method


def test_formats_have_a_share_of_their_own() -> None:
    choices = planted(6, (2, 3, 12, 12), fixed=True, sds={"item": 0.1})
    rng = np.random.default_rng(0)
    high = choices.item % 2 == 1
    outcome = np.where(high, rng.random(len(high)) < 0.9, choices.outcome)
    shown: list[object] = ["table" if one else "statement" for one in high]
    found = analyze_variance(choices.table(outcome=outcome.astype(float).tolist(), format=shown))
    assert of(found, "sd", "format").value > 3 * of(found, "sd", "item").value
    assert any("2 formats" in note for note in found.notes)


def test_the_correlation_of_chances_is_smaller_than_the_latent_share() -> None:
    found = analyze_variance(planted(7, (2, 3, 40, 12), fixed=True, sds={"rollout": 0.5}).table())
    alike = next(one for one in found.estimates if one.estimand == "rollout_correlation")
    # statistics.md: .055 at a standard deviation of .5 where chances are near one half.
    assert 0.02 < alike.value < 0.07
    assert alike.value < 0.25 / (0.25 + np.pi**2 / 3) + 0.01


def test_an_emulator_learns_a_smooth_function_from_few_values() -> None:
    rng = np.random.default_rng(8)
    places, fresh = rng.normal(0, 1, (120, 3)), rng.normal(0, 1, (50, 3))

    def height(x: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> object:
        return -0.5 * (x**2).sum(axis=1) + 0.3 * np.sin(x[:, 0]) + 0.1 * x[:, 1] ** 3

    learnt = Emulator(places, np.asarray(height(places)))
    missed = learnt(fresh)[:, 0] - np.asarray(height(fresh))
    assert np.sqrt(np.mean(missed**2)) < 0.1
