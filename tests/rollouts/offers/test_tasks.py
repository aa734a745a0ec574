"""The probes as plain Inspect tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from inspect_ai import eval as inspect_eval

from orexis.choices.logs import read_logs
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.offers.task import horizon, price


def test_a_task_runs_by_its_name_and_its_log_is_read(tmp_path: Path) -> None:
    inspect_eval(
        "orexis/horizon",
        model="planted/exponential",
        task_args={"keep": "boundary=3,unstated;delay=1,4", "offers": 8, "unit": "episodes"},
        log_dir=str(tmp_path),
        display="none",
    )

    contents = read_logs(tmp_path, "horizon")

    # The control (no delay) and the placebo stay in every design.
    assert {one.factors["delay"] for one in contents.choices} == {"0", "1", "4"}
    assert {one.factors["boundary"] for one in contents.choices} == {"3", "unstated", "placebo"}
    assert len(contents.choices) == 3 * 3 * 8
    assert all(one.stakes["delay"] == float(one.factors["delay"]) for one in contents.choices)
    assert all(one.valid for one in contents.choices)


def test_resources_are_a_task_by_name_too(tmp_path: Path) -> None:
    inspect_eval(
        "orexis/resources",
        model="planted/hoarder",
        task_args={"keep": "consequence=general;goal=useless;boundary=3", "offers": 8},
        log_dir=str(tmp_path),
        display="none",
    )

    choices = read_logs(tmp_path, "resources").choices

    assert {one.factors["consequence"] for one in choices} == {
        "nothing",
        "colour",
        "serial",
        "general",
    }
    assert all(one.valid and one.factors["goal"] == "useless" for one in choices)
    taken = [one.outcome for one in choices if one.factors["consequence"] != "general"]
    assert taken == [1.0] * 24


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"offers": 0}, "offers is a whole number of at least 1"),
        ({"formats": "poem"}, "there is no format 'poem'"),
        ({"keep": "consequence=fame"}, "has no level 'fame'"),
        ({"keep": "mood=good"}, "there is no factor 'mood'"),
        ({"placement": "clever"}, "placement is one of adaptive, grid"),
        ({"neutral": "perhaps"}, "neutral is true or false"),
        ({"seed": "x"}, "seed is a whole number"),
        ({"contexts": "nowhere"}, "nowhere"),
    ],
)
def test_a_wrong_argument_is_named(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RolloutError, match=sentence):
        price(**arguments)


def test_a_unit_that_there_is_not_is_named() -> None:
    with pytest.raises(RolloutError, match="unit is one of steps, episodes"):
        horizon(unit="weeks")  # type: ignore[arg-type]
