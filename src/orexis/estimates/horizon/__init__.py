"""How far ahead does it look? Weights over delays, on both sides of a stated boundary."""

from orexis.estimates.horizon.analysis import (
    HorizonAnalysis,
    analyze_horizon,
    horizon_verdicts,
)
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.rule import STATEMENTS, STEPS, HorizonRule

__all__ = [
    "STATEMENTS",
    "STEPS",
    "Findings",
    "HorizonAnalysis",
    "HorizonRule",
    "analyze_horizon",
    "horizon_verdicts",
]
