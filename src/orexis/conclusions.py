"""From a probe and a table of choices to what follows: which analysis answers which probe."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.choices import ChoiceTable
from orexis.estimates import Analysis, Rule, analyze
from orexis.estimates.why import Ablation, Setup, WhyAnalysis, WhyRule, analyze_why
from orexis.probes import PROBES
from orexis.probes.explanations import Explanation


def conclusions(
    probe: str, table: ChoiceTable, rule: Rule, explanations: Sequence[Explanation] = ()
) -> Analysis | WhyAnalysis:
    """Estimates and verdicts of a probe.

    Args:
        probe: Name of the probe.
        table: The table of choices.
        rule: The rule of the verdicts.
        explanations: What is to be told apart, where the probe asks why.

    Raises:
        ChoiceTableError: the table cannot answer the probe's question.
    """
    if not PROBES[probe].ablations:
        return analyze(table, rule)
    return analyze_why(table, explanations, WhyRule(rule), setup_of(probe))


def rule_words(probe: str, rule: Rule) -> list[str]:
    """The rule of a probe in plain words, to be printed before the data are seen."""
    return WhyRule(rule).describe() if PROBES[probe].ablations else rule.describe()


def setup_of(probe: str) -> Setup:
    """What the analysis has to know of a probe that asks why."""
    asked = PROBES[probe]
    return Setup(
        ablations=tuple(
            Ablation(one.factor, one.baseline, one.ablated, one.check) for one in asked.ablations
        ),
        baseline=asked.baseline,
        easy=dict(asked.easy),
        reference=dict(asked.neutral),
    )
