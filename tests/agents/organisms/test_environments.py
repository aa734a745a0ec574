"""The worlds as Gymnasium environments: real queues, boundaries that end nothing, same offers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import gymnasium
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from numpy.typing import NDArray

from orexis.agents.organisms.environments import (
    ENVIRONMENTS,
    HiddenIncentiveEnv,
    ResourcesEnv,
    StreamEnv,
    ThermometerEnv,
)
from orexis.agents.organisms.worlds import WORLDS, crew_of
from orexis.agents.organisms.worlds.resources import GENERAL, RESOURCES, YIELDING_STEPS
from orexis.errors import OrexisError

Policy = Callable[[dict[str, Any]], bool]


def played(env: StreamEnv, steps: int, policy: Policy, seed: int = 0) -> list[dict[str, Any]]:
    """Plain numbers of every step, with `taken`, `reward`, `ended` and what is `seen` of it."""
    seen, info = env.reset(seed=seed)
    rows = []
    for _ in range(steps):
        row = {**info, "taken": policy(info), "seen": seen}
        seen, reward, _, ended, info = env.step(int(row["taken"]))
        rows.append({**row, "reward": reward, "ended": ended, "then": info["on_the_way"]})
    return rows


def alternately() -> Policy:
    rng = np.random.default_rng(0)
    return lambda _: bool(rng.random() < 0.5)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_gymnasium_finds_nothing_to_complain_of(name: str) -> None:
    # Its check of a single step takes an episode of one step for a fault.
    check_env(gymnasium.make(name, horizon=4).unwrapped, skip_render_check=True)


@pytest.mark.parametrize(
    ("name", "regime"),
    [("orexis/Thermometer-v0", regime) for regime in WORLDS["thermometer"].regimes]
    + [("orexis/Resources-v0", regime) for regime in RESOURCES.regimes]
    + [("orexis/HiddenIncentive-v0", regime) for regime in ("own", "swapped")],
)
def test_every_regime_is_played_within_its_bounds(name: str, regime: str) -> None:
    env = gymnasium.make(name, horizon=3, regime=regime)
    observation, _ = env.reset(seed=1)
    for step in range(20):
        assert observation in env.observation_space
        observation, _, terminated, ended, _ = env.step(step % 2)
        assert not terminated
        if ended:
            env.reset()


def test_the_boundary_is_where_the_stated_steps_end() -> None:
    rows = played(ThermometerEnv(horizon=3, regime="stated"), 9, alternately())

    assert [row["left"] for row in rows] == [2, 1, 0] * 3
    assert [row["age"] for row in rows] == [0, 1, 2] * 3
    assert [row["ended"] for row in rows] == [False, False, True] * 3


@pytest.mark.parametrize("regime", ["hidden", "geometric", "swapped", "selected-swapped"])
def test_every_pay_off_lands_when_it_is_due_across_boundaries(regime: str) -> None:
    rows = played(ThermometerEnv(horizon=4, regime=regime), 200, alternately())

    due = np.zeros(len(rows) + 65)
    for step, row in enumerate(rows):
        lands = {"swapped": row["delay"] == 0, "selected-swapped": row["delay"] <= row["left"]}
        due[step] -= row["cost"] * row["taken"]
        due[step + row["delay"]] += row["benefit"] * row["taken"] * lands.get(regime, True)

    np.testing.assert_allclose([row["reward"] for row in rows], due[: len(rows)], atol=1e-9)
    assert rows[-1]["then"] == pytest.approx(due[len(rows) :].sum())
    assert (rows[-1]["then"] > 0) == (regime in ("hidden", "geometric"))


def test_a_resource_yields_at_later_steps_whose_goal_it_fits() -> None:
    rows = played(ResourcesEnv(horizon=5, regime="hidden-useless"), 250, alternately())

    expected = np.zeros(len(rows))
    for step, row in enumerate(rows):
        if not row["taken"]:
            continue
        q = np.exp(row["log_q"])
        expected[step] -= q / (q + 8)
        for later in range(step + 1, min(step + 1 + YIELDING_STEPS, len(rows))):
            fits = row["kind"] in (GENERAL, rows[later]["goal"])
            expected[later] += fits * rows[later]["useful"] / (q + 8)

    np.testing.assert_allclose([row["reward"] for row in rows], expected, atol=1e-9)


def test_a_rational_policy_earns_what_it_is_expected_to() -> None:
    """ln cosh(3/2) for each offer that pays in the episode: the mean of 2 tanh(x/2) over x > 0."""
    rows = played(
        ThermometerEnv(horizon=8, regime="stated"),
        3200,
        lambda info: info["delay"] <= info["left"] and info["log_ratio"] > 0,
    )
    rewards = np.array([row["reward"] for row in rows])
    within = np.mean([0.1 + 0.9 * np.log2(left + 1) / 6.02 for left in range(8)])

    error = rewards.std() / np.sqrt(len(rewards) / 8)
    assert rewards.mean() == pytest.approx(within * np.log(np.cosh(1.5)), abs=3 * error)
    assert rows[-1]["then"] == 0


def test_buying_what_pays_back_in_all_earns_what_it_is_expected_to() -> None:
    rows = played(
        ResourcesEnv(horizon=1),
        1500,
        lambda info: info["kind"] == GENERAL and info["log_q"] < np.log(YIELDING_STEPS),
    )
    total = sum(row["reward"] for row in rows) + rows[-1]["then"]
    q = np.exp(np.array([row["log_q"] for row in rows if row["taken"]]))
    low, high = np.exp(-1.4), 64.0
    area = 8 * np.log(high / low) - 9 * np.log((high + 8) / (low + 8))

    worth = (YIELDING_STEPS - q) / (q + 8)
    assert total == pytest.approx(worth.sum())
    error = np.sqrt((worth**2).sum()) / len(rows)
    assert total / len(rows) == pytest.approx(0.5 * area / 6.3, abs=3 * error)


@pytest.mark.parametrize(("cooperates", "mean"), [(True, 0.0), (False, -0.5)])
def test_one_who_meets_its_own_doing_loses_by_defecting(cooperates: bool, mean: float) -> None:
    rows = played(HiddenIncentiveEnv(), 50, lambda _: cooperates)

    assert {row["reward"] for row in rows[1:]} == {mean}
    assert all(row["ended"] for row in rows)


def test_one_whose_state_is_anothers_doing_gains_by_defecting() -> None:
    def mean(cooperates: bool) -> float:
        rows = played(HiddenIncentiveEnv(regime="swapped"), 300, lambda _: cooperates)
        return float(np.mean([row["reward"] for row in rows]))

    assert mean(cooperates=False) - mean(cooperates=True) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("world", "regime"),
    [
        ("thermometer", "hidden"),
        ("thermometer", "stated-clock"),
        ("thermometer", "stated-within"),
        ("resources", "stated"),
        ("resources", "hidden-useless"),
    ],
)
def test_offers_are_those_that_organisms_are_trained_on(world: str, regime: str) -> None:
    horizon, steps = 2, 1000
    trained = {"thermometer": WORLDS["thermometer"], "resources": RESOURCES}[world]
    crew = crew_of(trained, regime, (horizon,), 1)
    streams = trained.streams(regime, crew, 20_000, 1, np.random.default_rng(0))
    batched = streams.inputs[0, :, 0].astype(np.float64)
    name = {"thermometer": "orexis/Thermometer-v0", "resources": "orexis/Resources-v0"}[world]
    env = gymnasium.make(name, horizon=horizon, regime=regime).unwrapped
    assert isinstance(env, StreamEnv)
    single = np.stack([row["seen"] for row in played(env, steps, lambda _: False)])

    def products(inputs: NDArray[Any]) -> NDArray[np.float64]:
        """(N, F + F F): every input, and every product of two."""
        both = inputs[:, :, None] * inputs[:, None, :]
        return np.concatenate([inputs, both.reshape(len(inputs), -1)], 1).astype(np.float64)

    here, there = products(single), products(batched)
    # What belongs to an episode is the same at its steps: fewer draws than steps.
    error = there.std(0) / np.sqrt(steps / horizon) + 1e-6
    assert (np.abs(here.mean(0) - there.mean(0)) < 4 * error).all()
    assert (here.std(0) > 0).sum() == (there.std(0) > 0).sum()


def test_reset_goes_on_with_the_stream_unless_it_is_told_otherwise() -> None:
    env = ThermometerEnv(horizon=2)
    first, _ = env.reset(seed=3)
    for _ in range(5):
        env.step(1)
    seen, _, _, ended, info = env.step(1)
    again, same = env.reset()

    assert ended
    assert info["on_the_way"] > 0
    assert same == info
    np.testing.assert_array_equal(seen, again)
    env.step(1)
    cut = env.reset()[1]
    assert cut["age"] == 0
    assert cut["on_the_way"] > 0
    assert env.reset(options={"stream": "new"})[1]["on_the_way"] == 0
    np.testing.assert_array_equal(env.reset(seed=3)[0], first)


def test_what_is_shown_can_be_chosen() -> None:
    shown = ThermometerEnv(horizon=8, regime="hidden", sees=("left",)).reset(seed=0)[0]
    hidden = ThermometerEnv(horizon=8, regime="hidden").reset(seed=0)[0]
    state = HiddenIncentiveEnv(sees=("last",))
    state.reset(seed=0)

    assert (shown[:2] == hidden[:2]).all()
    assert shown[2] == pytest.approx(np.log2(8) / 2.5 - 1)
    assert hidden[2] == 0
    assert [state.step(action)[0][0] for action in (1, 0, 1)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("orexis/Thermometer-v0", {"horizon": 0}, "at least one step"),
        ("orexis/Thermometer-v0", {"regime": "no"}, "no regime 'no' here: give one of hidden,"),
        ("orexis/Thermometer-v0", {"sees": "left"}, "give sees="),
        ("orexis/Resources-v0", {"goal": 8}, "A goal is 0 to 7"),
        ("orexis/HiddenIncentive-v0", {"sees": ("left",)}, "sees is a list of last"),
    ],
)
def test_wrong_arguments_give_a_sentence(
    name: str, arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(OrexisError, match=sentence):
        gymnasium.make(name, **arguments)


def test_wrong_use_gives_a_sentence() -> None:
    env = ThermometerEnv()
    with pytest.raises(OrexisError, match="call reset"):
        env.step(1)
    with pytest.raises(OrexisError, match="The one option of reset"):
        env.reset(options={"stream": "other"})
    env.reset(seed=0)
    with pytest.raises(OrexisError, match="0 or 1, not 2"):
        env.step(2)


def test_gymnasium_is_imported_by_nothing_else_and_its_lack_is_said_in_a_sentence() -> None:
    code = """
import sys
import orexis.agents.organisms, orexis.agents.organisms.worlds
print("gymnasium" in sys.modules)
sys.modules["gymnasium"] = None
try:
    import orexis.agents.organisms.environments
except Exception as error:
    print(type(error).__name__, error)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.splitlines()[0] == "False"
    assert done.stdout.splitlines()[1].startswith("OrexisError The environments need")
    assert "pip install 'orexis[worlds]'" in done.stdout
