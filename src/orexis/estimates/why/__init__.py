"""Why does it score low? Attribution, explanations against each other, and their verdicts."""

from orexis.estimates.why.analysis import WhyAnalysis, analyze_why
from orexis.estimates.why.batch import BatchVerdicts, judge_batch
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.existing import STATUSES
from orexis.estimates.why.rule import WhyRule
from orexis.estimates.why.setup import Ablation, Explanation, Setup

__all__ = [
    "STATUSES",
    "Ablation",
    "BatchVerdicts",
    "Cells",
    "Explanation",
    "Setup",
    "WhyAnalysis",
    "WhyRule",
    "analyze_why",
    "judge_batch",
]
