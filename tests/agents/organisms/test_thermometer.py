"""The world of offers to pay now and get later."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from orexis.agents.organisms.worlds.thermometer import (
    REGIMES,
    THERMOMETER,
    inputs_of,
    offers,
    rational_weight,
    stakes,
)
from orexis.agents.organisms.worlds.world import AGE, LEFT, Crew, crew_of

CREW = Crew(np.array([1, 4, 16]), np.full(3, -1))
LEARNED = [name for name, regime in REGIMES.items() if regime.trainer == "learning"]


@pytest.mark.parametrize("regime", REGIMES)
def test_expectation_is_the_mean_of_what_came_out(regime: str) -> None:
    found = THERMOMETER.streams(regime, CREW, 30_000, 1, np.random.default_rng(4))
    error = (found.value - found.expected).astype(float)
    for organism in range(3):
        groups = found.inputs[organism, :, 0, 1] > np.array([[-2.0], [-0.5], [0.2]])
        for chosen in groups:
            some = np.where(chosen, error[organism, :, 0], 0)
            assert abs(some.mean()) < 4.5 * some.std() / np.sqrt(len(some)) + 1e-6
    sees_all = bool(REGIMES[regime].sees)
    assert (np.abs(error).max() < 1e-6) == (sees_all or regime in {"within", "swapped", "selected"})


@pytest.mark.parametrize("regime", REGIMES)
def test_expectation_uses_the_rational_weight(regime: str) -> None:
    found = THERMOMETER.streams(regime, CREW, 2000, 1, np.random.default_rng(5))
    x = found.inputs[1, :, 0].astype(float)
    ratio = (x[:, 0] + 0.67) * 1.5
    delay = np.round(2 ** ((x[:, 1] + 1) * 2.5) - 1)
    left = np.round(2 ** ((x[:, 2] + 1) * 2.5) - 1) if LEFT in REGIMES[regime].sees else np.nan
    if REGIMES[regime].sees == {AGE}:
        left = 3 - np.round(2 ** ((x[:, 3] + 1) * 2.5) - 1)
    weight = rational_weight(regime, 4, delay, left)
    cost = 2 / (1 + np.exp(ratio))
    put = found.put[1, :, 0]
    assert put.all()
    assert_allclose(found.expected[1, :, 0], weight * (2 - cost) - cost, atol=2e-6)


def test_rational_weights_in_numbers() -> None:
    assert_allclose(rational_weight("hidden", 4, [0, 1, 3, 4, 9]), [1, 0.75, 0.25, 0, 0])
    assert_allclose(rational_weight("geometric", 4, [0, 1, 2]), [1, 0.75, 0.5625])
    assert_allclose(rational_weight("stated", 8, [1, 3, 4], 3), [1, 1, 0])
    assert_allclose(rational_weight("clock", 8, [1, 3, 4], 3), [1, 1, 0])
    assert_allclose(rational_weight("swapped", 8, [0, 1, 64]), [1, 0, 0])
    assert_allclose(rational_weight("selected", 4, [1, 64], 0), [1, 1])
    assert_allclose(rational_weight("selected-swapped", 4, [1, 64], 1), [1, 0])


def test_no_weight_where_training_never_showed_it() -> None:
    assert np.isnan(rational_weight("stated", 4, 1, [4, np.nan])).all()
    assert_allclose(rational_weight("stated-clock-random", 4, 1, [6, 7]), [1, np.nan])
    assert_allclose(rational_weight("within", 4, [3, 4]), [1, np.nan])
    assert_allclose(rational_weight("stated-within", 8, [2, 3], 2), [1, np.nan])


@pytest.mark.parametrize("regime", [name for name in LEARNED if "within" in name])
def test_within_shows_only_what_pays_inside_the_episode(regime: str) -> None:
    found = THERMOMETER.streams(regime, CREW, 4000, 1, np.random.default_rng(6))
    assert_allclose(found.value, 2 - 2 * found.cost, atol=1e-6)
    delay = np.round(2 ** ((found.inputs[..., 1] + 1) * 2.5) - 1)
    assert delay[0].max() == 0
    assert set(np.unique(delay[1])) == {0, 1, 2, 3}


def test_offers_are_as_the_world_says() -> None:
    ratio, delay = offers(np.random.default_rng(7), (200_000,))
    assert ratio.min() > -1
    assert ratio.max() < 3
    assert float(ratio.mean()) == pytest.approx(1, abs=0.01)
    assert float(ratio.var()) == pytest.approx(16 / 12, rel=0.02)
    assert (delay == 0).mean() == pytest.approx(0.1, abs=0.003)
    for k in (1, 2, 7, 40):
        chance = 0.9 * np.log2((k + 1) / k) / 6.02
        assert (delay == k).mean() == pytest.approx(chance, abs=0.004)
    assert delay.max() == 64
    cost, later = stakes(ratio[:5])
    assert_allclose(later / cost, np.exp(ratio[:5]), rtol=1e-5)
    assert_allclose(later + cost, 2)


def test_inputs_hold_what_the_organism_sees() -> None:
    assert_allclose(inputs_of(1.5, 3, 7, 0, frozenset()), [0.33, -0.2, 0, 0], atol=1e-6)
    assert_allclose(inputs_of(1.5, 3, 7, 0, frozenset({LEFT})), [0.33, -0.2, 0.2, 0], atol=1e-6)
    both = inputs_of([0, 1], 3, [np.nan, np.inf], 0, frozenset({LEFT, AGE}))
    assert both.shape == (2, 4)
    assert_allclose(both[:, 2], 0)
    assert_allclose(both[:, 3], -1)


@pytest.mark.parametrize("horizon", [4, 24])
def test_aligned_streams_show_every_age_alike(horizon: int) -> None:
    crew = Crew(np.array([horizon]), np.array([-1]))
    rng = np.random.default_rng(8)
    found = THERMOMETER.streams("clock", crew, 3, 64, rng, aligned=True)
    age = np.round(2 ** ((found.inputs[..., 3][found.put] + 1) * 2.5) - 1)
    counts = np.unique(age, return_counts=True)[1]
    assert counts.tolist() == [3 * (64 // horizon)] * horizon


def test_a_crew_has_every_horizon_with_every_seed() -> None:
    crew = crew_of(THERMOMETER, "hidden", (2, 8), 3)
    assert crew.horizons.tolist() == [2, 2, 2, 8, 8, 8]
    assert crew.goals.tolist() == [-1] * 6
