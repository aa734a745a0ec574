"""A table of long rollouts in; wander, incoherence and verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from orexis.choices import ChoiceTable
from orexis.estimates.drift import pictures
from orexis.estimates.drift.baseline import baseline
from orexis.estimates.drift.estimates import CURVE, label, of_case
from orexis.estimates.drift.judging import Model, models
from orexis.estimates.drift.pictures import EXTRAS
from orexis.estimates.drift.remarks import remarks
from orexis.estimates.drift.rule import DriftRule
from orexis.estimates.drift.verdicts import Judged, say
from orexis.estimates.estimate import Estimate, Verdict


@dataclass(frozen=True)
class DriftAnalysis:
    """What a table of the probe says."""

    estimates: tuple[Estimate, ...]
    """At the rule's level."""
    verdicts: tuple[Verdict, ...]
    """Two a topology, target and context, resting on estimates at the level that decided."""
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: DriftRule
    extras: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Plain data for pictures: `cells`, `offers`, `rollouts`, `classes`, `changes`."""


def analyze_drift(table: ChoiceTable, rule: DriftRule | None = None) -> DriftAnalysis:
    """Wander and incoherence of every topology, with verdicts; a partial table gets what it can.

    Args:
        table: One row a choice. Forks at checkpoints (`trunk`, `topology`, `episode` and
            `stake.points`) are what is compared; without any, rollouts with a `turn` and offers of
            several strengths are cut into parts, and rollouts with a `turn` alone get the shift of
            their mean.
        rule: The rule, fixed before the data.

    Raises:
        ChoiceTableError: no valid choice, points that are not above 0, or neither turns nor
            episodes.
    """
    rule = rule or DriftRule()
    estimates: list[Estimate] = []
    verdicts: list[Verdict] = []
    notes: list[str] = []
    extras: dict[str, list[dict[str, Any]]] = {name: [] for name in EXTRAS}
    for model in models(table, rule):
        for panel in model.panels:
            found, rows, offers = baseline(panel, rule)
            estimates += found
            extras["cells"] += rows
            extras["offers"] += offers
        for judged in model.judged:
            estimates += _picture(judged, rule, extras)
        verdicts += _verdicts(model)
        notes += remarks(model, rule)
        for each in model.turns:
            estimates += each.estimates
            notes += each.notes
    return DriftAnalysis(
        tuple(estimates), tuple(verdicts), tuple(dict.fromkeys(notes)), rule, extras
    )


def drift_verdicts(table: ChoiceTable, rule: DriftRule) -> tuple[Verdict, ...]:
    """The verdicts of `analyze_drift` alone, for when many tables are judged.

    Raises:
        ChoiceTableError: as in `analyze_drift`.
    """
    return tuple(verdict for model in models(table, rule) for verdict in _verdicts(model))


def drift_classes(table: ChoiceTable, rule: DriftRule) -> list[dict[str, Any]]:
    """The rows `classes` of `analyze_drift` alone.

    Raises:
        ChoiceTableError: as in `analyze_drift`.
    """
    return [pictures.class_row(judged) for model in models(table, rule) for judged in model.judged]


def _verdicts(model: Model) -> list[Verdict]:
    found = [verdict for judged in model.judged for verdict in _said(judged)]
    return found + [verdict for each in model.turns for verdict in each.verdicts]


def _said(judged: Judged) -> list[Verdict]:
    tag = label(judged.case, None, judged.level)
    both = say(judged, tag.cell())
    if judged.refused:
        return both
    resting = {
        "wander": ("wander",),
        "incoherence": ("incoherence", "lapse_change", "disagreement"),
    }
    return [
        replace(verdict, estimates=_behind(judged, name, figures))
        for verdict, (name, figures) in zip(both, resting.items(), strict=True)
    ]


def _behind(judged: Judged, verdict: str, names: Sequence[str]) -> tuple[Estimate, ...]:
    """The figures that decided a verdict, at the level that did."""
    level = judged.level_of(verdict)
    tag = label(judged.case, None, level)
    figures = judged.figures()
    return tuple(tag.number(name, figures[name].limits(level), CURVE) for name in names)


def _picture(
    judged: Judged, rule: DriftRule, extras: dict[str, list[dict[str, Any]]]
) -> Sequence[Estimate]:
    """The estimates of one topology; its rows are added to the extras."""
    case = judged.case
    found = of_case(judged, rule.level)
    extras["classes"].append(pictures.class_row(judged))
    readings = None if judged.refused else case.apart
    for number, cell in enumerate(case.cells, start=1):
        own = label(case, cell, rule.level).cell()
        here = [each for each in found if each.cell == own]
        extras["cells"].append(pictures.cell_row(case.panel, cell, case.topology, here))
        extras["offers"] += pictures.offer_rows(case.panel, case.topology, cell, readings, number)
    if readings is None:
        return found
    extras["rollouts"] += pictures.rollout_rows(case)
    change = pictures.change_row(case)
    if change is not None:
        extras["changes"].append(change)
        extras["classes"][-1]["change"] = change["change"]
    return found
