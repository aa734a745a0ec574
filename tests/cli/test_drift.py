"""The command line of long rollouts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from orexis.choices.files import read_table
from orexis.cli.main import main
from tests.cli.conftest import Orexis

SMALL = (
    "--no-controls",
    "--calibration-runs",
    "0",
    "--rollouts",
    "2",
    "--checkpoints",
    "1,3",
    "--forks",
    "8",
    "--tasks",
    "1",
)
JOINED = ("--model", "planted/steady", *SMALL, "--topology", "fresh,joined", "--resets", "none")


def facts(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "run.json").read_text())
    return found


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run, for later runs to go on from."""
    folder = tmp_path_factory.mktemp("earlier") / "first"
    with pytest.MonkeyPatch.context() as patch:
        words = ["orexis", "run", "drift", *JOINED, "--out", str(folder)]
        patch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as leave:
            main()
    assert not leave.value.code
    return folder


def test_a_plan_says_what_is_asked_and_the_rule_without_a_model(orexis: Orexis) -> None:
    said = orexis("plan", "drift", "--topology", "fresh,joined,inherited")

    assert said.status == 0
    assert "inherited from: planted/drifter" in said.out
    assert "Its choices become incoherent" in said.out


def test_a_run_writes_a_row_for_every_fork_and_says_how_the_work_went(orexis: Orexis) -> None:
    said = orexis("run", "drift", "--model", "planted/steady", *SMALL, "--out", "run")

    table = read_table(Path("run/choices.parquet"))
    forks = table["trunk"] != ""
    checkpoints = {"fresh": 2, "joined": 4, "memory": 4}
    assert said.status == 0
    for topology, reached in checkpoints.items():
        assert (forks & (table["topology"] == topology)).sum() == 2 * reached * 8
    assert {one["topology"] for one in facts(Path("run"))["work"]} == set(checkpoints)
    assert "drift" in facts(Path("run"))


def test_a_context_is_inherited_from_a_donor_that_runs_first(orexis: Orexis) -> None:
    topology = ("--topology", "fresh,joined,inherited")

    said = orexis("run", "drift", "--model", "planted/steady", *SMALL, *topology, "--out", "run")

    table = read_table(Path("run/choices.parquet"))
    inherited = (table["topology"] == "inherited") & (table["model"] == "planted/steady")
    assert said.status == 0, said.err
    assert inherited.sum() == 2 * 3 * 8
    assert facts(Path("run"))["donor"] == "planted/drifter"


def test_an_earlier_runs_rollouts_can_be_forked_again(orexis: Orexis, earlier: Path) -> None:
    before = read_table(earlier / "choices.parquet")

    again = ("--forks", "16", "--out", "second", "--from", str(earlier))
    said = orexis("run", "drift", *JOINED, *again)

    after = read_table(Path("second/choices.parquet"))
    trunks = after["trunk"] == ""
    assert said.status == 0, said.err
    assert after["outcome"][trunks].tolist() == before["outcome"][before["trunk"] == ""].tolist()
    assert (~trunks).sum() == 2 * 4 * (8 + 16)


def test_rollouts_that_were_told_something_else_are_not_taken_over(
    orexis: Orexis, earlier: Path
) -> None:
    said = orexis("run", "drift", *JOINED, "--seed", "5", "--out", "second", "--from", str(earlier))

    assert said.status == 1
    assert "its rollouts have seed 0, not 5" in said.err


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (("--topology", "joined"), "it is the baseline"),
        (("--topology", "fresh,sideways"), "there is no topology 'sideways'"),
        (("--checkpoints", "4,2"), "ascending order"),
        (("--checkpoints", "soon"), "episodes such as 1,4,16"),
        (("--episodes", "9", "--checkpoints", "1,4"), "the last checkpoint is 4"),
        (("--of", "price", "--factor", "consequence=rain"), "no level 'rain'"),
        (("--offers", "8"), "has no option --offers"),
        (("--wording", "aim=x"), "has no option --wording"),
        (("--resets", "gone"), "there is no reset 'gone'"),
    ],
)
def test_a_setting_that_does_not_fit_is_refused_with_a_sentence(
    orexis: Orexis, given: tuple[str, ...], fault: str
) -> None:
    said = orexis("plan", "drift", *given)

    assert said.status == 1
    assert fault in said.err
    assert "Traceback" not in said.err


def test_other_probes_have_no_topologies(orexis: Orexis) -> None:
    said = orexis("plan", "price", "--from", "somewhere")

    assert said.status == 1
    assert "the probe 'price' has no option --from" in said.err


def test_a_foreign_table_without_forks_gives_the_wander_and_says_what_it_cannot(
    orexis: Orexis, tmp_path: Path
) -> None:
    rows = ["model,rollout,turn,outcome"]
    for rollout in range(12):
        for turn in range(1, 41):
            # Accepts one in four at first, three in four at the end; other turns in each rollout.
            often = 0.25 + 0.5 * turn / 40
            rows.append(f"m,r{rollout},{turn},{int((7 * turn + 3 * rollout) % 20 < 20 * often)}")
    (tmp_path / "long.csv").write_text("\n".join(rows) + "\n")

    said = orexis("analyze", "long.csv", "--probe", "drift", "--out", "out")

    found = json.loads(Path("out/estimates.json").read_text())
    wander = next(one for one in found["estimates"] if one["estimand"] == "wander_logits")
    assert said.status == 0, said.err
    assert wander["low"] > 0.5
    absent = next(one for one in found["estimates"] if one["estimand"] == "incoherence")
    assert absent["value"] is None
    assert any("consistency is lost" in note and "forks" in note for note in found["notes"])
