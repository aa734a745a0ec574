"""Which of these probes a report is about: read off the run, or off what was estimated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from orexis.reports.report import Report
from orexis.reports.words import listing, mapping

Probe = Literal["price", "horizon", "resources", ""]
PRICE: Probe = "price"
HORIZON: Probe = "horizon"
RESOURCES: Probe = "resources"
PRICED = (PRICE, RESOURCES)
"""Probes whose answers are prices."""
TELLING: tuple[tuple[str, Probe], ...] = (
    ("fall", RESOURCES),
    ("price", PRICE),
    ("weight", HORIZON),
    ("revealed_horizon", HORIZON),
)
"""Estimands that only one of the probes has."""
Cell = tuple[tuple[str, str], ...]
"""Factor levels as a dictionary's key."""


def probe_of(report: Report) -> Probe:
    """The probe that the run names; for a table without a run, the one whose estimands it has."""
    named = report.run.get("probe")
    if named:
        return next((one for one in (*PRICED, HORIZON) if named == one), "")
    present = {one.estimand for one in report.estimates}
    return next((probe for estimand, probe in TELLING if estimand in present), "")


def about_offers(report: Report) -> bool:
    """The report is one of the probes `price`, `horizon` and `resources`."""
    return bool(probe_of(report))


def key(cell: Mapping[str, Any]) -> Cell:
    """A cell as a dictionary's key, whatever the order of its factors."""
    return tuple(sorted((str(name), str(level)) for name, level in cell.items()))


def rows_about(report: Report, name: str, model: str) -> list[Mapping[str, Any]]:
    """The objects in a list of the run that belong to one model."""
    rows = [mapping(row) for row in listing(report.run.get(name))]
    return [row for row in rows if str(row.get("model", "")) == model]
