"""Plain data for pictures and for those who count: rows of numbers and texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from orexis.estimates.drift.case import Case, Readings
from orexis.estimates.drift.changes import SURE, kinds
from orexis.estimates.drift.estimates import label
from orexis.estimates.drift.panel import Cell, Panel
from orexis.estimates.drift.rollouts import own_levels, paths
from orexis.estimates.drift.verdicts import Judged
from orexis.estimates.estimate import Estimate

Row = dict[str, Any]
EXTRAS = ("cells", "offers", "rollouts", "classes", "changes")


def head(panel: Panel, topology: str) -> Row:
    """What every row begins with."""
    return {
        "model": panel.model,
        "cell": dict(panel.context),
        "target": panel.target,
        "topology": topology,
    }


def cell_row(panel: Panel, cell: Cell, topology: str, found: Sequence[Estimate]) -> Row:
    """Where a cell stands, and its estimates side by side."""
    row = {
        **head(panel, topology),
        "episode": cell.episode,
        "reset": cell.reset,
        "turn": cell.turn,
        "tokens_before": cell.tokens,
        "rollouts": cell.rollouts,
        "choices": cell.choices,
    }
    for each in found:
        row[each.estimand] = each.value
        row[f"{each.estimand}_low"], row[f"{each.estimand}_high"] = each.low, each.high
    return row


def offer_rows(
    panel: Panel, topology: str, cell: Cell, readings: Readings | None, number: int
) -> list[Row]:
    """Share accepted of every strength, with the fitted curve."""
    items = panel.items
    found = []
    for target in (True, False):
        for x in np.unique(items.x[items.target == target]).tolist():
            here = (items.target == target) & (items.x == x)
            yes = float(cell.accepted[:, here].sum())
            count = yes + float(cell.declined[:, here].sum())
            if not count:
                continue
            fitted = np.nan
            if target and readings is not None:
                fitted = float(readings.curve(number, np.array([x]))[0])
            found.append(
                {
                    **head(panel, topology),
                    "episode": cell.episode,
                    "reset": cell.reset,
                    "anchor": not target,
                    "points": float(np.exp(x)),
                    "accepted": yes / count,
                    "n": count,
                    "fitted": fitted,
                }
            )
    return found


def rollout_rows(case: Case) -> list[Row]:
    """Every rollout's own ln price at every checkpoint."""
    found = []
    for number, cell in enumerate(case.apart.cells):
        if not number:
            continue
        own = own_levels(case.apart, number)
        for block, level, sd in zip(cell.block, own.level, own.sd, strict=True):
            if np.isfinite(sd):
                found.append(
                    {
                        **head(case.panel, case.topology),
                        "block": case.panel.names[block],
                        "episode": cell.episode,
                        "reset": cell.reset,
                        "price": float(level),
                        "sd": float(sd),
                    }
                )
    return found


def change_row(case: Case) -> Row | None:
    """Probabilities of no, a gradual and a sudden change."""
    found = paths(case.apart, case.panel.blocks)
    if found is None:
        return None
    shares = kinds(found)
    best = max(shares, key=lambda kind: shares[kind])
    named = best if shares[best] >= SURE else ""
    return {**head(case.panel, case.topology), **shares, "change": named}


def class_row(judged: Judged) -> Row:
    """The class, with the statuses that it comes of."""
    return {
        **head(judged.case.panel, judged.case.topology),
        "class": judged.name,
        "wander": judged.wander[0],
        "incoherence": judged.incoherence[0],
        "shared": judged.shared,
        "change": "",
    }


__all__ = [
    "EXTRAS",
    "cell_row",
    "change_row",
    "class_row",
    "label",
    "offer_rows",
    "rollout_rows",
]
