"""From numbers to labelled estimates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.parts import Limits
from orexis.estimates.intervals import Interval

POSTERIOR = "grid posterior, slope, lapse and position bias shared by all cells"
SUM = f"{POSTERIOR}; sum over draws, weights capped at 1"
FLAT_ODDS = (
    "log-odds, standard errors over rollouts; without a curve, as choices do not move with b / c"
)
SHARE = "share over rollouts, Wilson"


def number(
    found: Findings,
    estimand: str,
    limits: Limits,
    level: float,
    n: int,
    method: str,
    cell: Mapping[str, str] | None = None,
) -> Estimate:
    """Value, low and high with their labels."""
    value, low, high = (float(each) for each in limits)
    low, high = min(low, value), max(high, value)
    return Estimate(estimand, found.offers.model, value, low, high, level, n, method, cell or {})


def of_interval(
    found: Findings, name: str, one: Interval, method: str, cell: Mapping[str, str]
) -> Estimate:
    """The same from an interval without labels."""
    return number(found, name, (one.value, one.low, one.high), one.level, one.n, method, cell)


def rollouts_behind(found: Findings, cells: Iterable[int]) -> int:
    """Rollouts with a usable answer in one of the cells, given by their numbers."""
    mask = np.zeros(len(found.offers.cells), dtype=bool)
    mask[list(cells)] = True
    return found.offers.behind(mask)
