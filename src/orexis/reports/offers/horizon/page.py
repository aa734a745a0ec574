"""The sections of a report on horizons."""

from __future__ import annotations

from typing import Any

from orexis.reports.offers.horizon.forms import forms_table
from orexis.reports.offers.horizon.moves import moves_picture
from orexis.reports.offers.horizon.verdicts import tables
from orexis.reports.offers.horizon.weights import signs_of, weights_picture
from orexis.reports.offers.looks import figure_of
from orexis.reports.report import Report


def sections(report: Report) -> dict[str, Any]:
    """Tables and pictures, for the template."""
    return {
        "own": tables(report, report.user_models),
        "planted": tables(report, report.controls),
        "weights": {
            model: figure_of(
                weights_picture(report, model, small=model in report.controls),
                [] if model in report.controls else signs_of(report, model),
            )
            for model in report.models
        },
        "moves": figure_of(moves_picture(report)),
        "forms": forms_table(report),
    }
