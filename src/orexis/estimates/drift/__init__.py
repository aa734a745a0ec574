"""Does it wander, or fall apart? Price, consistency and lapse along long rollouts."""

from orexis.estimates.drift.analysis import (
    DriftAnalysis,
    analyze_drift,
    drift_classes,
    drift_verdicts,
)
from orexis.estimates.drift.rule import CLASSES, STATEMENTS, DriftRule

__all__ = [
    "CLASSES",
    "STATEMENTS",
    "DriftAnalysis",
    "DriftRule",
    "analyze_drift",
    "drift_classes",
    "drift_verdicts",
]
