from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from orexis.agents.organisms.naming import SHIPPED
from orexis.choices.files import read_table
from orexis.estimates.files import read_estimates
from tests.cli.conftest import Orexis

FACTS = "set.json"


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The shipped set, two of its organisms untrained."""
    folder = tmp_path / "few"
    shutil.copytree(SHIPPED / "thermometer", folder)
    facts = json.loads((folder / FACTS).read_text())
    for one in facts["organisms"][:2]:
        one.update(reached=False, why="<b>stakes</b> too small")
    (folder / FACTS).write_text(json.dumps(facts))
    return folder


def test_reads_a_set_and_writes_everything_down(orexis: Orexis, few: Path, tmp_path: Path) -> None:
    said = orexis("read", str(few), "--out", "out", "--choices", "40", "--exact")
    out = tmp_path / "out"
    assert said.status == 0, said.err
    assert "the horizon is the context's" in said.out
    assert "Uninterpretable: 2 organisms" in said.out
    table = read_table(out / "choices.parquet")
    facts = json.loads((out / "run.json").read_text())
    assert len(table.models) == len(facts["organisms"])
    assert len(table) == len(table.models) * 40
    estimates, verdicts, _ = read_estimates(out / "estimates.json")
    assert {one.status for one in verdicts} >= {"supported", "rejected"}
    lost = [one for one in estimates if one.reason.startswith("uninterpretable")]
    assert {one.model for one in lost} == {one["name"] for one in facts["organisms"][:2]}
    page = (out / "report.html").read_text()
    assert "&lt;b&gt;stakes&lt;/b&gt; too small" in page
    assert "<b>stakes</b>" not in page
    assert "Past the trained length: does it wander, or fall apart?" in said.out
    late = [one.status for one in verdicts if one.model == "stated-h8"]
    assert late == ["uninterpretable"] * 2  # three seeds are too few
    lines = (out / "exact.csv").read_text().splitlines()
    assert lines[0] == "organism,regime,horizon,seed,reached,context,delay,weight"
    assert len(lines) == 1 + len(table.models) * 8 * 64


def test_resources_are_read_by_what_they_are_wanted_for(orexis: Orexis, tmp_path: Path) -> None:
    said = orexis("read", "resources", "--out", "out")
    assert said.status == 0, said.err
    assert "general" in said.out
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nowhere", "--out", "out"), "there is no set of organisms 'nowhere'"),
        (("thermometer", "resources", "--out", "out"), "read the sets of each world apart"),
        (("thermometer", "thermometer", "--out", "out"), "two of these sets have an organism"),
        (("thermometer", "--out", "out", "--choices", "5"), "--choices 5 is too few"),
        (("thermometer", "--out", "taken"), "is not empty and holds no reading"),
        (("thermometer", "--out", "file"), "is a file"),
    ],
)
def test_faults_are_sentences(
    orexis: Orexis, tmp_path: Path, words: tuple[str, ...], sentence: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.txt").write_text("years of work")
    (tmp_path / "file").write_text("")
    said = orexis("read", *words)
    assert said.status == 1
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert (tmp_path / "taken" / "thesis.txt").exists()
