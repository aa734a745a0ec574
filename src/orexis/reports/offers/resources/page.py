"""The sections of a report on resources: those on prices, and what they come to."""

from __future__ import annotations

from typing import Any

from orexis.reports.offers.looks import figure_of
from orexis.reports.offers.price import page as price
from orexis.reports.offers.resources.picture import kept_looks, kept_picture
from orexis.reports.offers.resources.statements import tables
from orexis.reports.report import Report


def sections(report: Report) -> dict[str, Any]:
    """Tables and pictures, for the template."""
    looks = list(kept_looks(report).values())
    return {
        **price.sections(report),
        "glance": None,
        "wanted": tables(report, report.models),
        "kept": figure_of(kept_picture(report), looks if len(looks) > 1 else []),
    }
