"""`estimates.json`: what was concluded from a table, in a file that any program reads."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import numpy as np

from orexis.errors import OrexisError
from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.writing import replace_text

NUMBERS = ("value", "low", "high", "level", "detectable")


def write_estimates(
    path: Path | str,
    estimates: Sequence[Estimate],
    verdicts: Sequence[Verdict],
    notes: Sequence[str] = (),
) -> None:
    """Write estimates, verdicts and notes as strict JSON; nan becomes null.

    The file appears whole or not at all.

    Raises:
        OrexisError: the file can't be written.
    """
    content = {
        "estimates": estimates,
        "verdicts": verdicts,
        "notes": notes,
    }
    text = json.dumps(_strict(content), indent=1, ensure_ascii=True, allow_nan=False)
    replace_text(Path(path), text + "\n")


def read_estimates(path: Path | str) -> tuple[list[Estimate], list[Verdict], list[str]]:
    """Read what `write_estimates` wrote: estimates, verdicts, notes.

    Raises:
        OrexisError: the file is missing, is not JSON, or does not keep the format.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise OrexisError(f"can't read '{path}': {error.strerror}") from error
    except ValueError as error:
        raise OrexisError(
            f"'{path}' is not JSON ({error}); make it again with orexis analyze"
        ) from (error)
    try:
        estimates = [_estimate(row) for row in content["estimates"]]
        verdicts = [_verdict(row) for row in content["verdicts"]]
        return estimates, verdicts, [str(note) for note in content.get("notes", [])]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise OrexisError(
            f"'{path}' is not a file of estimates ({fault}); make it again with orexis analyze"
        ) from error


def _strict(value: Any) -> Any:
    if isinstance(value, Estimate | Verdict):
        return {entry.name: _strict(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    if isinstance(value, np.generic):
        return _strict(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else _unbounded(value)
    return value


def _unbounded(value: float) -> str | None:
    """JSON knows neither nan nor infinity; a one-sided interval still needs the second."""
    return None if math.isnan(value) else str(float(value))


def _estimate(row: dict[str, Any]) -> Estimate:
    known = _known(row, Estimate)
    return Estimate(**known | {"n": int(known["n"])})


def _verdict(row: dict[str, Any]) -> Verdict:
    known = _known(row, Verdict)
    if known.get("status") not in get_args(Status):
        raise ValueError(f"'{known.get('status')}' is not the status of a verdict")
    rests_on = tuple(_estimate(estimate) for estimate in known.get("estimates", ()))
    return Verdict(**known | {"estimates": rests_on})


def _known(row: dict[str, Any], kind: type[Estimate | Verdict]) -> dict[str, Any]:
    names = [entry.name for entry in fields(kind) if entry.name in row]
    return {name: _number(row[name]) if name in NUMBERS else row[name] for name in names}


def _number(value: float | str | None) -> float:
    return math.nan if value is None else float(value)
