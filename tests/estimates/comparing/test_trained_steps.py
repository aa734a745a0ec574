"""Files of organisms' training horizons: in steps, and written by `orexis train`."""

from __future__ import annotations

from pathlib import Path

import pytest

from orexis.errors import OrexisError
from orexis.estimates import Estimate
from orexis.estimates.comparing import LIMITS, Run, compare, read_horizons

HEAD = "model,horizon_steps,context\n"
ROWS = "".join(f"hidden-h{h}-s0,{h},unstated\n" for h in (2, 4, 8, 16))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "horizons.csv"
    path.write_text(text, encoding="utf-8")
    return path


def run_of(horizons: dict[int, float], folder: str = "organism/sets/one") -> Run:
    found = tuple(
        Estimate(
            "revealed_horizon",
            f"{folder}/hidden-h{h}-s0",
            steps,
            low=steps / 1.4,
            high=steps * 1.4,
            level=0.95,
            n=80,
            method="sum over k = 1 to 64",
            cell={"boundary": "unstated"},
        )
        for h, steps in horizons.items()
    )
    models = [one.model for one in found]
    facts = {"probe": "horizon", "models": models, "controls": [], "complete": True}
    return Run("r", found, (), facts)


def test_the_file_of_a_set_names_organisms_wherever_the_set_stands(tmp_path: Path) -> None:
    models = {"organism/a/b/hidden-h4-s0", "organism/a/b/hidden-h8-s0", "planted/myopic"}
    found = read_horizons(written(tmp_path, HEAD + ROWS), models)
    assert {name: (one.length, one.unit, one.context) for name, one in found.items()} == {
        "organism/a/b/hidden-h4-s0": (4, "steps", "unstated"),
        "organism/a/b/hidden-h8-s0": (8, "steps", "unstated"),
    }


def test_a_full_name_goes_before_the_last_part_of_one(tmp_path: Path) -> None:
    text = HEAD + "organism/b/x-h2-s0,3,\nx-h2-s0,2,\n"
    found = read_horizons(written(tmp_path, text), {"organism/a/x-h2-s0", "organism/b/x-h2-s0"})
    assert {name: one.length for name, one in found.items()} == {
        "organism/a/x-h2-s0": 2,
        "organism/b/x-h2-s0": 3,
    }


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD + ROWS, "names no model that was run; run were 'planted/myopic'"),
        ("model,horizon_steps,horizon_minutes\na,1,1\n", "horizon_minutes and horizon_steps"),
        (HEAD + "myopic,0,\n", "horizon_steps is '0'; it has to be a number of steps above 0"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(OrexisError) as raised:
        read_horizons(written(tmp_path, text), {"planted/myopic"})
    assert sentence in str(raised.value)


def test_the_slope_over_steps_is_found_and_said_to_be_of_assigned_horizons(tmp_path: Path) -> None:
    run = run_of({h: 0.5 * h for h in (2, 4, 8, 16)})
    file = read_horizons(written(tmp_path, HEAD + ROWS + "hidden-h32-s0,32,31\n"), run.models)
    found = compare([run], file)
    assert found.slopes is not None
    assert found.slopes.main.regression is not None
    assert found.slopes.main.regression.slope.value == pytest.approx(1, abs=0.15)
    assert "The training horizons were assigned" in " ".join(found.notes)
    assert LIMITS[0] not in found.notes


def test_contexts_that_were_not_run_are_no_fault_of_a_written_file(tmp_path: Path) -> None:
    run = run_of({h: 0.5 * h for h in (2, 4, 8, 16)})
    stated = HEAD + "".join(f"hidden-h{h}-s0,{h},{h - 1}\n" for h in (2, 4, 8, 16))
    found = compare([run], read_horizons(written(tmp_path, stated), run.models))
    assert found.slopes is not None
    assert found.slopes.own is None
