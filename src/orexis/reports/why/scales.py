"""The x axes of the pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence

from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.why.sheet import Scale, limits
from orexis.reports.words import mapping, number, written

TICKS = ((-1.0, "-1"), (-0.5, "-0.5"), (0.0, "0"), (0.5, "0.5"), (1.0, "1"))
GAP = "accuracy lost where a high score has the consequence"


def margin(report: Report) -> float:
    """The smallest effect of interest; nan where the rule names none."""
    rule = mapping(report.run.get("rule"))
    return number(rule.get("margin", mapping(rule.get("existence")).get("margin")))


def gap_scale(report: Report, estimates: Sequence[Estimate], label: str = GAP) -> Scale:
    """Differences in accuracy, with the margin."""
    low, high = limits(estimates, -0.05, 0.55, 1.05)
    least = margin(report)
    if not math.isnan(least):
        label += f" (dashed: margin {written(least)})"
    return Scale(label, low, high, TICKS, least)


def share_scale(estimates: Sequence[Estimate], label: str) -> Scale:
    """Shares, which may lie below 0 and above 1."""
    low, high = limits(estimates, -0.05, 1.0, 1.6)
    return Scale(label, low, high, TICKS)
