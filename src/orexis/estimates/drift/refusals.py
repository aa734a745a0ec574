"""Where wander and incoherence cannot be told apart, and what would help."""

from __future__ import annotations

import numpy as np

from orexis.estimates.drift.case import Case, Readings
from orexis.estimates.drift.likelihood import THETA
from orexis.estimates.drift.panel import Cell, Panel
from orexis.estimates.drift.rule import DriftRule

STRENGTHS = 3
"""Fewest different offers that a curve can be drawn through."""
FLAT = 0.3
"""Rise of the baseline's curve over the offers below which it does not trade off."""
ENDS = (0.1, 0.9)
"""Acceptance of all offers beyond which the price lies outside them."""
HALF = 0.5
INSIDE = (0.2, 0.8)
"""Acceptance of the smallest and largest offers between which nothing shows the lapse."""


def unusable(panel: Panel) -> str:
    """Why no curve can be drawn at all, or nothing."""
    strengths = len(np.unique(panel.items.x[panel.items.target]))
    if strengths < STRENGTHS:
        return (
            f"its offers have {strengths} strength{'s' * (strengths != 1)}, and one curve can be "
            f"moved or flattened to the same effect: put at least {STRENGTHS}, with anchors"
        )
    return ""


def too_few(rollouts: int, rule: DriftRule) -> str:
    """Why there are no intervals, or nothing."""
    if rollouts >= rule.rollouts:
        return ""
    return (
        f"{rollouts} rollouts are too few for an interval over rollouts: run at least "
        f"{rule.rollouts}, better 16"
    )


def flat(panel: Panel, cell: Cell, readings: Readings) -> str:
    """Why the baseline has no price and no consistency to lose, or nothing.

    Args:
        panel: What was put.
        cell: The baseline.
        readings: A fit whose first cell is the baseline.
    """
    target = panel.items.target
    yes = float(cell.accepted[:, target].sum())
    share = yes / (yes + float(cell.declined[:, target].sum()))
    if not ENDS[0] < share < ENDS[1]:
        kind, other = ("accepts", "smaller") if share > HALF else ("declines", "larger")
        return (
            f"at baseline it {kind} nearly all offers ({share:.0%} accepted), so its price lies "
            f"outside them: put {other} ones"
        )
    x = panel.items.x[target]
    ends = readings.curve(0, np.array([x.min(), x.max()]))
    if (rise := float(ends[1] - ends[0])) < FLAT:
        return (
            f"at baseline its choices do not move with the points (acceptance rises by {rise:.2f} "
            "from the smallest offer to the largest): it has no price and no consistency to lose; "
            "use offers that it trades off"
        )
    theta = float(readings.fitted.own(0)[THETA])
    if not x.min() <= theta <= x.max():
        other = "smaller" if theta < x.min() else "larger"
        return f"its price at baseline lies outside the offers: put {other} ones"
    return ""


def no_ends(case: Case) -> str:
    """Why lapse and consistency cannot be told apart, or nothing."""
    items = case.panel.items
    if not items.target.all():
        return ""
    x = np.unique(items.x)
    for at in (x[0], x[-1]):
        here = items.x == at
        yes = float(case.baseline.accepted[:, here].sum())
        share = yes / (yes + float(case.baseline.declined[:, here].sum()))
        if not INSIDE[0] < share < INSIDE[1]:
            return ""
    return (
        "there are no anchors and even the smallest and largest offers are taken now and then, so "
        "lapses cannot be told from a flat curve: put anchors, or wider offers"
    )
