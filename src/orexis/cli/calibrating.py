"""The workflow of `orexis calibrate`."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from orexis.calibration import Calibration, calibrate
from orexis.cli.facts import calibration_facts, cores
from orexis.cli.options import DesignOptions
from orexis.probes.quiz import LADDER


def show_calibration(options: DesignOptions, runs: int, out: Path | None) -> None:
    """Calibrate, print the tables, and write the figures where asked to."""
    design = options.design()
    rung = design.rung or LADDER[-1].name
    with Console(stderr=True).status("planted agents"):
        found = calibrate(design, options.rule(), rung, runs, processes=cores())
    console = Console()
    console.print(_detection(found))
    console.print(_statuses(found))
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        text = json.dumps(calibration_facts(found), indent=1)
        (out / "calibration.json").write_text(text + "\n", encoding="utf-8")


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
