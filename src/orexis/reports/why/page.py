"""The sections of the page that only this probe has."""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup

from orexis.reports.report import Report
from orexis.reports.why.beliefs import BEFORE, MOVED, STILL, asked, beliefs_picture
from orexis.reports.why.crossing import crossing
from orexis.reports.why.factorial import factorial_picture, key_of
from orexis.reports.why.gains import ALONE, BESIDE, gains_picture
from orexis.reports.why.instrument import instrument
from orexis.reports.why.predictions import predictions
from orexis.reports.why.shares import (
    ALL,
    THOSE,
    shares_picture,
    shares_refused,
    understood_picture,
)
from orexis.reports.why.sheet import Drawn, Look
from orexis.reports.why.sweep import BASELINE, SWEPT, sweep_picture, trade_offs
from orexis.reports.why.verdicts import overview, tables

NAME = "why"


def about_why(report: Report) -> bool:
    """The report is one of the probe `why`, or judges explanations."""
    named = report.run.get("probe") == NAME
    return named or any("explanation" in one.cell for one in report.verdicts)


def sections(report: Report) -> dict[str, Any]:
    """What the template of this probe shows, beside what every report has."""
    crossed = crossing(report)
    return {
        "overview": overview(report),
        "own": tables(report, report.user_models),
        "planted": tables(report, report.controls),
        "factorial": _figure(factorial_picture(report, crossed), key_of(crossed)),
        "level": level_words(report),
        "shares": _figure(shares_picture(report, crossed)),
        "refused": shares_refused(report),
        "sweep": _figure(sweep_picture(report, crossed), [BASELINE, SWEPT]),
        "trade_offs": trade_offs(report),
        "beliefs": _figure(beliefs_picture(report, crossed), [BEFORE, MOVED, STILL]),
        "asked": asked(report),
        "understood": _figure(understood_picture(report, crossed), [ALL, THOSE]),
        "gains": _figure(gains_picture(report), [ALONE, BESIDE]),
        "predictions": predictions(report),
        "instrument": instrument(report),
    }


def level_words(report: Report) -> str:
    """`95% intervals`, from the gaps."""
    level = next((one.level for one in report.estimates if one.estimand == "gap"), math.nan)
    return "intervals" if math.isnan(level) else f"{100 * level:g}% intervals"


def _figure(pictures: list[Drawn], looks: list[Look] | None = None) -> dict[str, Any] | None:
    if not pictures:
        return None
    return {
        "pictures": [(Markup(one.svg), one.width) for one in pictures],  # noqa: S704
        "key": looks if looks and len(looks) > 1 else [],
    }
