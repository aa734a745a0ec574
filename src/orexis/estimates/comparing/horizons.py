"""The file of training horizons: how long the tasks are that each model was trained on or can do.

Where the figures come from is the user's business. One source with intervals is METR's time
horizons (Kwa et al. 2025, arXiv 2503.14499). A folder of trained organisms brings its own file: the
steps of the episodes that each was trained on.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from orexis.errors import OrexisError

Unit = Literal["minutes", "steps"]
MODEL, LOW, HIGH, CONTEXT = "model", "low", "high", "context"
LENGTHS: dict[str, Unit] = {"horizon_minutes": "minutes", "horizon_steps": "steps"}
"""Columns of the horizon, and their units; a file has one of them."""
FORMAT = f"{MODEL},{next(iter(LENGTHS))},{LOW},{HIGH}"
MANY = 5
"""Names up to which a sentence lists them all."""


@dataclass(frozen=True, slots=True)
class Horizon:
    """The training horizon of one model."""

    model: str
    length: float
    """In minutes, or in steps of the episodes that an organism was trained on."""
    low: float = math.nan
    high: float = math.nan
    """95% interval; nan where the file gives none."""
    context: str = ""
    """The boundary that the model was trained with, where the file says so."""
    unit: Unit = "minutes"

    @property
    def bounded(self) -> bool:
        """Whether it has an interval."""
        return not math.isnan(self.low)


def read_horizons(path: Path, models: Collection[str]) -> dict[str, Horizon]:
    """Read the file: CSV with `model`, `horizon_minutes` and, for a 95% interval, `low`, `high`.

    `horizon_steps` in place of `horizon_minutes` is for organisms: there the last part of a name
    (`stated-h8-s3`) is enough where no other has it, and those that were not run are left out.
    A column `context` may say with which stated boundary each model was trained; other columns are
    left out.

    Args:
        path: The file.
        models: The models that were run; all in a file of minutes have to be among them.

    Raises:
        OrexisError: it cannot be read, lacks a column, or a row is wrong.
    """
    found: dict[str, Horizon] = {}
    column, rows = _rows(path)
    for number, row in enumerate(rows, 2):
        where = f"{path}, line {number}"
        try:
            one = _horizon(row, column)
        except ValueError as error:
            raise OrexisError(f"{where}: {error}") from error
        if one.model in found:
            raise OrexisError(f"{where}: the model '{one.model}' stands there a second time")
        found[one.model] = one
    if LENGTHS[column] == "steps":
        found = _of_those_run(found, models) or found
    _check_models(path, list(found), models)
    return found


def _of_those_run(found: Mapping[str, Horizon], models: Collection[str]) -> dict[str, Horizon]:
    """The horizons of the models that were run, under their full names."""
    last: dict[str, list[Horizon]] = {}
    for name, one in found.items():
        last.setdefault(_last(name), []).append(one)
    own = {}
    for name in sorted(models):
        # A set may have been moved, so that only the last part of a name is the same.
        exact = found.get(name) or found.get(_last(name))
        near = [exact] if exact else last.get(_last(name), [])
        if len(near) == 1:
            own[name] = replace(near[0], model=name)
    return own


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def _rows(path: Path) -> tuple[str, list[dict[str, str]]]:
    """The column that holds the horizons, and all rows."""
    if not path.is_file():
        raise OrexisError(f"there is no file {path}; --horizons names a CSV file ({FORMAT})")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="", strict=True)
            names = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            column = _check_columns(path, names)
            rows = [{name: row[name].strip() for name in names} for row in reader]
    except (OSError, UnicodeError, csv.Error) as error:
        raise OrexisError(f"{path} is no readable CSV file ({FORMAT}): {error}") from error
    if not rows:
        raise OrexisError(f"{path} has a header line and no model; give a line for each ({FORMAT})")
    return column, rows


def _check_columns(path: Path, names: Sequence[str]) -> str:
    """The column that holds the horizons."""
    columns = [name for name in LENGTHS if name in names] or [next(iter(LENGTHS))]
    if len(columns) > 1:
        raise OrexisError(f"{path} has {' and '.join(columns)}; give one of them")
    missing = [name for name in (MODEL, *columns) if name not in names]
    if missing:
        semicolons = "; it separates columns with semicolons, use commas"
        raise OrexisError(
            f"{path} has no column '{missing[0]}'; its first line has to name {FORMAT}"
            + (semicolons if any(";" in name for name in names) else "")
        )
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise OrexisError(f"{path} has the column '{twice[0]}' twice")
    return columns[0]


def _horizon(row: Mapping[str, str], column: str) -> Horizon:
    if not row[MODEL]:
        raise ValueError("the model has no name")
    unit = LENGTHS[column]
    length = _positive(column, row[column], unit)
    ends = [row.get(name, "") for name in (LOW, HIGH)]
    if not any(ends):
        return Horizon(row[MODEL], length, context=row.get(CONTEXT, ""), unit=unit)
    if not all(ends):
        raise ValueError("one of low and high is missing; give both, or neither")
    low, high = (_positive(name, end, unit) for name, end in zip((LOW, HIGH), ends, strict=True))
    if not low <= length <= high:
        raise ValueError(f"{column} {length:g} does not lie between low {low:g} and high {high:g}")
    return Horizon(row[MODEL], length, low, high, row.get(CONTEXT, ""), unit)


def _positive(name: str, text: str, unit: Unit) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise ValueError(f"{name} is '{text}'; it has to be a number of {unit} above 0")
    return value


def _check_models(path: Path, named: Sequence[str], models: Collection[str]) -> None:
    unknown = [name for name in named if name not in models]
    if not unknown:
        return
    if len(unknown) == len(named):
        raise OrexisError(f"{path} names no model that was run; run were {_listed(sorted(models))}")
    near = get_close_matches(unknown[0], sorted(models), 1)
    hint = f" (did you mean '{near[0]}'?)" if near else ""
    raise OrexisError(
        f"{path} names models that were not run: {_listed(unknown)}{hint}; correct the names, or "
        "take these lines out"
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"'{name}'" for name in names[:MANY])
    return f"{shown} and {len(names) - MANY} more" if len(names) > MANY else shown
