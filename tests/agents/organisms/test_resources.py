"""World B: what is shown, credited and rational, against step-by-step accounts."""

import numpy as np
import pytest

from orexis.agents.organisms.learning.regret import judge
from orexis.agents.organisms.learning.reinforce import learn
from orexis.agents.organisms.learning.settings import Settings
from orexis.agents.organisms.networks import network_of
from orexis.agents.organisms.worlds import WORLDS, Crew, Streams
from orexis.agents.organisms.worlds.resources import (
    CATEGORIES,
    FEATURES,
    GENERAL,
    GOALS,
    LEAST,
    MOST,
    OFFSET,
    REGIMES,
    RESOURCES,
    TRAINED_GOALS,
    inputs_of,
    rational_price,
    works,
)
from orexis.agents.organisms.worlds.world import LEFT, crew_of


def crew(*horizons: int, goal: int = -1) -> Crew:
    return Crew(np.array(horizons), np.full(len(horizons), goal))


def drawn(regime: str, *horizons: int, length: int = 64, aligned: bool = True) -> Streams:
    rng = np.random.default_rng(3)
    return RESOURCES.streams(regime, crew(*horizons), 40, length, rng, aligned=aligned)


def shown(streams: Streams) -> dict[str, np.ndarray]:
    """What stands in the inputs, decoded by hand."""
    x = streams.inputs
    return {
        "q": np.exp((x[..., 0].astype(float) + 0.8) * 2),
        "general": x[..., 1] == 1,
        "useful": x[..., 3] == 1,
        "goal": x[..., 4 : 4 + GOALS].argmax(axis=-1),
        "fits": x[..., 4 + GOALS :].any(axis=-1),
    }


def steps_it_pays(horizon: int, age: int) -> int:
    """Later steps of the episode at which a resource that was bought at this age yields."""
    until = [after for after in range(1, 65) if age + after < horizon]
    return len(until)


def test_the_world_is_registered_with_its_six_regimes() -> None:
    assert WORLDS["resources"] is RESOURCES
    assert len(REGIMES) == 6
    assert {name for name, one in REGIMES.items() if LEFT in one.sees} == {
        name for name in REGIMES if name.startswith("stated")
    }


@pytest.mark.parametrize("regime", ["hidden", "stated-useless"])
def test_a_decision_is_credited_with_what_its_resource_yields_inside_the_episode(
    regime: str,
) -> None:
    horizons = (1, 4, 16)
    streams = drawn(regime, *horizons)
    seen = shown(streams)
    for row, horizon in enumerate(horizons):
        for stream, step in ((0, 0), (3, 5), (7, 30), (11, 63), (20, 47)):
            at = row, stream, step
            pays = (seen["general"][at] or seen["fits"][at]) and seen["useful"][at]
            steps = steps_it_pays(horizon, step % horizon) * pays
            q = seen["q"][at]
            expected = steps * (1 / (q + OFFSET)) - q / (q + OFFSET)
            assert streams.value[at] == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("horizon", [1, 2, 7, 32, 65, 100])
def test_the_rational_price_is_what_a_resource_yields_before_the_episode_ends(
    horizon: int,
) -> None:
    pays = [steps_it_pays(horizon, age) for age in range(horizon)]

    assert rational_price("hidden", horizon) == pytest.approx(np.mean(pays))
    left = np.arange(horizon)
    assert rational_price("stated", horizon, left).tolist() == pays[::-1]
    assert rational_price("stated", horizon, left, False).tolist() == [0] * horizon


def test_no_rational_price_is_claimed_for_steps_left_that_training_never_showed() -> None:
    assert np.isnan(rational_price("stated", 8, [8, 63, np.nan])).all()
    assert rational_price("hidden", 8, [8, 63, np.nan]).tolist() == [3.5] * 3


def test_the_expected_value_is_the_mean_of_what_came() -> None:
    streams = RESOURCES.streams("hidden", crew(8, 32), 40_000, 1, np.random.default_rng(0))
    for row in (0, 1):
        off = (streams.value - streams.expected)[row].ravel()
        assert abs(off.mean()) < 4 * off.std() / np.sqrt(off.size)
        assert off.std() > 0.05


def test_an_episode_keeps_its_goal_and_whether_resources_are_useful_in_it() -> None:
    streams = drawn("hidden-useless", 8, 16, aligned=False)
    seen = shown(streams)
    same = ~streams.starts[..., 1:]
    for name in ("goal", "useful"):
        changed = seen[name][..., 1:] != seen[name][..., :-1]
        assert not (changed & same).any()
        assert changed.any()
    assert set(np.unique(seen["goal"])) == set(range(TRAINED_GOALS))
    assert 0.15 < 1 - seen["useful"].mean() < 0.35


def test_resources_are_always_useful_where_the_regime_does_not_say_otherwise() -> None:
    assert shown(drawn("stated", 8))["useful"].all()


def test_an_organism_with_one_final_goal_sees_no_other() -> None:
    assert [RESOURCES.goal("stated-single", seed) for seed in range(8)] == [0, 1, 2, 3, 4, 5, 0, 1]
    assert RESOURCES.goal("stated", 3) is None
    found = RESOURCES.streams("stated-single", crew(8, goal=4), 9, 16, np.random.default_rng(0))
    seen = shown(found)
    assert (seen["goal"] == 4).all()
    assert 0 < seen["fits"].mean() < seen["general"].mean() < 1


def test_the_offers_are_the_same_whatever_the_horizon() -> None:
    rng = np.random.default_rng(5)
    streams = RESOURCES.streams("stated", crew(1, 32), 20_000, 1, rng)
    log_q = (streams.inputs[..., 0] + 0.8) * 2
    for part in (log_q[0], log_q[1]):
        assert np.quantile(part, [0, 0.5, 1]) == pytest.approx(
            [LEAST, (LEAST + MOST) / 2, MOST], abs=0.07
        )


def test_a_boundary_that_is_hidden_or_not_stated_is_an_input_of_zero() -> None:
    assert not drawn("hidden", 8).inputs[..., 2].any()
    stated = REGIMES["stated"].sees
    found = inputs_of(0.0, GENERAL, 1, [0, 7, np.nan, np.inf], True, stated)
    assert found.shape == (4, FEATURES)
    assert found[:, 2] == pytest.approx([-1, 0.2, 0, 0])


def test_the_tool_of_another_goal_looks_alike_whichever_it_is() -> None:
    found = inputs_of(0.0, [GENERAL, 2, 3, 5], 2, 4, True, REGIMES["stated"].sees)

    assert (found[2] == found[3]).all()
    assert len(np.unique(found, axis=0)) == 3
    assert works([GENERAL, 2, 3], 2).tolist() == [True, True, False]
    assert not works([GENERAL, 2, 3], 2, False).any()


@pytest.mark.parametrize("regime", sorted(REGIMES))
def test_the_rational_policy_has_no_regret_and_refusing_all_misses_every_gain(
    regime: str,
) -> None:
    rng = np.random.default_rng(1)
    streams = RESOURCES.streams(regime, crew(1, 8, 32, goal=2), 4096, 1, rng)
    judged = judge(streams)

    assert judged.regrets((streams.expected > 0).astype(np.float32)) == pytest.approx(0)
    refusing = judged.regrets(np.zeros_like(streams.value))
    assert refusing == pytest.approx([0, 1, 1])
    coin = judged.by_stratum(np.full_like(streams.value, 0.5))
    strata = (np.nan_to_num(coin, nan=-1) >= 0).sum(axis=1).tolist()
    octaves = 6 if LEFT in REGIMES[regime].sees else 1
    assert strata[2] == octaves * (len(CATEGORIES) - (not regime.endswith("useless")))


def test_a_small_training_learns_what_pays_and_says_where_nothing_can_be_learned() -> None:
    horizons, seeds = (2, 8, 32), 2
    people = crew_of(RESOURCES, "hidden", horizons, seeds)
    network = network_of("memoryless", RESOURCES.inputs, RESOURCES.hidden)
    settings = Settings(decisions=256, falls=500, most=500, every=50)
    *_, last = learn(RESOURCES, "hidden", people, network, 0, settings)
    log_q = np.linspace(-2, 5, 141)

    def price(kind: int, goal: int) -> np.ndarray:
        offers = inputs_of(log_q, kind, goal, np.nan, True, REGIMES["hidden"].sees)
        inputs = np.broadcast_to(offers[None, :, None], (len(people.goals), 141, 1, FEATURES))
        starts = np.ones(inputs.shape[:-1], dtype=bool)
        buys = network.forward(last.weights, inputs, starts).logits[..., 0] > 0
        highest = np.where(buys, np.exp(log_q), 0).max(axis=1)
        return np.asarray(np.median(highest.reshape(len(horizons), seeds), axis=1))

    assert price(GENERAL, 0)[1:] == pytest.approx([3.5, 15.5], rel=0.25)
    assert price(4, 4)[1:] == pytest.approx([3.5, 15.5], rel=0.25)
    assert (price(4, 1)[1:] < 1).all()
    assert last.reached(0.05).reshape(3, 2).sum(axis=1).tolist() == [0, 2, 2]
    assert last.why(0.05)[0].startswith("stakes too small")
