"""What can be wrong with what a user asks of a probe."""

from __future__ import annotations

from pathlib import Path

from orexis.errors import OrexisError


class ProbeError(OrexisError):
    """A probe, design or setting that does not exist or does not fit."""


class ExplanationError(ProbeError):
    """A file that does not say what an explanation predicts; names the file and the line."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")
        self.path = path
        self.line = line
