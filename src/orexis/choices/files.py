"""Tables of choices on disk: Parquet, and CSV from elsewhere."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from numpy.typing import NDArray

from orexis.choices.counts import ROLLOUTS, expanded
from orexis.choices.table import (
    FACTOR,
    NUMBER_COLUMNS,
    STAKE,
    TEXT_COLUMNS,
    ChoiceTable,
    ChoiceTableError,
)
from orexis.writing import replacing

_TRUE, _FALSE = {"true", "1", "1.0", "yes"}, {"false", "0", "0.0", "no"}


def write_table(path: Path, table: ChoiceTable) -> None:
    """Write a table as Parquet, whole or not at all.

    Raises:
        OrexisError: the file cannot be written.
    """
    arrays = {name: pa.array(column.tolist()) for name, column in table.columns.items()}
    with replacing(path) as draft:
        pyarrow.parquet.write_table(pa.table(arrays), draft)


def read_table(path: Path) -> ChoiceTable:
    """Read a table from Parquet or CSV; columns that Orexis does not know are left out.

    A row whose column `rollouts` has a number above 1 stands for as many rollouts, and becomes
    that many rows: `expanded` says how.

    Raises:
        ChoiceTableError: the file is missing, no table, or breaks the contract.
    """
    columns = _arrow(path)
    try:
        known = {n: _column(n, values) for n, values in columns.items() if _is_known(n)}
        return ChoiceTable(expanded(known))
    except ChoiceTableError as error:
        raise ChoiceTableError(f"{path}: {error}") from error


def _arrow(path: Path) -> dict[str, list[Any]]:
    if not path.is_file():
        raise ChoiceTableError(f"there is no table {path}")
    try:
        if path.suffix.lower() == ".parquet":
            table = pyarrow.parquet.read_table(path)
        else:
            convert = pyarrow.csv.ConvertOptions(column_types=_text_types(path))
            table = pyarrow.csv.read_csv(path, convert_options=convert)
    except (pa.ArrowException, csv.Error, OSError) as error:
        raise ChoiceTableError(
            f"{path} is no readable table (CSV with a header line, or .parquet): {error}"
        ) from error
    _check_shape(path, table.column_names, table.num_rows)
    return {name: table.column(name).to_pylist() for name in table.column_names}


def _check_shape(path: Path, names: list[str], rows: int) -> None:
    if len(names) == 1 and ";" in names[0]:
        raise ChoiceTableError(f"{path} separates its columns with semicolons; use commas")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ChoiceTableError(f"{path} has the column '{twice[0]}' twice")
    if rows == 0:
        raise ChoiceTableError(f"{path} has no rows")


def _text_types(path: Path) -> dict[str, pa.DataType]:
    """Every column of a CSV as text: a rollout called 007 keeps its zeros."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        header = next(csv.reader(file), [])
    return {name: pa.string() for name in header}


def _is_known(name: str) -> bool:
    return (
        name in {"model", "rollout", "outcome", "valid", "exact", "weight", ROLLOUTS}
        or name in TEXT_COLUMNS
        or name in NUMBER_COLUMNS
        or name.startswith((FACTOR, STAKE))
    )


def _column(name: str, values: list[Any]) -> NDArray[Any]:
    if name in {"valid", "exact"}:
        return np.array([_truth(name, row, value) for row, value in enumerate(values, 1)])
    if name in {"outcome", "weight", ROLLOUTS} or name in NUMBER_COLUMNS or name.startswith(STAKE):
        return np.array([_number(name, row, value) for row, value in enumerate(values, 1)])
    column = np.empty(len(values), dtype=object)
    column[:] = ["" if value is None else str(value) for value in values]
    return column


def _number(name: str, row: int, value: Any) -> float:
    if value is None or value == "":
        return float("nan")
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ChoiceTableError(f"row {row} has '{value}' as {name}, which is no number") from error


def _truth(name: str, row: int, value: Any) -> bool:
    word = str(value).strip().lower()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    raise ChoiceTableError(f"row {row} has '{value}' as {name}; it is true or false")
