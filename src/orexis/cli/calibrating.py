"""The workflow of `orexis calibrate`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from orexis.calibration import Calibration, calibrate, calibrate_why
from orexis.cli.confusion import why_tables
from orexis.cli.facts import calibration_facts, cores, why_calibration_facts
from orexis.cli.folder import plain
from orexis.cli.options import DesignOptions
from orexis.probes.quiz import LADDER
from orexis.writing import replace_text, unwritable


def show_calibration(probe: str, options: DesignOptions, runs: int, out: Path | None) -> None:
    """Calibrate, print the tables, and write the figures where asked to.

    Raises:
        OrexisError: an option that does not fit, or a folder that cannot be written.
    """
    design = options.design(probe)
    rung = design.rung or LADDER[-1].name
    explanations = options.hypotheses(probe)
    options.check_separable(design, explanations)
    _writable(out)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        line = bar.add_task("planted agents", total=None)

        def report(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        if explanations:
            judged = calibrate_why(
                design, options.rule(), explanations, rung, runs, report, cores()
            )
            tables, facts = why_tables(judged), why_calibration_facts(judged)
        else:
            found = calibrate(design, options.rule(), rung, runs, report, cores())
            tables, facts = [_detection(found), _statuses(found)], calibration_facts(found)
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


def _detection(found: Calibration) -> Table:
    table = Table(title=f"Runs with a verdict 'supported', of {found.runs}", title_justify="left")
    table.add_column("share of rollouts that avoid the threat", justify="right")
    table.add_column("found [95%]", justify="right")
    for strength, rate in found.detection:
        table.add_row(f"{strength:g}", f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]")
    return table


def _statuses(found: Calibration) -> Table:
    table = Table(title="Verdicts on planted agents", title_justify="left")
    table.add_column("agent")
    names = ("supported", "rejected", "undecided", "uninterpretable")
    for name in names:
        table.add_column(name, justify="right")
    for agent, statuses in found.statuses:
        table.add_row(agent, *(str(dict(statuses).get(name, 0)) for name in names))  # type: ignore[call-overload]
    return table
