from __future__ import annotations

import math
from pathlib import Path

import pytest

from orexis.errors import OrexisError
from orexis.estimates.comparing import read_horizons

RUN = {"a/gpt-4", "a/o1", "b/c"}
HEAD = "model,horizon_minutes,low,high\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "horizons.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_models_horizons_and_intervals_are_read(tmp_path: Path) -> None:
    text = "\ufeffmodel, horizon_minutes,low,high,source\na/o1, 38.8,20,70,METR\na/gpt-4,4,,,\n"
    found = read_horizons(written(tmp_path, text), RUN)
    assert list(found) == ["a/o1", "a/gpt-4"]
    assert (found["a/o1"].length, found["a/o1"].low, found["a/o1"].high) == (38.8, 20, 70)
    assert found["a/o1"].bounded
    assert math.isnan(found["a/gpt-4"].low)
    assert not found["a/gpt-4"].bounded


def test_intervals_are_not_required_and_contexts_are_read(tmp_path: Path) -> None:
    text = "context,model,horizon_minutes\n7,a/o1,38\n,b/c,2\n"
    found = read_horizons(written(tmp_path, text), RUN)
    assert (found["a/o1"].context, found["b/c"].context) == ("7", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no column 'model'"),
        (HEAD, "no model"),
        ("model,low,high\na/o1,1,2\n", "no column 'horizon_minutes'"),
        ("model;horizon_minutes\na/o1;3\n", "use commas"),
        ("model,horizon_minutes,model\na/o1,3,x\n", "the column 'model' twice"),
        (HEAD + "a/o1,3,1,9\na/o1,4,1,9\n", "line 3: the model 'a/o1' stands there a second time"),
        (HEAD + "a/o1,0,,\n", "line 2: horizon_minutes is '0'"),
        (HEAD + "a/o1,-3,,\n", "horizon_minutes is '-3'"),
        (HEAD + "a/o1,long,,\n", "horizon_minutes is 'long'"),
        (HEAD + "a/o1,nan,,\n", "horizon_minutes is 'nan'"),
        (HEAD + "a/o1,inf,,\n", "horizon_minutes is 'inf'"),
        (HEAD + "a/o1,,,\n", "horizon_minutes is ''"),
        (HEAD + "a/o1,3,5,2\n", "does not lie between low 5 and high 2"),
        (HEAD + "a/o1,3,4,9\n", "does not lie between"),
        (HEAD + "a/o1,3,0,9\n", "low is '0'"),
        (HEAD + "a/o1,3,1,\n", "one of low and high is missing"),
        (HEAD + ",3,1,9\n", "the model has no name"),
        (HEAD + "a/gpt-5,3,1,9\na/o1,3,1,9\n", "not run: 'a/gpt-5' (did you mean 'a/gpt-4'?)"),
        (HEAD + "x,3,1,9\ny,3,1,9\n", "names no model that was run; run were 'a/gpt-4'"),
        (HEAD + 'a/o1,3,1,"9\n', "no readable CSV file"),
    ],
)
def test_a_bad_file_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(OrexisError) as raised:
        read_horizons(written(tmp_path, text), RUN)
    assert sentence in str(raised.value)


def test_files_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OrexisError, match="there is no file"):
        read_horizons(tmp_path / "gone.csv", RUN)
    with pytest.raises(OrexisError, match="there is no file"):
        read_horizons(tmp_path, RUN)
    binary = tmp_path / "x.parquet"
    binary.write_bytes(b"PAR1\x00\xff\xfe\x80")
    with pytest.raises(OrexisError, match="no readable CSV"):
        read_horizons(binary, RUN)
