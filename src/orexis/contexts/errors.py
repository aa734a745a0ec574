"""What can be wrong with a context."""

from __future__ import annotations

from pathlib import Path

from orexis.errors import OrexisError


class ContextError(OrexisError):
    """A context that cannot be composed."""


class WordingError(ContextError):
    """A wording file that does not say what it has to; names the file and the line."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")
        self.path = path
        self.line = line
