"""What follows from a table of choices: estimates and verdicts, without a model or Inspect."""

from orexis.estimates.arms import Pair, accuracy, at_or_below, outcome_share, pairs, row_share
from orexis.estimates.bunching import bunching, bunching_contrast
from orexis.estimates.contrasts import Sample, contrast, correlation, difference_interval, mover
from orexis.estimates.counts import expected_three_way, poisson_binomial, three_way
from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.estimates.incapable import incapable
from orexis.estimates.intervals import Interval, effective_size, mean_interval, wilson
from orexis.estimates.power import detectable_by, detectable_gap, rollouts_needed, zero_cell_upper
from orexis.estimates.rollouts import Rollouts, aggregate
from orexis.estimates.rule import Rule
from orexis.estimates.sandbagging import Analysis, analyze, existence_verdicts

__all__ = [  # noqa: RUF022 - grouped by question
    # what an analysis gives
    "Estimate",
    "Status",
    "Verdict",
    "Analysis",
    "analyze",
    "existence_verdicts",
    "incapable",
    "Rule",
    # rows to rollouts, rollouts to arms
    "Rollouts",
    "aggregate",
    "Pair",
    "pairs",
    "accuracy",
    "at_or_below",
    "outcome_share",
    "row_share",
    # arrays to intervals
    "Interval",
    "Sample",
    "wilson",
    "effective_size",
    "mean_interval",
    "difference_interval",
    "contrast",
    "correlation",
    "mover",
    # counts of right answers
    "poisson_binomial",
    "three_way",
    "expected_three_way",
    "bunching",
    "bunching_contrast",
    # design
    "rollouts_needed",
    "detectable_gap",
    "detectable_by",
    "zero_cell_upper",
]
