"""A table in, the estimates and verdicts of the probe `horizon` out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.horizon.comparison import compare, form_estimates, form_rows
from orexis.estimates.horizon.curves import curve_rows
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.labels import FLAT_ODDS, number
from orexis.estimates.horizon.numbers import contrasts, horizons, losses, others, weights
from orexis.estimates.horizon.reading import check_table, read_model
from orexis.estimates.horizon.remarks import remarks
from orexis.estimates.horizon.rule import HorizonRule
from orexis.estimates.horizon.shifts import flat_shifts, format_shifts
from orexis.estimates.horizon.verdicts import verdicts

SHIFT = "one shift a format on top of the cells' curves, standard errors over rollouts"


@dataclass(frozen=True)
class HorizonAnalysis:
    """What a table of the probe says."""

    estimates: tuple[Estimate, ...]
    """At the rule's level."""
    verdicts: tuple[Verdict, ...]
    """Three a model, see `rule.STATEMENTS`, resting on estimates at the family-wise level."""
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: HorizonRule
    extras: dict[str, Any] = field(default_factory=dict)
    """Plain data for pictures: `forms`, a row per model and form; `curves`, one per model and
    cell."""


def analyze_horizon(table: ChoiceTable, rule: HorizonRule | None = None) -> HorizonAnalysis:
    """Estimates, verdicts and notes; a partial table gets what it supports.

    Args:
        table: One row a choice, with stake.now (below 0), stake.later and stake.delay; the factor
            `boundary` holds the steps left in the stated episode, or a word where none is stated.
            Forks are left out.
        rule: The rule, fixed before the data.

    Raises:
        ChoiceTableError: a stake is missing or outside its range, no row is valid, or all ratios
            of gain to cost are the same.
    """
    rule = rule or HorizonRule()
    scores = table.trunks()
    check_table(scores)
    estimates: list[Estimate] = []
    found_verdicts: list[Verdict] = []
    notes: list[str] = []
    extras: dict[str, Any] = {"forms": [], "curves": []}
    for model in scores.models:
        offers = read_model(scores, model)
        if not offers.readable:
            notes.append(f"{model}: no answer can be used, or its offers have one ratio b / c.")
            continue
        found = Findings(offers, rule)
        own = verdicts(found)
        told = any(one.status != "uninterpretable" for one in own)
        # Some form predicts noise best too.
        compared = compare(found) if told else None
        for part in (weights, contrasts, horizons, losses, others, _shifts):
            estimates += part(found)
        if compared is not None:
            estimates += form_estimates(found, compared)
            extras["forms"] += form_rows(found, compared)
        extras["curves"] += curve_rows(found)
        found_verdicts += own
        notes += [f"{model}: {note}" for note in remarks(scores, found, compared, told=told)]
    return HorizonAnalysis(tuple(estimates), tuple(found_verdicts), tuple(notes), rule, extras)


def horizon_verdicts(table: ChoiceTable, rule: HorizonRule) -> tuple[Verdict, ...]:
    """The verdicts of `analyze_horizon` alone, for when many tables are judged.

    Raises:
        ChoiceTableError: as in `analyze_horizon`.
    """
    scores = table.trunks()
    check_table(scores)
    read = (read_model(scores, model) for model in scores.models)
    return tuple(
        verdict
        for offers in read
        if offers.readable
        for verdict in verdicts(Findings(offers, rule))
    )


def _shifts(found: Findings) -> list[Estimate]:
    level = found.rule.level
    shifts, method = flat_shifts(found.offers, level), f"difference of {FLAT_ODDS}"
    if not found.flat:
        shifts, method = format_shifts(found.offers, found.shared, level), SHIFT
    return [
        number(found, "format_shift", (value, low, high), level, n, method, {"format": name})
        for name, (value, low, high, n) in shifts.items()
    ]
