"""The workflow of `orexis calibrate`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from orexis.cli.folder import plain
from orexis.cli.options import Options
from orexis.cli.studies import study_of
from orexis.writing import replace_text, unwritable


def show_calibration(probe: str, options: Options, runs: int, out: Path | None) -> None:
    """Calibrate, print the tables, and write the figures where asked to.

    Raises:
        OrexisError: an option that does not fit, or a folder that cannot be written.
    """
    study = study_of(probe, options)
    study.check()
    _writable(out)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("planted agents", total=None)

        def report(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        facts, tables = study.calibrated(None, runs, report)
    for table in tables:
        Console().print(table)
    if out is not None:
        replace_text(out / "calibration.json", json.dumps(plain(facts), indent=1) + "\n")
        Console().print(f"written: {out / 'calibration.json'}", markup=False, soft_wrap=True)


def _writable(out: Path | None) -> None:
    """A folder that cannot be made is a fault before the work, not after it."""
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
