"""A run's folder: logs, choices.parquet, estimates.json, report.html, run.json."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orexis.errors import OrexisError
from orexis.writing import replace_text, unwritable

FEW, LONGEST = 8, 80
"""Entries of a list, and characters of a setting, up to which they are shown in full."""


@dataclass(frozen=True)
class RunFolder:
    """Where one run keeps everything."""

    path: Path

    @property
    def logs(self) -> Path:
        """Inspect's logs: the source of truth."""
        return self.path / "logs"

    @property
    def table(self) -> Path:
        """The table of choices."""
        return self.path / "choices.parquet"

    @property
    def estimates(self) -> Path:
        """Estimates and verdicts."""
        return self.path / "estimates.json"

    @property
    def report(self) -> Path:
        """The report."""
        return self.path / "report.html"

    @property
    def facts_file(self) -> Path:
        """Arguments, seed, versions, commit."""
        return self.path / "run.json"

    def claim(self, arguments: Mapping[str, Any]) -> bool:
        """Make the folder this run's own; True where it holds an earlier part of the same run.

        Raises:
            OrexisError: it holds another run, or something else, or cannot be made.
        """
        if not self.facts_file.exists():
            kept = [path for path in self.path.glob("*") if path != self.logs]
            if kept or any(self.logs.glob("*")):
                raise OrexisError(
                    f"{self.path} is not empty and holds no run; choose another folder with --out"
                )
            try:
                self.logs.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise unwritable(self.path, error) from error
            return False
        self._same(self.facts().get("arguments", {}), plain(arguments))
        return True

    def facts(self) -> dict[str, Any]:
        """What run.json says; nothing where there is none.

        Raises:
            OrexisError: run.json is broken.
        """
        if not self.facts_file.exists():
            return {}
        try:
            facts = json.loads(self.facts_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise OrexisError(
                f"{self.facts_file} cannot be read ({error}); restore it, or choose another folder"
            ) from error
        if not isinstance(facts, dict):
            raise OrexisError(f"{self.facts_file} holds no run's facts; choose another folder")
        return facts

    def note(self, facts: Mapping[str, Any]) -> None:
        """Add facts to run.json, whole or not at all.

        Raises:
            OrexisError: it cannot be written.
        """
        text = json.dumps(plain({**self.facts(), **facts}), indent=1, allow_nan=False)
        replace_text(self.facts_file, text + "\n")

    def _same(self, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        different = list(_differences(before, now))
        if different:
            more = f", and {len(different) - 1} more" if len(different) > 1 else ""
            raise OrexisError(
                f"{self.path} holds another run ({different[0]}{more}); give the same options to "
                "go on with it, or another --out"
            )


def _differences(before: Any, now: Any, name: str = "") -> Iterator[str]:
    """What differs, down to the single settings, a few words each."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for key in sorted({*before, *now}):
            inner = f"{name} {key}".strip()
            yield from _differences(before.get(key), now.get(key), inner)
    elif before != now:
        yield f"{name} was {_short(before)}, now it is {_short(now)}"


def _short(value: Any) -> str:
    if isinstance(value, list) and len(value) > FEW:
        return f"a list of {len(value)}"
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def plain(value: Any) -> Any:
    """As JSON would give it back; nan and infinities become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)
