"""Organisms through the commands: named, run, guarded and compared as models are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from orexis.agents.organisms.naming import SHIPPED
from orexis.cli.organisms import guarded, horizons_file
from orexis.conclusions import Concluded
from orexis.estimates import Verdict
from orexis.estimates.files import read_estimates
from tests.cli.conftest import Orexis

FEW = ("--factor", "boundary=7", "--factor", "delay=4", "--offers", "4")
SMALL = (*FEW, "--no-controls", "--calibration-runs", "0", "--out", "r")


def without_training(folder: str, name: str) -> None:
    """A copy of the shipped set in which one organism did not learn."""
    shutil.copytree(SHIPPED / "thermometer", folder)
    file = Path(folder, "set.json")
    facts = json.loads(file.read_text())
    for one in facts["organisms"]:
        if one["name"] == name:
            one |= {"reached": False, "why": "criterion not reached, regret 0.5"}
    file.write_text(json.dumps(facts))


def test_shipped_sets_and_how_to_name_one_are_listed(orexis: Orexis) -> None:
    said = orexis("agents").out
    assert "organism/thermometer/NAME     60 of hidden, stated, within, selected, swapped" in said
    assert "organism/DIR/NAME" in said


def test_a_plan_names_every_organism_that_a_pattern_stands_for(orexis: Orexis) -> None:
    said = orexis("plan", "horizon", *FEW, "--model", "organism/thermometer/hidden-h8-*")
    models = said.out.partition("models: ")[2].partition("controls:")[0].replace("\n", "")
    assert [part.strip() for part in models.split(",")] == [
        f"organism/thermometer/hidden-h8-s{seed}" for seed in range(3)
    ]


def test_who_did_not_learn_is_run_but_nothing_is_concluded(orexis: Orexis) -> None:
    without_training("set", "stated-h8-s1")
    said = orexis("run", "horizon", *SMALL, "--model", "organism/set/stated-h8-s[01]")
    assert said.status == 0
    lacking = "organism/set/stated-h8-s1"
    assert f"! {lacking}: training was not enough" in said.err
    facts: dict[str, Any] = json.loads(Path("r/run.json").read_text())
    assert facts["models"] == ["organism/set/stated-h8-s0", lacking]
    known = facts["organisms"][lacking]
    assert (known["regime"], known["horizon"], known["seed"]) == ("stated", 8, 1)
    assert (known["world"], known["reached"]) == ("thermometer", False)
    _, verdicts, notes = read_estimates(Path("r/estimates.json"))
    own = [one for one in verdicts if one.model == lacking]
    assert {one.status for one in own} == {"uninterpretable"}
    assert all("Training was not enough" in one.because for one in own)
    assert any("says nothing of what such training" in note for note in notes)
    assert lacking in Path("r/report.html").read_text()
    # It stays so where the conclusions are drawn again.
    again = orexis("analyze", "r", "--probe", "horizon", "--out", "again")
    assert again.status == 0
    _, verdicts, _ = read_estimates(Path("again/estimates.json"))
    assert {one.status for one in verdicts if one.model == lacking} == {"uninterpretable"}


def test_only_verdicts_on_who_did_not_learn_are_withheld() -> None:
    found = Concluded(
        (), tuple(Verdict(name, "it looks", "supported", "Yes.", name) for name in "ab"), ("n",)
    )
    trained: dict[str, dict[str, Any]] = {
        "a": {"reached": False, "why": "stakes too small"},
        "b": {"reached": True},
    }
    kept = guarded(found, trained)
    assert [one.status for one in kept.verdicts] == ["uninterpretable", "supported"]
    assert kept.verdicts[0].because == (
        "Training was not enough (stakes too small). By its choices alone: supported. Yes."
    )
    assert len(kept.notes) == 2
    assert guarded(found, {"b": trained["b"]}) is found


@pytest.mark.parametrize(
    ("model", "sentence"),
    [
        ("organism/thermometer/stated-h8-s9", "has no organism 'stated-h8-s9'"),
        ("organism/nowhere/*", "there is no set of organisms 'nowhere'"),
        ("organism/thermometer/nothing-*", "none of the 60 organisms"),
        ("organism/thermometer/stated-h8-s0", "no parameter 'price'"),
    ],
)
def test_a_wrong_name_is_a_sentence(orexis: Orexis, model: str, sentence: str) -> None:
    said = orexis("run", "horizon", *SMALL, "--model", model, "-M", "price=3")
    assert said.status == 1
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_horizons_may_be_those_of_a_set(tmp_path: Path) -> None:
    assert horizons_file(Path("thermometer")) == SHIPPED / "thermometer" / "horizons.csv"
    assert horizons_file(tmp_path) == tmp_path / "horizons.csv"
    assert horizons_file(Path("own.csv")) == Path("own.csv")
