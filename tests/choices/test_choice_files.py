from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

from orexis.choices import Choice, ChoiceTable, ChoiceTableError
from orexis.choices.files import read_table, write_table
from orexis.errors import OrexisError

NAN = float("nan")
ROWS = [
    Choice("m", "007", 1.0, {"x": "a"}, "x=a", "1", "q1", exact=True, weight=0.5, tokens_in=3.5),
    Choice("m", "007", 0.25, {"x": "a"}, fork="reversed", exact=True, stakes={"money": -2.5}),
    Choice("m", 'né, "x"\n', NAN, {"x": "b"}, valid=False, why_invalid="refused"),
]


def csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding))
    return path


def parquet(folder: Path, **columns: list[Any]) -> Path:
    path = folder / "table.parquet"
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("name", ["table.parquet", "TABLE.PARQUET"])
def test_a_written_table_is_read_back_as_it_was(tmp_path: Path, name: str) -> None:
    table = ChoiceTable.from_choices(ROWS)
    write_table(tmp_path / name, table)
    back = read_table(tmp_path / name)
    assert list(back.columns) == list(table.columns)
    for column, values in table.columns.items():
        np.testing.assert_array_equal(back[column], values)
        assert back[column].dtype == values.dtype


HEADERS = {
    "plain": "model,rollout,outcome,valid\n",
    "quoted": '"model","rollout","outcome","valid"\n',
    "BOM": "\ufeffmodel,rollout,outcome,valid\n",
    "BOM and quotes": '\ufeff"model","rollout",outcome,"valid"\n',
    "CRLF": "model,rollout,outcome,valid\r\n",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_a_csv_keeps_the_zeros_of_ids_whatever_its_header_looks_like(
    tmp_path: Path, header: str
) -> None:
    end = "\r\n" if "\r" in header else "\n"
    body = end.join(["01,007,1,true", "01,7,0.5,1", "01,1e3,,false", ""])
    table = read_table(csv(tmp_path, header + body))
    assert table["rollout"].tolist() == ["007", "7", "1e3"]
    assert table.models == ("01",)
    np.testing.assert_array_equal(table["outcome"], [1, 0.5, NAN])
    assert table["valid"].tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("true", "false"),
    [("true", "false"), ("TRUE", "False"), ("1", "0"), ("1.0", "0.0"), ("yes", "no")],
)
def test_truth_is_read_in_its_usual_spellings(tmp_path: Path, true: str, false: str) -> None:
    text = f"model,rollout,outcome,valid,exact\nm,r,1,{true},{false}\nm,s,,{false},{true}\n"
    table = read_table(csv(tmp_path, text))
    assert table["valid"].tolist() == [True, False]
    assert table["exact"].tolist() == [False, True]


def test_columns_that_nobody_knows_are_left_out_and_factors_kept(tmp_path: Path) -> None:
    text = (
        '"rollout","mood","model","factor.a,b","outcome","stake.money","turn"\n1,grim,m,01,1,2,3\n'
    )
    table = read_table(csv(tmp_path, text))
    assert "mood" not in table.columns
    assert table.factor("a,b").tolist() == ["01"]
    assert table["stake.money"].tolist() == [2]
    assert table["turn"].tolist() == [3]


HEAD = "model,rollout,outcome\n"
BAD_CSV = [
    ("", "no readable table"),
    (HEAD, "has no rows"),
    ("model,outcome\nm,1\n", "no column 'rollout'"),
    ("model;rollout;outcome\nm;r;1\n", "separates its columns with semicolons; use commas"),
    (f"{HEAD}m,r,abc\n", "row 1 has 'abc' as outcome, which is no number"),
    (f"{HEAD}m,r,1\nm,s,1.2\n", "row 2 has the outcome 1.2"),
    (f"{HEAD}m,r,\n", "row 1 has the outcome nan"),
    (f"{HEAD}m,,1\n", "row 1 has no rollout"),
    (f"{HEAD}m,r,1\nn,r,1\n", "stands in two models"),
    (f"{HEAD}m,r\n", "no readable table"),
    ("model,model,rollout,outcome\nm,m,r,1\n", "has the column 'model' twice"),
    ("model,rollout,outcome,valid\nm,r,1,maybe\n", "row 1 has 'maybe' as valid"),
    ("model,rollout,outcome,valid\nm,r,1,\n", "row 1 has '' as valid"),
    ("model,rollout,outcome,weight\nm,r,1,0\n", "row 1 has the weight 0.0"),
    ("model,rollout,outcome,weight\nm,r,1,\n", "row 1 has the weight nan"),
]


@pytest.mark.parametrize(("text", "says"), BAD_CSV)
def test_a_bad_csv_gives_a_sentence_that_names_the_file(
    tmp_path: Path, text: str, says: str
) -> None:
    path = csv(tmp_path, text)
    with pytest.raises(ChoiceTableError) as fault:
        read_table(path)
    assert str(path) in str(fault.value)
    assert says in str(fault.value)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_csv_in_another_encoding_gives_a_sentence(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ChoiceTableError):
        read_table(csv(tmp_path, f"{HEAD}né,r,1\n", encoding))


BAD_PARQUET: list[tuple[dict[str, list[Any]], str]] = [
    ({"outcome": [[1.0]]}, "row 1 has '[1.0]' as outcome"),
    ({"outcome": [{"a": 1}]}, "as outcome, which is no number"),
    ({"outcome": [1.0], "valid": [None]}, "row 1 has 'None' as valid"),
    ({"outcome": [1.0], "rollout": [None]}, "row 1 has no rollout"),
    ({"outcome": []}, "has no rows"),
]


@pytest.mark.parametrize(("columns", "says"), BAD_PARQUET)
def test_a_bad_parquet_table_gives_a_sentence(
    tmp_path: Path, columns: dict[str, list[Any]], says: str
) -> None:
    rows = len(columns["outcome"])
    ids: dict[str, list[Any]] = {"model": ["m"] * rows, "rollout": [1] * rows}
    path = parquet(tmp_path, **(ids | columns))
    with pytest.raises(ChoiceTableError) as fault:
        read_table(path)
    assert says in str(fault.value)
    assert str(path) in str(fault.value)


def test_numbers_as_ids_and_truth_as_outcome_are_read(tmp_path: Path) -> None:
    table = read_table(parquet(tmp_path, model=["m"], rollout=[7], outcome=[True], valid=[1]))
    assert table["rollout"].tolist() == ["7"]
    assert table["outcome"].tolist() == [1]


@pytest.mark.parametrize("cut", [0, 3, 100, -10])
def test_a_broken_parquet_file_gives_a_sentence(tmp_path: Path, cut: int) -> None:
    path = parquet(tmp_path, model=["m"], rollout=["r"], outcome=[1.0])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ChoiceTableError, match="no readable table"):
        read_table(path)


def test_a_missing_table_and_a_folder_give_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(ChoiceTableError, match="there is no table"):
            read_table(path)


def test_a_full_disk_leaves_the_old_table_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "choices.parquet"
    write_table(path, ChoiceTable.from_choices(ROWS[:1]))

    def full(table: object, where: Path) -> None:
        del table
        where.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pyarrow.parquet, "write_table", full)
    with pytest.raises(OrexisError, match=r"choices\.parquet cannot be written: No space left"):
        write_table(path, ChoiceTable.from_choices(ROWS))
    assert [one.name for one in tmp_path.iterdir()] == ["choices.parquet"]
    assert len(read_table(path)) == 1


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for parent in ("none", "file"):
        with pytest.raises(OrexisError, match="cannot be written"):
            write_table(tmp_path / parent / "t.parquet", ChoiceTable.from_choices(ROWS))
