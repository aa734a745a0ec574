"""Does the gap trade off against points for right answers, as a preference would?"""

from __future__ import annotations

import numpy as np

from orexis.estimates.arms import is_absent
from orexis.estimates.estimate import Estimate
from orexis.estimates.why.factorial import Contrast
from orexis.estimates.why.gaps import Gaps

FEWEST_LEVELS = 3
"""Levels from which one can speak of a trend."""


def price_levels(gaps: Gaps) -> list[str]:
    """Levels of the points at the baseline, with both arms, from the smallest up."""
    setup = gaps.setup
    found = [
        context[setup.points]
        for context in gaps.contexts
        if setup.points
        and setup.points in context
        and set(setup.differs(context)) <= {setup.points}
    ]
    return sorted((level for level in found if _is_number(level)), key=float)


def price_contrasts(gaps: Gaps) -> list[Contrast]:
    """The slope of the gap on the rank of the points' level; none where points do not vary."""
    levels = price_levels(gaps)
    if len(levels) < FEWEST_LEVELS:
        return []
    ranks = np.arange(len(levels)) - (len(levels) - 1) / 2
    shares = ranks / (ranks @ ranks)
    parts = [
        ({**gaps.setup.context(), gaps.setup.points: level}, float(share))
        for level, share in zip(levels, shares, strict=True)
    ]
    row = gaps.combine(parts)
    if isinstance(row, list):
        return []
    return [Contrast("trade_off", {"factor": gaps.setup.points}, row)]


def price_sentence(trade_off: Estimate, margin: float, steps: int) -> str:
    """What the slope speaks for."""
    if is_absent(trade_off):
        return ""
    shown = f"{trade_off.value:+.3f} a step [{trade_off.low:+.3f}, {trade_off.high:+.3f}]"
    if trade_off.high < 0:
        return (
            f"the gap shrinks as points for right answers grow ({shown}): it trades off, as a "
            "preference would and an inferred instruction should not."
        )
    if trade_off.low > 0:
        return f"the gap grows with the points for right answers ({shown}), which neither explains."
    if trade_off.low * steps > -margin:
        return (
            f"the gap does not shrink by {margin:.2f} over the points that were tried ({shown}): "
            "as with an inferred instruction, or a preference worth more than these points."
        )
    return f"whether the gap trades off against points is left open ({shown})."


def _is_number(level: str) -> bool:
    try:
        float(level)
    except ValueError:
        return False
    return True
