"""The estimates of single cells: weight, censored where offers end, and share accepted."""

from __future__ import annotations

import math

import numpy as np

from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon.findings import FLAT, Findings
from orexis.estimates.horizon.labels import (
    POSTERIOR,
    SHARE,
    number,
    of_interval,
    rollouts_behind,
)
from orexis.estimates.horizon.losing import share_taken
from orexis.estimates.horizon.parts import Limits
from orexis.estimates.horizon.reading import Cell


def weights(found: Findings) -> list[Estimate]:
    """`weight` and `acceptance` of every cell."""
    out = []
    for place, cell in enumerate(found.offers.cells):
        out += [_weight(found, place, cell), _acceptance(found, place, cell)]
    return out


def _weight(found: Findings, place: int, cell: Cell) -> Estimate:
    level = found.rule.level
    n = rollouts_behind(found, [place])
    if not n:
        reason = "no answer in this cell can be used"
    elif not found.usable[place]:
        chance = found.shared.unmoved[place]
        reason = f"choices do not move with b / c (probability {chance:.2f}, at least {FLAT:g})"
    else:
        limits, method = _seen(found, place, level)
        return number(found, "weight", limits, level, n, method, cell.names)
    return Estimate.absent(
        "weight", found.offers.model, reason=reason, level=level, cell=cell.names, n=n
    )


def _seen(found: Findings, place: int, level: float) -> tuple[Limits, str]:
    """Limits of a cell's weight, censored where its offers end."""
    counts = found.shared.counts
    offered = counts.xs[counts.offers[place].any(axis=1)]
    zero = float(found.draws.control.mean())
    smallest, largest = float(np.exp(zero - offered[-1])), float(np.exp(zero - offered[0]))
    shares = [0.5, (1 - level) / 2, (1 + level) / 2]
    # "lower" and "higher": a quantile between a number and infinity is neither.
    value, low, high = np.quantile(found.draws.weights[:, place], shares, method="lower")
    if value < smallest:
        said = f"{POSTERIOR}; below {smallest:.2f}, the smallest weight that its offers can show"
        return (0.0, 0.0, max(float(high), smallest)), said
    if value > largest:
        said = f"{POSTERIOR}; above {largest:.2f}, the largest weight that its offers can show"
        return (math.inf, min(float(low), largest), math.inf), said
    low = 0.0 if low < smallest else low
    high = math.inf if high > largest else high
    return (float(value), float(low), float(high)), POSTERIOR


def _acceptance(found: Findings, place: int, cell: Cell) -> Estimate:
    offers = found.offers
    rows = offers.valid & (offers.cell == place)
    if not rows.any():
        return Estimate.absent(
            "acceptance",
            offers.model,
            reason="no answer in this cell can be used",
            level=found.rule.level,
            cell=cell.names,
        )
    share = share_taken(offers, rows, found.rule.level)
    return of_interval(found, "acceptance", share, SHARE, cell.names)
