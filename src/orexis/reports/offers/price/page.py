"""The sections of a report on prices."""

from __future__ import annotations

from typing import Any

from orexis.reports.offers.looks import figure_of
from orexis.reports.offers.price.glance import glance_picture
from orexis.reports.offers.price.pictures import curves_picture, key_of
from orexis.reports.offers.price.verdicts import tables
from orexis.reports.report import Report


def sections(report: Report) -> dict[str, Any]:
    """Tables and pictures, for the template."""
    looks = key_of(report)
    return {
        "own": tables(report, report.user_models),
        "planted": tables(report, report.controls),
        "glance": figure_of(glance_picture(report), looks),
        "curves": {
            model: figure_of(curves_picture(report, model), looks) for model in report.models
        },
    }
