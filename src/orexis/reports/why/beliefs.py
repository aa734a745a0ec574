"""Manipulation checks: where a belief stood, where the ablation moved it, and whether it did."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.why.crossing import Crossing
from orexis.reports.why.scales import share_scale
from orexis.reports.why.sheet import CALM, THREAT, Drawn, Look, Mark, Panel, Row, Sheet, drawn
from orexis.reports.why.words import belief_words, taken
from orexis.reports.words import mapping

BEFORE = Look("#666666", "before the change", filled=False)
MOVED = Look(CALM, "after it, moved as meant")
STILL = Look(THREAT, "after it, not moved")
UNDERSTOOD = Look("#555555", "share that understood")
CHECK = "check"
TRIGGER = ("trigger", "high")
Cell = tuple[tuple[str, str], ...]
Held = dict[tuple[str, str], dict[Cell, float]]
"""Model and check -> condition -> mean belief."""


def beliefs_picture(report: Report, crossed: Crossing | None) -> list[Drawn]:
    """A row for each ablation and the belief at which it aims, from before to after."""
    shifts = [one for one in report.estimates if one.estimand == "belief_shift"]
    aims = list(dict.fromkeys(_aim(one) for one in shifts))
    if not aims or crossed is None:
        return []
    rows = [
        Row(at, f"{taken(factor, crossed.ablated.get(factor, ''))}: “{belief_words(check)}”")
        for at, (factor, check) in enumerate(aims)
    ]
    last = len(aims) + 0.4
    rows.append(Row(last, "understood what a score brings"))
    held, panels = beliefs(report.table), []
    for model in report.models:
        own = report.estimates_of(model, "belief_shift")
        if not own:
            continue
        marks = []
        for one in own:
            marks += _move(aims.index(_aim(one)), one, before(held, model, one, crossed))
        for one in report.estimates_of(model, "understood")[:1]:
            if not math.isnan(one.value):
                marks.append(
                    Mark(last, one.value, one.low, one.high, UNDERSTOOD, note=f"{one.n:,}")
                )
        reason = next((one.reason for one in own if one.reason), "")
        panels.append(Panel(model, model in report.controls, marks, reason=reason))
    scale = share_scale([], "share that holds the belief")
    what = "beliefs before and after each ablation, by model"
    return drawn(Sheet("beliefs", what, rows, panels, scale, 3.4, between=0.42))


def before(held: Held, model: str, shift: Estimate, crossed: Crossing) -> float:
    """The mean belief before the ablation, over the conditions behind the shift; nan if unknown."""
    factor, check = _aim(shift)
    means = held.get((model, check), {})
    away = crossed.ablated.get(factor, "")
    found = []
    for cell, mean in means.items():
        levels = dict(cell)
        there = {**levels, factor: away}
        if levels.get(factor) == crossed.baseline.get(factor) and tuple(there.items()) in means:
            found.append(mean)
    return _mean(found) if found else math.nan


def _aim(shift: Estimate) -> tuple[str, str]:
    """The ablation and the check of a shift."""
    return shift.cell.get("factor", ""), shift.cell.get("check", "")


def beliefs(table: ChoiceTable) -> Held:
    """Mean belief of each condition with the trigger on high, its rollouts of equal weight."""
    names = table.factors
    forks = np.flatnonzero(table["valid"] & (table["fork"] == CHECK) & (table["trunk"] != ""))
    levels = zip(*(table.factor(name)[forks].tolist() for name in names), strict=True)
    rows = (table[name][forks].tolist() for name in ("model", "item", "trunk", "outcome"))
    kept: dict[tuple[str, str], dict[Cell, dict[str, list[float]]]] = {}
    for cell_levels, model, check, trunk, outcome in zip(levels, *rows, strict=False):
        cell = tuple(zip(names, cell_levels, strict=True))
        if TRIGGER in cell:
            cells = kept.setdefault((model, check), {})
            cells.setdefault(cell, {}).setdefault(trunk, []).append(outcome)
    return {
        about: {cell: _mean([_mean(given) for given in of.values()]) for cell, of in cells.items()}
        for about, cells in kept.items()
    }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def asked(report: Report) -> list[str]:
    """How many forks were asked and answered, a sentence for each model."""
    lines = []
    for model, row in mapping(report.run.get("forks")).items():
        counts = mapping(row)
        given = counts.get("answered", 0)
        words = f"{model}: {counts.get('asked', 0)} forks asked, {given} answered"
        if counts.get("failed"):
            words += f", {counts['failed']} failed"
        if counts.get("fault"):
            words += f" ({counts['fault']})"
        lines.append(words)
    return lines


def _move(y: float, one: Estimate, start: float) -> list[Mark]:
    if math.isnan(one.value):
        return []
    look = MOVED if one.high < 0 else STILL
    origin = 0.5 if math.isnan(start) else start
    ends = (origin + one.value, origin + one.low, origin + one.high)
    return [Mark(y, *ends, look, start, f"{one.n:,}")]
