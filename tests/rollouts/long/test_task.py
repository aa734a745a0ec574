"""The probe as a plain Inspect task."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspect_eval

from orexis.choices.logs import read_logs
from orexis.rollouts.capabilities import takes_tools, window_of
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.run import run_long
from orexis.rollouts.long.task import drift
from orexis.rollouts.run import load_model
from tests.rollouts.long.conftest import DESIGN, live, only


def test_a_task_runs_by_its_name_and_its_log_is_read(tmp_path: Path) -> None:
    live(only(DESIGN, "joined"), tmp_path / "donor", "diarist/giver")
    inspect_eval(
        "orexis/drift",
        model="diarist/x",
        task_args={
            "keep": "consequence=shutdown",
            "topologies": "fresh,inherited",
            "rollouts": 1,
            "episodes": 4,
            "checkpoints": "1,4",
            "forks": 8,
            "resets": "none",
            "seed": 3,
            "donor_logs": str(tmp_path / "donor"),
        },
        log_dir=str(tmp_path / "logs"),
        display="none",
    )

    table = read_logs(tmp_path / "logs", "drift").table()
    assert set(table["topology"]) == {"fresh", "inherited"}
    assert len(table.forks()) == (2 + 2) * 8
    assert set(table["episode"]) == {1.0, 4.0}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"rollouts": 0}, "rollouts is a whole number of at least 1"),
        ({"checkpoints": "1,x"}, "checkpoints is a whole number"),
        ({"topologies": "circle"}, "no topology 'circle'"),
        ({"keep": "consequence=typo"}, "no level 'typo'"),
        ({"of": "quiz"}, "cannot be followed"),
        ({"seed": "x"}, "seed is a whole number"),
        ({"topologies": "fresh,inherited"}, "need donor_logs"),
        ({"cache": "no"}, "cache is true or false"),
    ],
)
def test_a_wrong_argument_is_said_to_be_wrong(
    arguments: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECT_EVAL_MODEL", "diarist/x")
    with pytest.raises(RolloutError, match=says):
        drift(**arguments)


def test_the_defaults_are_those_of_the_design(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSPECT_EVAL_MODEL", "diarist/x")
    made = drift()

    assert made.metadata is not None
    design = made.metadata["orexis_design"]
    assert design["checkpoints"] == (1, 2, 4, 8, 12, 16)
    assert design["targets"] == [{"consequence": "shutdown", "intensity": "100", "aim": "open"}]


def test_texts_of_options_are_scored_where_choices_are_exact_only(tmp_path: Path) -> None:

    design = replace(only(DESIGN, "fresh"), asking="text")
    with pytest.raises(RolloutError, match="gives no probabilities"):
        run_long(design, load_model("diarist/x"), tmp_path)
    found = live(design, tmp_path, exact=True)
    assert found.contents.table()["exact"].all()


def test_a_model_takes_tools_and_has_no_known_window_unless_it_says_otherwise() -> None:
    assert takes_tools(load_model("scripted/x"))
    assert window_of(load_model("scripted/x")) == 0
    assert not takes_tools(load_model("diarist/x"))
    assert window_of(load_model("diarist/x", {"window": 512})) == 512
