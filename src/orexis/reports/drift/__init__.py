"""What is particular to reports of long rollouts: the probe `drift`."""

from orexis.reports.drift.asking import about_drift
from orexis.reports.drift.page import TEMPLATE, sections
from orexis.reports.drift.terminal import drift_parts

__all__ = ["TEMPLATE", "about_drift", "drift_parts", "sections"]
