from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from orexis.errors import OrexisError
from orexis.estimates import Estimate, Verdict
from orexis.estimates.files import read_estimates, write_estimates

GAP = Estimate("gap", "a/model", 0.25, 0.1, 0.4, 0.95, 50, "bootstrap", {"goal": "none"})
ABSENT = Estimate.absent("easy_gap", "a/model", reason="no easy arm", level=0.95)
ONE_SIDED = Estimate("price", "a/model", 3.0, 1.0, math.inf, 0.95, 9, "grid")
VERDICT = Verdict(
    "a/model", "it sandbags", "undecided", "the gap is small", "here", (GAP, ABSENT), 0.2, GAP.cell
)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "estimates.json"
    write_estimates(path, [GAP, ONE_SIDED], [VERDICT], ["no easy arm \N{SNOWMAN}"])
    estimates, verdicts, notes = read_estimates(path)
    assert estimates == [GAP, ONE_SIDED]
    assert (verdicts[0].detectable, verdicts[0].cell) == (0.2, {"goal": "none"})
    assert verdicts[0].estimates[0] == GAP
    assert notes == ["no easy arm \N{SNOWMAN}"]


def test_nan_is_null_in_the_file_and_nan_again_when_read(tmp_path: Path) -> None:
    path = tmp_path / "estimates.json"
    unknown = Verdict("m", "s", "undecided", "b", "here")
    write_estimates(path, [ABSENT], [unknown])
    assert "NaN" not in path.read_text()
    assert json.loads(path.read_text())["estimates"][0]["value"] is None
    estimates, verdicts, _ = read_estimates(path)
    assert math.isnan(estimates[0].value)
    assert estimates[0].reason == "no easy arm"
    assert math.isnan(verdicts[0].detectable)


def test_numpy_numbers_are_written_as_plain_ones(tmp_path: Path) -> None:
    path = tmp_path / "estimates.json"
    half = np.float64(0.5)
    write_estimates(path, [Estimate("accuracy", "m", half, half, half, 0.95, 3, "exact")], [])
    assert read_estimates(path)[0][0].value == 0.5


def test_unknown_keys_of_a_newer_version_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "estimates.json"
    write_estimates(path, [GAP], [VERDICT])
    content = json.loads(path.read_text())
    content["estimates"][0]["colour"] = "blue"
    path.write_text(json.dumps(content))
    assert read_estimates(path)[0] == [GAP]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        '{"estimates": []}',
        '{"estimates": [1], "verdicts": []}',
        '{"estimates": [{"estimand": "gap"}], "verdicts": []}',
        '{"estimates": [], "verdicts": [{"model": "m", "status": "perhaps"}]}',
        "\x00\xff",
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "estimates.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(OrexisError, match=r"estimates\.json") as caught:
        read_estimates(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_missing_folder_are_sentences(tmp_path: Path) -> None:
    with pytest.raises(OrexisError, match="can't read"):
        read_estimates(tmp_path / "nothing.json")
    with pytest.raises(OrexisError, match="cannot be written"):
        write_estimates(tmp_path / "no" / "folder.json", [], [])


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "estimates.json").mkdir()
    with pytest.raises(OrexisError, match="cannot be written"):
        write_estimates(tmp_path / "estimates.json", [GAP], [VERDICT])
    assert [entry.name for entry in tmp_path.iterdir()] == ["estimates.json"]
