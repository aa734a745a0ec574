"""A trained set in its folder: made, stopped, gone on with, read, refused."""

from __future__ import annotations

import csv
import errno
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from orexis.agents.organisms.learning.progress import Progress
from orexis.agents.organisms.learning.reinforce import Training
from orexis.agents.organisms.networks import Memoryless, Recurrent
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import TrainedSet, load_set
from orexis.agents.organisms.training import is_trained, train_set
from orexis.agents.organisms.worlds.thermometer import THERMOMETER, inputs_of
from orexis.agents.organisms.worlds.world import Crew
from orexis.errors import OrexisError

PLAN = Plan("thermometer", ("hidden", "stated", "selected"), (2, 8), 2, most=250)
OFFERS = inputs_of(np.linspace(-1, 3, 7), 3, 1, np.nan, frozenset({"left"}))


class StoppedError(Exception):
    """As if the process had been killed."""


def stop_at(regime: str, update: int) -> Callable[[str, Progress], None]:
    def report(now_regime: str, now: Progress) -> None:
        if (now_regime, now.update) == (regime, update):
            raise StoppedError

    return report


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedSet:
    return train_set(PLAN, tmp_path_factory.mktemp("set"))


def test_a_set_has_every_regime_horizon_and_seed(trained: TrainedSet) -> None:
    assert len(trained.members) == 12
    assert trained.names[:5] == (
        "hidden-h2-s0",
        "hidden-h2-s1",
        "hidden-h8-s0",
        "hidden-h8-s1",
        "stated-h2-s0",
    )
    assert trained.horizons.tolist() == [2, 2, 8, 8] * 3
    assert {member.goal for member in trained.members} == {None}
    facts = json.loads((trained.path / "set.json").read_text())
    assert facts["complete"]
    assert facts["organisms"][5]["name"] == "stated-h2-s1"
    assert not (trained.path / "progress").exists()


def test_stopped_training_ends_with_the_same_weights(trained: TrainedSet, tmp_path: Path) -> None:
    out = tmp_path / "set"
    for regime, update in (("hidden", 100), ("stated", 250), ("selected", 100)):
        with pytest.raises(StoppedError):
            train_set(PLAN, out, stop_at(regime, update))
        with pytest.raises(OrexisError, match="not come to its end"):
            load_set(out)
    seen: list[tuple[str, int]] = []
    found = train_set(PLAN, out, lambda regime, now: seen.append((regime, now.update)))
    assert seen[0] == ("selected", 200)
    for name in ("weights.npz", "curves.csv"):
        assert (out / name).read_bytes() == (trained.path / name).read_bytes()
    assert found.members == trained.members


def test_a_complete_set_is_only_read(trained: TrainedSet) -> None:
    assert is_trained(PLAN, trained.path)
    before = {path: path.stat().st_mtime_ns for path in trained.path.iterdir()}
    train_set(PLAN, trained.path, stop_at("hidden", 100))
    assert {path: path.stat().st_mtime_ns for path in trained.path.iterdir()} == before


def test_other_regimes_beside_it_change_nothing(trained: TrainedSet, tmp_path: Path) -> None:
    alone = train_set(Plan("thermometer", ("stated",), (2, 8), 2, most=250), tmp_path / "set")
    among = trained.where([member.regime == "stated" for member in trained.members])
    assert alone.members == among.members
    np.testing.assert_array_equal(alone.probabilities(OFFERS), among.probabilities(OFFERS))


def test_another_seed_makes_other_organisms(trained: TrainedSet, tmp_path: Path) -> None:
    other = Plan("thermometer", ("hidden",), (2, 8), 2, seed=1, most=100)
    found = train_set(other, tmp_path / "set")
    first = trained.where(range(4))
    assert not np.allclose(found.weights["into"], first.weights["into"])
    assert not np.allclose(found.weights["into"][0], found.weights["into"][1])


def test_one_member_chooses_as_it_does_among_all(trained: TrainedSet) -> None:
    all_of_them = trained.probabilities(OFFERS)
    assert all_of_them.shape == (12, 7)
    alone = trained.one("stated-h8-s1")
    assert alone.names == ("stated-h8-s1",)
    np.testing.assert_allclose(alone.probabilities(OFFERS)[0], all_of_them[7], rtol=1e-6)
    own = np.stack([OFFERS + place for place in range(12)])
    mixed = trained.probabilities(own)
    np.testing.assert_allclose(alone.probabilities(OFFERS + 7)[0], mixed[7], rtol=1e-6)


def test_curves_and_horizons_stand_beside(trained: TrainedSet) -> None:
    with (trained.path / "curves.csv").open() as file:
        rows = list(csv.DictReader(file))
    one = [row for row in rows if row["name"] == "hidden-h8-s0"]
    assert [int(row["update"]) for row in one] == [100, 200, 250]
    member = trained.one("hidden-h8-s0").members[0]
    assert float(one[-1]["regret"]) == pytest.approx(member.regret, rel=1e-3, abs=1e-6)
    with (trained.path / "horizons.csv").open() as file:
        known = {row["model"]: row for row in csv.DictReader(file)}
    for member in trained.reached:
        row = known.pop(f"organism/{trained.path.as_posix()}/{member.name}")
        assert int(row["horizon_steps"]) == member.horizon
        stated = member.regime in ("stated", "selected")
        assert row["context"] == (str(member.horizon - 1) if stated else "unstated")
    assert not known


def test_not_reached_has_its_reason(trained: TrainedSet) -> None:
    failed = [member for member in trained.members if not member.reached]
    assert failed
    assert all(member.why.startswith("criterion not reached, regret") for member in failed)
    assert all(member.why == "" for member in trained.reached)


def test_a_name_that_is_not_there_is_refused_with_near_ones(trained: TrainedSet) -> None:
    with pytest.raises(OrexisError, match=r"no organism 'stated-h8-s9'.*stated-h8-s"):
        trained.one("stated-h8-s9")


def test_the_folder_of_another_plan_is_refused(trained: TrainedSet) -> None:
    other = Plan("thermometer", ("hidden",), (2, 8), 3, most=250)
    with pytest.raises(OrexisError, match=r"another trained set .*seeds 2, not 3.*--out"):
        train_set(other, trained.path)


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("all of it")
    with pytest.raises(OrexisError, match="not empty and holds no trained set"):
        train_set(PLAN, tmp_path)
    with pytest.raises(OrexisError, match="holds no trained set"):
        load_set(tmp_path)


def test_a_full_disk_is_said_and_what_was_trained_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan("thermometer", ("hidden",), (2,), 1, most=300)
    out = tmp_path / "set"
    with pytest.raises(StoppedError):
        train_set(plan, out, stop_at("hidden", 200))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(np, "savez", full)
        with pytest.raises(OrexisError, match="No space left on device; free some space"):
            train_set(plan, out)
    seen: list[int] = []
    train_set(plan, out, lambda _, now: seen.append(now.update))
    assert seen == [300]


@pytest.mark.parametrize("name", ["set.json", "weights.npz"])
def test_a_broken_set_is_said(trained: TrainedSet, tmp_path: Path, name: str) -> None:
    for path in trained.path.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:300])
    with pytest.raises(OrexisError, match=r"train (it again )?into another folder"):
        load_set(tmp_path)


def test_weights_have_to_fit_the_members(trained: TrainedSet, tmp_path: Path) -> None:
    for path in trained.path.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    facts = json.loads((tmp_path / "set.json").read_text())
    facts["organisms"].pop()
    (tmp_path / "set.json").write_text(json.dumps(facts))
    with pytest.raises(OrexisError, match=r"weights\.npz does not fit set\.json"):
        load_set(tmp_path)


def test_a_broken_progress_is_said(tmp_path: Path) -> None:
    out = tmp_path / "set"
    with pytest.raises(StoppedError):
        train_set(PLAN, out, stop_at("hidden", 100))
    (out / "progress" / "hidden.npz").write_bytes(b"PK broken")
    with pytest.raises(OrexisError, match="delete it to train 'hidden' from its start"):
        train_set(PLAN, out)


def test_a_plan_learns_as_suits_its_world_unless_told() -> None:
    plan = Plan("resources", ("hidden",), (2,), 1)
    assert (plan.settings.decisions, plan.settings.most) == (256, 3000)
    told = Plan("resources", ("hidden",), (2,), 1, most=50, criterion=0.2)
    assert (told.settings.decisions, told.settings.most, told.settings.criterion) == (256, 50, 0.2)
    assert Plan("thermometer", ("hidden",), (2,), 1).settings.most == 7000


def test_networks_that_remember_are_judged_by_what_counting_tells() -> None:
    crew = Crew(np.array([2, 4]), np.array([-1, -1]))
    told = Training(THERMOMETER, "hidden", crew, Recurrent(4, 3), 0).held_out()
    untold = Training(THERMOMETER, "hidden", crew, Memoryless(4, 3), 0).held_out()
    assert told.value.shape[-1] == 4
    np.testing.assert_array_equal(told.expected, told.value)
    assert told.stratum[1, 0, :].tolist() == [2, 1, 1, 0]
    assert untold.stratum.max() == 0


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan("termometer", ("hidden",), (2,), 1), "did you mean 'thermometer'"),
        (Plan("thermometer", ("hiden",), (2,), 1), "no regime of thermometer 'hiden'"),
        (Plan("thermometer", ("hidden",), (), 1), "each horizon once, and at least one"),
        (Plan("thermometer", ("hidden",), (2, 2), 1), "each horizon once"),
        (Plan("thermometer", ("hidden",), (0,), 1), "horizons have to be 1 or more"),
        (Plan("thermometer", ("hidden",), (2,), 0), "seeds have to be 1 or more"),
        (Plan("thermometer", ("hidden",), (2,), 1, most=0), "updates have to be 1 or more"),
        (Plan("thermometer", ("hidden",), (2,), 1, criterion=2), "between 0 and 1, not 2"),
        (Plan("thermometer", ("hidden",), (2,), 1, network="big"), "no network 'big'"),
        (Plan("thermometer", ("hidden",), (99,), 1, network="recurrent"), "at most 64 steps"),
    ],
)
def test_plans_that_cannot_be_are_refused(plan: Plan, said: str, tmp_path: Path) -> None:
    with pytest.raises(OrexisError, match=said):
        train_set(plan, tmp_path / "set")
    assert not (tmp_path / "set").exists()
