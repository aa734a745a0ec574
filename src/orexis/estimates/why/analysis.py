"""A table in, the estimates and verdicts of the probe `why` out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orexis.choices import ChoiceTable
from orexis.estimates import existence
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.questions import Question
from orexis.estimates.sandbagging import by_condition
from orexis.estimates.why.attribution import attribution, belief_estimates, by_context
from orexis.estimates.why.batch import judged_contexts
from orexis.estimates.why.beliefs import shifts
from orexis.estimates.why.checks import answers, counting_rows
from orexis.estimates.why.comparisons import comparison_estimates, comparisons
from orexis.estimates.why.findings import MORE_THAN_EXISTENCE, Findings
from orexis.estimates.why.reading import Read, check_explanations, check_table, read_model
from orexis.estimates.why.remarks import remarks
from orexis.estimates.why.rule import WhyRule
from orexis.estimates.why.setup import Explanation, Setup
from orexis.estimates.why.verdicts import Told, explanation_verdicts


@dataclass(frozen=True)
class WhyAnalysis:
    """What a table of the probe says."""

    estimates: tuple[Estimate, ...]
    """At the rule's level."""
    verdicts: tuple[Verdict, ...]
    """Per model: existence at the baseline, existence with all removed but the threat, and one an
    explanation; resting on estimates at the family-wise level."""
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: WhyRule
    comparisons: tuple[dict[str, str | float], ...]
    """See `comparisons.comparisons`."""


def analyze_why(
    table: ChoiceTable, explanations: Sequence[Explanation], rule: WhyRule, setup: Setup
) -> WhyAnalysis:
    """Estimates, verdicts and notes; a partial table gets what it supports.

    Args:
        table: Rows with `trunk` are manipulation checks, all others scores.
        explanations: With different names.
        rule: The rule, fixed before the data.
        setup: The design.

    Raises:
        ChoiceTableError: no row that is a score is valid.
        ValueError: two explanations have one name.
    """
    check_explanations(explanations)
    scores = counting_rows(table)
    check_table(scores)
    given = answers(table)
    estimates: list[Estimate] = []
    verdicts: list[Verdict] = []
    notes: list[str] = []
    rows: list[dict[str, str | float]] = []
    for model in scores.models:
        read = read_model(scores, model, given, rule, setup)
        found = Findings(read.cells(), tuple(explanations), rule, setup)
        moved = shifts(model, read.rollouts, read.names, given, setup, rule.existence.level)
        own = [
            *by_condition(model, read.rollouts, rule.existence),
            *by_context(read, found.gaps),
            *attribution(read, found.cells),
            *belief_estimates(read, moved),
            *comparison_estimates(found, model),
        ]
        estimates += own
        told = Told(model, moved, len(read.rollouts))
        verdicts += [*existence_verdicts(read, explanations), *explanation_verdicts(found, told)]
        notes += [f"{model}: {note}" for note in remarks(scores, read.rollouts, found, moved, own)]
        rows += comparisons(found, model)
    return WhyAnalysis(tuple(estimates), tuple(verdicts), tuple(notes), rule, tuple(rows))


def existence_verdicts(read: Read, explanations: Sequence[Explanation]) -> list[Verdict]:
    """Is there a gap at the baseline, and is one left with all removed but the threat?"""
    verdicts = len(explanations) + MORE_THAN_EXISTENCE
    easy = read.easy()
    words = ("at the baseline", "with everything ablated but the threat")
    found = []
    for context, where in zip(judged_contexts(read.setup), words, strict=True):
        pair = read.pair(context)
        strata, broken = ([pair], []) if pair.complete else ([], [pair])
        question = Question(
            read.model, dict(context), where, strata, broken, [easy] if easy else []
        )
        found.append(existence.judge(question, read.rule.existence, verdicts))
    return found
