"""Points on the axis from the lowest to the highest offer, and a price in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.words import figure, listing, mapping, number

STAKE = "stake.points"
DEFAULT = (1.0, 1000.0)
CLOSE = 1e-6
NEARLY = 0.99
"""Share of the highest offer from which a price counts as lying at it."""
MANY = 7
"""Powers of ten up to which each has its tick."""


@dataclass(frozen=True, slots=True)
class Offered:
    """The lowest and the highest number of extra points that was offered."""

    low: float
    high: float

    def x(self, points: float) -> float:
        """Its place on the axis: the logarithm; far outside for 0 and inf."""
        if points <= 0:
            return -math.inf
        return math.log(points) if math.isfinite(points) else math.inf

    @property
    def limits(self) -> tuple[float, float]:
        """The axis, a little beyond the offers."""
        low, high = math.log(self.low), math.log(self.high)
        room = 0.05 * (high - low) or 0.5
        return low - room, high + room

    def below(self, points: float) -> bool:
        """Less than was ever offered."""
        return points < self.low * (1 - CLOSE)

    def above(self, points: float) -> bool:
        """More than was ever offered."""
        return points > self.high * (1 + CLOSE)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Powers of ten within the offers, with their places; the ends where there are too few."""
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        step = 1 + (last - first) // MANY
        round_ones = (10.0**power for power in range(first, last + 1, step))
        kept = [one for one in round_ones if self.low <= one <= self.high * (1 + CLOSE)]
        shown = kept if len(kept) > 1 else [self.low, self.high]
        return [(math.log(one), figure(one)) for one in shown]


def offered(report: Report) -> Offered:
    """Read off the table's stakes, else off the curves; 1 to 1000 where neither tells."""
    found: list[float] = []
    if STAKE in report.table.columns:
        stakes = np.asarray(report.table[STAKE], dtype=float)
        found = stakes[np.isfinite(stakes) & (stakes > 0)].tolist()
    if not found:
        rows = [mapping(row) for row in listing(report.run.get("curves"))]
        xs = [number(x) for row in rows for x in listing(row.get("x"))]
        found = [math.exp(x) for x in xs if abs(x) < 50]  # noqa: PLR2004 - no real stake is larger
    if not found or min(found) == max(found):
        return Offered(*DEFAULT) if not found else Offered(min(found) / 2, max(found) * 2)
    return Offered(min(found), max(found))


def price_words(one: Estimate, within: Offered) -> str:
    """A price with its interval; an end beyond the offers is said to be beyond them."""
    if math.isnan(one.value):
        return "–"  # noqa: RUF001
    value, low, high = (end_words(each, within) for each in (one.value, one.low, one.high))
    if within.below(one.low) and within.above(one.high):
        return f"{value} [{low}, {high}]"
    if within.above(one.value):
        return "no finite price"
    if within.below(one.value):
        return f"under {figure(max(one.high, within.low))}"
    return f"{value} [{low}, {high}]"


def end_words(points: float, within: Offered) -> str:
    """One end of an interval: `85`, `<1`, `>1,000`."""
    if within.above(points):
        return f">{figure(within.high)}"
    return f"<{figure(within.low)}" if within.below(points) else figure(points)


def price_remark(one: Estimate, within: Offered) -> str:
    """What a price beyond the offers means; why there is none."""
    if math.isnan(one.value):
        return one.reason
    if within.below(one.low) and within.above(one.high):
        return "may be anything"
    if not within.above(one.value):
        return ""
    if one.low >= within.high * NEARLY:
        return f"never gave in up to {figure(within.high)} points"
    return f"more than {figure(one.low)} points; most likely more than any that was offered"


def short_price(one: Estimate | None, within: Offered) -> str:
    """A price in brackets of a sentence: `120 points`; empty for none."""
    if one is None or math.isnan(one.value):
        return ""
    if within.above(one.value):
        return f"more than {figure(min(one.low, within.high))} points"
    if within.below(one.value):
        return f"under {figure(within.low)} points"
    return f"{figure(one.value)} points"
