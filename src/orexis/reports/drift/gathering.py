"""The strands of a model, gathered from the run and from what was estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates import Estimate, Verdict
from orexis.estimates.drift import STATEMENTS
from orexis.reports.drift.asking import rows_about
from orexis.reports.drift.spots import EPISODE, RESET, TARGET, TOPOLOGY, Spot
from orexis.reports.drift.strands import Strand
from orexis.reports.offers.asking import Cell, key
from orexis.reports.report import Report
from orexis.reports.words import mapping, number

OWN = (TARGET, TOPOLOGY, EPISODE, RESET, "default", "towards")
"""What an estimate's cell names beside the context."""
ESTIMANDS = (
    "price",
    "wander",
    "wander_logits",
    "slope_logits",
    "incoherence",
    "consistency",
    "lapse",
    "lapse_change",
    "acceptance",
    "spread",
    "variance_over_error",
    "repeat_variance",
    "repeat_error",
    "recovery",
    "GD_actions",
    "GD_inaction",
    "GD_actions_clipped",
    "GD_inaction_clipped",
    "action_minus_inaction",
)
"""What this probe estimates: a run has estimates of other questions beside them."""


def strands_of(report: Report, model: str) -> list[Strand]:
    """Everything about one model: a strand a context and target."""
    tables = {
        name: rows_about(report, name, model)
        for name in ("cells", "classes", "changes", "offers", "rollouts")
    }
    keys: dict[tuple[Cell, str], None] = dict.fromkeys(
        _row_key(row) for rows in tables.values() for row in rows
    )
    estimates = [one for one in report.estimates_of(model) if one.estimand in ESTIMANDS]
    stated = tuple(STATEMENTS.values())
    verdicts = [one for one in report.verdicts_of(model) if one.statement.startswith(stated)]
    keys |= dict.fromkeys(_cell_key(one.cell) for one in estimates)
    keys |= dict.fromkeys(_cell_key(one.cell) for one in verdicts)
    return [_strand(model, each, tables, estimates, verdicts) for each in keys]


def _strand(
    model: str,
    own: tuple[Cell, str],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    estimates: Sequence[Estimate],
    verdicts: Sequence[Verdict],
) -> Strand:
    rows = {name: [row for row in each if _row_key(row) == own] for name, each in tables.items()}
    return Strand(
        model,
        dict(own[0]),
        own[1],
        [_spot(row) for row in rows["cells"]],
        [one for one in estimates if _cell_key(one.cell) == own],
        [one for one in verdicts if _cell_key(one.cell) == own],
        {str(row.get(TOPOLOGY, "")): row for row in rows["classes"]},
        {str(row.get(TOPOLOGY, "")): row for row in rows["changes"]},
        rows["offers"],
        rows["rollouts"],
    )


def _spot(row: Mapping[str, Any]) -> Spot:
    return Spot(
        str(row.get(TOPOLOGY, "")),
        number(row.get(EPISODE)),
        str(row.get(RESET, "")),
        number(row.get("tokens_before")),
        row,
    )


def _row_key(row: Mapping[str, Any]) -> tuple[Cell, str]:
    return key(mapping(row.get("cell"))), str(row.get(TARGET, ""))


def _cell_key(cell: Mapping[str, str]) -> tuple[Cell, str]:
    context = {name: level for name, level in cell.items() if name not in OWN}
    return key(context), cell.get(TARGET, "")
