"""Regret on held-out offers, stratum by stratum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from orexis.agents.organisms.learning.regret import judge
from orexis.agents.organisms.worlds.thermometer import REGIMES, THERMOMETER
from orexis.agents.organisms.worlds.world import Crew, Floats, Streams

HORIZONS = (1, 4, 16)
CREW = Crew(np.array(HORIZONS), np.full(3, -1))


def drawn(regime: str, batch: int = 4000) -> Streams:
    return THERMOMETER.streams(regime, CREW, batch, 1, np.random.default_rng(0))


def rational(streams: Streams) -> Floats:
    return (streams.expected > 0).astype(np.float32)


@pytest.mark.parametrize("regime", REGIMES)
def test_doing_best_has_no_regret(regime: str) -> None:
    streams = drawn(regime)
    judged = judge(streams)
    assert judged.regrets(rational(streams)).tolist() == pytest.approx([0, 0, 0], abs=1e-7)
    assert (judged.regrets(1 - rational(streams)) >= 1).all()


def integrated(horizon: int) -> float:
    """Regret of a coin flip where the boundary is hidden: 1 - E[value]/2 / E[value where > 0]."""
    shares = {0: 0.1, 64: 0.9 * (1 - 6 / 6.02)}
    shares |= {k: 0.9 * float(np.log2((k + 1) / k)) / 6.02 for k in range(1, 64)}
    gain = mean = 0.0
    for k, share in shares.items():
        weight = max(0.0, 1 - k / horizon)

        def value(x: float, weight: float = weight) -> float:
            return float((2 * weight * np.exp(x) - 2) / (1 + np.exp(x)))

        zero = -np.log(weight) if weight else 3.0
        mean += share * quad(value, -1, 3)[0] / 4
        gain += share * quad(value, zero, 3)[0] / 4 if zero < 3 else 0.0
    return 1 - 0.5 * mean / gain


def test_a_coin_flip_has_the_regret_that_integration_gives() -> None:
    streams = drawn("hidden", 60_000)
    flips = np.full(streams.value.shape, 0.5, np.float32)
    found = judge(streams).regrets(flips)
    for horizon, regret in zip(HORIZONS, found.tolist(), strict=True):
        assert regret == pytest.approx(integrated(horizon), rel=0.03)


def test_regret_is_that_of_the_worst_stratum() -> None:
    streams = drawn("stated")
    chances = rational(streams)
    last = streams.stratum == 0
    chances[last] = 1
    judged = judge(streams)
    found = judged.by_stratum(chances)
    assert (found[:, 0] > 2).all()
    assert found[2, 1:].tolist() == pytest.approx([0] * 4, abs=1e-7)
    assert np.isnan(found[1, 3:]).all()
    assert judged.regrets(chances).tolist() == found[:, 0].tolist()
    expected = streams.expected[2, last[2]].astype(float)
    missed = -expected[expected < 0].sum() / expected[expected > 0].sum()
    assert found[2, 0] == pytest.approx(missed, rel=1e-5)


def test_losses_are_set_against_the_cost_where_nothing_can_be_gained() -> None:
    streams = drawn("hidden", 500)
    poor = replace(streams, expected=-np.abs(streams.expected))
    judged = judge(poor)
    assert judged.stakes.tolist() == [0, 0, 0]
    half = np.full(poor.value.shape, 0.5, np.float32)
    wanted = -0.5 * poor.expected[:, :, 0].mean(1) / poor.cost[:, :, 0].mean(1)
    assert judged.regrets(half).tolist() == pytest.approx(wanted.tolist(), rel=1e-5)


def test_what_was_not_put_does_not_count() -> None:
    streams = drawn("hidden", 400)
    put = streams.put.copy()
    put[:, 200:] = False
    some = replace(streams, put=put)
    chances = rational(streams)
    chances[:, 200:] = 1 - chances[:, 200:]
    assert judge(some).regrets(chances).tolist() == pytest.approx([0, 0, 0], abs=1e-7)
    assert (judge(streams).regrets(chances) > 0.3).all()
