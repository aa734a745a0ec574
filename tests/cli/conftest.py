from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from orexis.cli.main import main


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


Orexis = Callable[..., Said]


@pytest.fixture
def orexis(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Orexis:
    """The command line in an empty folder: what it says and how it exits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    # A calibration is shared among processes, each of which imports everything anew.
    monkeypatch.setenv("OREXIS_THREADS", "1")

    def call(*words: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["orexis", *words])
        status = 0
        try:
            main()
        except SystemExit as leave:
            status = int(leave.code or 0)
        captured = capsys.readouterr()
        return Said(status, captured.out, captured.err)

    return call
