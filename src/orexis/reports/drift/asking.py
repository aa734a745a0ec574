"""Whether a report is about long rollouts: read off the run, or off what was estimated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orexis.reports.report import Report
from orexis.reports.words import listing, mapping

NAME = "drift"
TELLING = ("wander", "wander_logits")
"""Estimands that only this probe has."""


def about_drift(report: Report) -> bool:
    """The report is one of the probe `drift`."""
    named = report.run.get("probe")
    if named:
        return bool(named == NAME)
    return any(one.estimand in TELLING for one in report.estimates)


def rows_about(report: Report, name: str, model: str) -> list[Mapping[str, Any]]:
    """The rows of one of the tables under `drift` in the run that belong to one model."""
    rows = [mapping(row) for row in listing(mapping(report.run.get(NAME)).get(name))]
    return [row for row in rows if str(row.get("model", "")) == model]


def facts_about(report: Report, name: str, model: str) -> list[Mapping[str, Any]]:
    """The rows of a list of the run that belong to one model."""
    rows = [mapping(row) for row in listing(report.run.get(name))]
    return [row for row in rows if str(row.get("model", "")) == model]
