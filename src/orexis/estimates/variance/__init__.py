"""Whose preference is it: the model's, the context's, the pair's, or the single rollout's?"""

from orexis.estimates.variance.analysis import VarianceAnalysis, analyze_variance
from orexis.estimates.variance.counts import Counter, Counts
from orexis.estimates.variance.posterior import Posterior, fit_counts
from orexis.estimates.variance.rule import VarianceRule
from orexis.estimates.variance.verdicts import interpreted

__all__ = [
    "Counter",
    "Counts",
    "Posterior",
    "VarianceAnalysis",
    "VarianceRule",
    "analyze_variance",
    "fit_counts",
    "interpreted",
]
