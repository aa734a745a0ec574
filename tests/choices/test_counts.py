from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from orexis.choices import ChoiceTableError
from orexis.choices.files import read_table, write_table

HEAD = "model,rollout,outcome,rollouts\n"


def csv(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_row_of_counts_becomes_its_rollouts(tmp_path: Path) -> None:
    text = f"model,rollout,outcome,rollouts,factor.x,block\nm,a,{5 / 432},432,hi,1\nm,b,1,1,lo,2\n"
    table = read_table(csv(tmp_path, text))

    assert len(table) == 433
    assert "rollouts" not in table.columns
    of_a = table.factor("x") == "hi"
    assert table["outcome"][of_a].tolist() == [1.0] * 5 + [0.0] * 427
    assert table["rollout"][of_a].tolist() == [f"a#{n}" for n in range(1, 433)]
    assert table["rollout"][~of_a].tolist() == ["b"]
    assert set(table["block"][of_a]) == {"1"}


def test_an_expanded_table_is_written_and_read_back(tmp_path: Path) -> None:
    table = read_table(csv(tmp_path, f"{HEAD}m,a,0.5,4\n"))
    write_table(tmp_path / "t.parquet", table)
    back = read_table(tmp_path / "t.parquet")
    assert back["rollout"].tolist() == ["a#1", "a#2", "a#3", "a#4"]
    assert back["outcome"].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("cell", ["", "1", "1.0"])
def test_a_row_without_a_number_counts_once(tmp_path: Path, cell: str) -> None:
    text = f"{HEAD}m,a,0.37,{cell}\nm,a,0.5,{cell}\n"
    table = read_table(csv(tmp_path, text))
    assert table["rollout"].tolist() == ["a", "a"]
    assert table["outcome"].tolist() == [0.37, 0.5]


def test_refused_rollouts_can_be_counted(tmp_path: Path) -> None:
    head = "model,rollout,outcome,rollouts,valid,why_invalid\n"
    text = f"{head}m,a,,3,false,refused\nm,b,1,2,true,\n"
    table = read_table(csv(tmp_path, text))
    assert table["valid"].tolist() == [False] * 3 + [True] * 2
    assert set(table["why_invalid"][:3]) == {"refused"}
    assert np.isnan(table["outcome"][:3]).all()


def test_tokens_are_shared_out(tmp_path: Path) -> None:
    text = "model,rollout,outcome,rollouts,tokens_in\nm,a,0.5,4,100\nm,b,1,1,7\n"
    table = read_table(csv(tmp_path, text))
    assert table["tokens_in"].tolist() == [25] * 4 + [7]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("m,a,0.5,0\n", "row 1 stands for 0 rollouts; rollouts is a whole number of at least 1"),
        ("m,a,0.5,2.5\n", "row 1 stands for 2.5 rollouts"),
        ("m,a,0.5,-4\n", "row 1 stands for -4 rollouts"),
        ("m,a,0.5,inf\n", "row 1 stands for inf rollouts"),
        ("m,a,0.5,few\n", "row 1 has 'few' as rollouts, which is no number"),
        ("m,b,1,1\nm,a,0.5,3\n", "row 2 has the outcome 0.5 for 3 rollouts, which is 1.5 hits"),
        ("m,a,0.0116,432\n", "which is 5.0112 hits"),
        ("m,a,1.5,2\n", "has the outcome 1.5 for 2 rollouts"),
        ("m,a,,2\n", "has the outcome nan for 2 rollouts"),
        ("m,a,0.5,2\nm,a,1,1\n", "the rollout 'a' stands for many rollouts and in several rows"),
        ("m,a,0.5,2\nm,a#1,1,1\n", "the id 'a#1' comes twice"),
        ("m,a,0.5,2000002\n", "stands for 2,000,002 rollouts, more than 2,000,000"),
        ("m,a,0.5,1e300\n", "more than 2,000,000"),
    ],
)
def test_a_count_that_does_not_add_up_is_a_sentence(tmp_path: Path, rows: str, says: str) -> None:
    path = csv(tmp_path, HEAD + rows)
    with pytest.raises(ChoiceTableError) as fault:
        read_table(path)
    assert says in str(fault.value)
    assert str(path) in str(fault.value)


def test_a_probability_is_no_count(tmp_path: Path) -> None:
    text = "model,rollout,outcome,rollouts,exact\nm,a,0.5,2,true\n"
    with pytest.raises(ChoiceTableError, match="a probability is no count"):
        read_table(csv(tmp_path, text))


def test_many_rollouts_are_expanded_in_time(tmp_path: Path) -> None:
    path = csv(tmp_path, f"{HEAD}m,a,0.5,200000\n")
    started = time.monotonic()
    assert len(read_table(path)) == 200_000
    assert time.monotonic() - started < 10
