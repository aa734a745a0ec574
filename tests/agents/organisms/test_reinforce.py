"""Learning by the gradient: its credit, what it comes to, and when it says that it has failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.agents.organisms.learning.progress import Progress
from orexis.agents.organisms.learning.reinforce import learn, slopes_of
from orexis.agents.organisms.learning.settings import SMALL, Settings
from orexis.agents.organisms.networks import Memoryless
from orexis.agents.organisms.worlds import Regime, Streams, World, crew_of
from orexis.agents.organisms.worlds.thermometer import REGIMES, THERMOMETER, inputs_of
from orexis.agents.organisms.worlds.world import LEFT, Crew, Floats

QUICK = Settings(falls=600, most=600)
POLICY = np.array([0.8, -0.6, 0.5, 0.0, 0.2])
"""Of an organism whose logit is linear in its inputs, with a bias."""
HORIZONS, SEEDS = (2, 8, 32), 2
DELAYS = np.arange(1, 65)
RATIOS = np.linspace(-2, 4, 121)
NETWORK = Memoryless(4, 16)


def chances(inputs: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-(inputs @ POLICY[:4] + POLICY[4]))))


def features(inputs: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.concatenate([inputs, np.ones((*inputs.shape[:-1], 1))], -1)


def plain_reinforce(regime: str, horizon: int, streams: int, length: int) -> NDArray[np.float64]:
    """Gradients of streams, lived through step by step, with a queue that outlasts episodes.

    Each decision is credited with all that the stream is paid from it to the end of its episode.
    """
    rng = np.random.default_rng(11)
    queue = np.zeros((streams, length + 65))
    surprise = np.zeros((streams, length, 5))
    paid = np.zeros((streams, length))
    for now in range(length):
        ratio = rng.uniform(-1, 3, streams)
        delay = np.minimum(np.floor(2 ** rng.uniform(0, 6.02, streams)).astype(int), 64)
        delay[rng.random(streams) < 0.1] = 0
        left = horizon - 1 - now % horizon
        seen = inputs_of(ratio, delay, left, now % horizon, REGIMES[regime].sees)
        chance = chances(seen)
        accepted = rng.random(streams) < chance
        surprise[:, now] = (accepted - chance)[:, None] * features(seen)
        cost = 2 / (1 + np.exp(ratio))
        queue[np.arange(streams), now + delay] += accepted * (2 - cost)
        paid[:, now] = queue[:, now] - accepted * cost
    gradients = np.zeros((streams, 5))
    for now in range(length):
        end = (now // horizon + 1) * horizon
        gradients += paid[:, now:end].sum(1)[:, None] * surprise[:, now]
    return gradients / length


@pytest.mark.parametrize("regime", ["hidden", "stated"])
def test_credit_per_decision_has_the_gradient_of_plain_reinforce(regime: str) -> None:
    horizon, streams, length = 4, 6000, 16
    plain = plain_reinforce(regime, horizon, streams, length)
    rng = np.random.default_rng(12)
    crew = Crew(np.array([horizon]), np.array([-1]))
    shown = THERMOMETER.streams(regime, crew, streams, length, rng, aligned=True)
    chance = chances(shown.inputs).astype(np.float32)
    slopes = slopes_of(shown, chance, rng.random(chance.shape, np.float32))
    ours = (slopes[0, ..., None] * features(shown.inputs[0])).mean(1)
    error = np.sqrt((plain.var(0) + ours.var(0)) / streams)
    difference = np.abs(plain.mean(0) - ours.mean(0))
    assert (difference < 4 * error + 1e-12).all()
    assert abs(ours.mean(0)[1]) > 10 * error[1]
    assert (ours.std(0)[[0, 1, 4]] < 0.5 * plain.std(0)[[0, 1, 4]]).all()


def trained(regime: str, settings: Settings = QUICK, world: World = THERMOMETER) -> list[Progress]:
    crew = crew_of(world, regime, HORIZONS, SEEDS)
    return list(learn(world, regime, crew, NETWORK, 1, settings))


def weights_of(progress: Progress, left: float, sees: frozenset[str]) -> NDArray[np.float64]:
    """(O, 64): w(k), what is paid at most for one that comes after k steps."""
    offers = inputs_of(RATIOS, DELAYS[:, None], left, 0.0, sees).reshape(-1, 4)
    taken = NETWORK.logits(progress.weights, offers).reshape(-1, len(DELAYS), len(RATIOS)) > 0
    least = np.exp(-RATIOS[taken.argmax(-1)])
    return np.where(taken.any(-1), np.minimum(least, 1), 0.0)


def slopes(revealed: NDArray[np.float64]) -> NDArray[np.float64]:
    logs = np.log2(revealed.reshape(len(HORIZONS), SEEDS) + 0.5)
    return np.asarray(np.polyfit(np.log2(HORIZONS), logs, 1)[0])


def test_hidden_training_gives_a_horizon_that_grows_with_the_episodes() -> None:
    last = trained("hidden")[-1]
    assert last.reached(0.1).all()
    weights = weights_of(last, np.nan, frozenset())
    assert slopes(weights.sum(-1)) == pytest.approx(np.ones(SEEDS), abs=0.12)
    assert weights[2:4, 3] == pytest.approx([0.5, 0.5], abs=0.12)


def test_stated_training_gives_a_step_at_the_stated_boundary_whatever_the_episodes() -> None:
    last = trained("stated")[-1]
    weights = weights_of(last, 7.0, frozenset({LEFT}))
    long_trained = weights[2:]
    assert (long_trained[:, :4] > 0.75).all()
    assert (long_trained[:, 11:] < 0.2).all()
    horizons = long_trained.sum(-1).reshape(2, SEEDS)
    assert horizons[1] / horizons[0] == pytest.approx(np.ones(SEEDS), abs=0.2)


@dataclass(frozen=True)
class Altered:
    """The thermometer with other stakes."""

    name: str = "altered"
    inputs: int = 4
    hidden: int = 16
    gain: float = 0.0

    @property
    def regimes(self) -> Mapping[str, Regime]:
        return REGIMES

    def goal(self, regime: str, seed: int) -> int | None:
        return THERMOMETER.goal(regime, seed)

    def streams(
        self,
        regime: str,
        crew: Crew,
        batch: int,
        length: int,
        rng: np.random.Generator,
        *,
        aligned: bool = False,
    ) -> Streams:
        found = THERMOMETER.streams(regime, crew, batch, length, rng, aligned=aligned)

        def less(values: Floats) -> Floats:
            return np.where(values > 0, np.float32(self.gain) * values, values)

        return replace(found, value=less(found.value), expected=less(found.expected))


def test_stakes_that_are_too_small_are_said_to_be() -> None:
    settings = Settings(falls=200, most=1400)
    checks = trained("hidden", settings, Altered(gain=0.001))
    assert checks[-1].update == 200
    assert (checks[-1].stakes < SMALL).all()
    assert not checks[-1].reached(0.05).any()
    assert all("stakes too small" in why for why in checks[-1].why(0.05))


def test_a_world_in_which_nothing_can_be_gained_is_said_to_be() -> None:
    last = trained("hidden", Settings(falls=300, most=300), Altered(gain=0.0))[-1]
    assert last.reached(0.05).all()
    assert all("nothing could be gained" in why for why in last.why(0.05))


def test_too_few_updates_do_not_reach_the_criterion() -> None:
    checks = trained("stated", Settings(most=150))
    assert [one.update for one in checks] == [100, 150]
    assert checks[-1].finished
    assert not checks[-1].reached(0.05).any()
    assert all("criterion not reached, regret" in why for why in checks[-1].why(0.05))


def test_those_that_reached_the_criterion_stay_as_they_are() -> None:
    settings = Settings(falls=300, most=900, every=50, criterion=0.45)
    checks = trained("clock", settings)
    at_300 = next(one for one in checks if one.update == 300)
    early = at_300.reached(0.45)
    assert early.tolist()[:2] == [True, True]
    assert not early.all()
    last = checks[-1]
    assert last.update == 900
    np.testing.assert_array_equal(last.updates, np.where(early, 300, 900))
    for name, kept in last.weights.items():
        np.testing.assert_array_equal(kept[early], at_300.weights[name][early])
        assert not np.array_equal(kept[~early], at_300.weights[name][~early])


def test_training_goes_on_bit_for_bit() -> None:
    whole = trained("stated", Settings(falls=150, most=450, every=50))
    middle = next(one for one in whole if one.update == 200)
    crew = crew_of(THERMOMETER, "stated", HORIZONS, SEEDS)
    settings = Settings(falls=150, most=450, every=50)
    rest = list(learn(THERMOMETER, "stated", crew, NETWORK, 1, settings, middle))
    assert len(rest) == len(whole) - 4
    for name, array in whole[-1].arrays.items():
        np.testing.assert_array_equal(rest[-1].arrays[name], array)
    for ours, theirs in zip(rest[-1].checks, whole[-1].checks, strict=True):
        np.testing.assert_array_equal(ours.regrets, theirs.regrets)


def test_the_learning_rate_falls_and_falls_again() -> None:
    settings = Settings(falls=100, most=700, rate=1.0, end=0.1)
    rates = np.array([settings.rate_at(update) for update in range(700)])
    starts = np.flatnonzero(rates == 1).tolist()
    assert starts == [0, 100, 300]
    assert all(rates[start - 1] == pytest.approx(0.1, abs=0.01) for start in starts[1:])
    assert rates[-1] == pytest.approx(0.1, abs=0.01)
    falling = [one > after for one, after in pairwise(rates)]
    assert [place + 1 for place, down in enumerate(falling) if not down] == starts[1:]
    assert [update for update in range(701) if settings.settled(update)] == [100, 300, 700]


def test_a_short_training_has_one_whole_fall() -> None:
    settings = Settings(falls=1000, most=50)
    assert settings.rate_at(49) < 0.1 * settings.rate
    assert settings.settled(50)
