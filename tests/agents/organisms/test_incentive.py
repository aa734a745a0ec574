"""World C: myopic learners defect, selection makes them cooperate, swapping undoes it."""

import json
from pathlib import Path

import numpy as np
import pytest

from orexis.agents.organisms.worlds import incentive
from orexis.agents.organisms.worlds.incentive import (
    ARMS,
    Arm,
    Draws,
    IncentiveRow,
    Learners,
    incentive_table,
    policy_gradient,
    reward,
)
from orexis.agents.organisms.worlds.incentive_files import (
    incentive_text,
    read_incentive,
    train_incentive,
)
from orexis.errors import OrexisError


def test_rewards_are_the_published_pay_offs() -> None:
    last, action = np.array([False, False, True, True]), np.array([False, True, False, True])

    assert reward(last, action).tolist() == [-0.5, -1.0, 0.5, 0.0]


@pytest.mark.parametrize("baseline", [-1.0, 0.3])
@pytest.mark.parametrize("state", [False, True])
def test_a_myopic_learner_is_expected_to_defect_by_half_the_variance_of_its_action(
    state: bool, baseline: float
) -> None:
    parameter = np.array([-2.0, 0.0, 1.5])
    p = 1 / (1 + np.exp(-parameter))

    def gradient(action: bool) -> np.ndarray:
        actions, lasts = np.full(3, action), np.full(3, state)
        return policy_gradient(parameter, actions, reward(lasts, actions) - baseline)

    expected = p * gradient(action=True) + (1 - p) * gradient(action=False)

    np.testing.assert_allclose(expected, -p * (1 - p) / 2)


def test_selection_makes_learners_cooperate_and_swapping_undoes_it() -> None:
    rows = {row.arm: row for row in incentive_table(3, 3, steps=6000)}

    assert min(rows[Arm(10, swapped=False)].cooperation) > 0.9
    assert max(rows[Arm(10, swapped=True)].cooperation) < 0.1
    assert max(rows[Arm(None, swapped=False)].cooperation) < 0.1


def test_a_seed_ends_the_same_whatever_is_trained_beside_it() -> None:
    together = incentive_table(3, 5, steps=300)
    alone = incentive_table(1, 5, first=2, steps=300)

    assert [row.cooperation[2] for row in together] == [row.cooperation[0] for row in alone]
    assert together == incentive_table(3, 5, steps=300)
    assert together != incentive_table(3, 6, steps=300)


def test_a_swap_only_permutes_environments() -> None:
    rng = np.random.default_rng(0)
    shape = (len(ARMS), 2, incentive.LEARNERS)
    learners = Learners(
        rng.normal(size=shape), rng.random(shape) < 0.5, np.zeros(shape), np.zeros(shape)
    )
    draws = Draws(
        action=rng.random((1, *shape[1:])),
        tie=rng.random((1, *shape[1:])),
        environment=np.argsort(rng.random((1, *shape[1:])), axis=-1),
        mutation=rng.normal(size=(1, 2, incentive.REPLACED)),
    )

    after, action = incentive.advance(learners, draws, 0)

    for number, arm in enumerate(ARMS):
        assert (after.last[number].sum(-1) == action[number].sum(-1)).all()
        assert (after.last[number] == action[number]).all() != arm.swapped


def test_the_share_of_seeds_has_wilsons_interval() -> None:
    row = IncentiveRow(ARMS[0], (0.9, 0.2, 0.1, 0.6))
    z, share, n = 1.959964, 0.5, 4
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))

    assert row.share == share
    np.testing.assert_allclose(row.interval, (middle - half, middle + half), rtol=1e-5)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    def table(seeds: int, seed: int, report: object, *, first: int) -> tuple[IncentiveRow, ...]:
        del report
        return incentive_table(seeds, seed, first=first, steps=60)

    monkeypatch.setattr("orexis.agents.organisms.worlds.incentive_files.incentive_table", table)


@pytest.mark.usefixtures("short")
def test_a_stopped_training_goes_on_to_the_same_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train_incentive(tmp_path / "whole", 25, 1)
    calls = []

    def stops(seeds: int, seed: int, report: object, *, first: int) -> tuple[IncentiveRow, ...]:
        del report
        calls.append(first)
        if first == 10 and calls.count(10) == 1:
            raise KeyboardInterrupt
        return incentive_table(seeds, seed, first=first, steps=60)

    monkeypatch.setattr("orexis.agents.organisms.worlds.incentive_files.incentive_table", stops)
    with pytest.raises(KeyboardInterrupt):
        train_incentive(tmp_path / "parts", 25, 1)

    assert train_incentive(tmp_path / "parts", 25, 1) == whole
    assert calls == [0, 10, 10, 20]
    assert train_incentive(tmp_path / "parts", 25, 1) == whole
    assert calls == [0, 10, 10, 20]


@pytest.mark.usefixtures("short")
def test_a_folder_has_the_table_and_nothing_half_done(tmp_path: Path) -> None:
    rows = train_incentive(tmp_path, 20, 0)
    content = json.loads((tmp_path / "table.json").read_text())

    assert [path.name for path in tmp_path.iterdir()] == ["table.json"]
    assert content["complete"] is True
    assert read_incentive(tmp_path) == rows
    assert incentive_text(rows).count("of 20") == len(ARMS)


@pytest.mark.usefixtures("short")
def test_a_folder_of_another_plan_is_refused(tmp_path: Path) -> None:
    train_incentive(tmp_path, 20, 0)
    (tmp_path / "trained").mkdir()
    (tmp_path / "trained" / "set.json").write_text("{}")

    with pytest.raises(OrexisError, match="give another folder"):
        train_incentive(tmp_path, 20, 1)
    with pytest.raises(OrexisError, match="give another folder"):
        train_incentive(tmp_path / "trained", 20, 0)


def test_too_few_seeds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OrexisError, match="at least 20 seeds"):
        train_incentive(tmp_path, 5, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_table_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "table.json").write_text("{")

    with pytest.raises(OrexisError, match="cannot be read"):
        read_incentive(tmp_path)
