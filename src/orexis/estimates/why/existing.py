"""Existence in many runs at once, from the cells: the same intervals and the same rule.

`existence.judge` reads rollouts. Here n, mean, variance and kurtosis of the cells give the same
Wilson and Newcombe intervals, and `decision.decide` is the same. Two things need rows and differ:
pairs by block are not used (wider intervals), and the label shuffle is its normal approximation.
"""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from orexis.estimates.arms import Pair
from orexis.estimates.decision import confirmed, decide
from orexis.estimates.estimate import Estimate, Status
from orexis.estimates.intervals import FLAT, quantile
from orexis.estimates.questions import Question
from orexis.estimates.rule import Rule
from orexis.estimates.shuffle import SHUFFLES
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.setup import Condition

Array = NDArray[np.float64]
STATUSES: tuple[Status, ...] = ("supported", "rejected", "undecided", "uninterpretable")
"""Codes of the statuses in arrays."""
_SOME = cast("list[Pair]", [None])
"""`decide` asks only whether there is a stratum."""


def existence_codes(gaps: Gaps, context: Condition, rule: Rule, level: float) -> NDArray[np.intp]:
    """(runs,) index into `STATUSES` of the verdict on one context's gap.

    Args:
        gaps: A batch.
        context: The context.
        rule: The rule for gaps.
        level: Family-wise confidence level of the verdict's intervals.
    """
    high, low = (gaps.cell(context, arm) for arm in (gaps.setup.high, gaps.setup.low))
    runs = len(gaps.cells.n)
    if high is None or low is None:
        return np.full(runs, STATUSES.index("uninterpretable"))
    gap, reverse = difference(gaps.cells, low, high, level), interval(gaps.cells, low, level)
    easy = _easy(gaps, level)
    p = shuffle_p(gaps.cells, low, high)
    question = Question("", {}, "", _SOME, [], [])
    found = np.empty(runs, dtype=np.intp)
    for run in range(runs):
        shown = _estimate("gap", gap, run, level)
        control = None if easy is None else _estimate("easy_gap", easy, run, level)
        arm = _estimate("reverse_accuracy", reverse, run, level)
        status, _ = decide(question, shown, (shown, shown), arm, control, rule)
        if status == "supported":
            status, _ = confirmed(float(p[run]), level, "")
        found[run] = STATUSES.index(status)
    return found


def effective_size(cells: Cells, at: int, level: float) -> Array:
    """(runs,) see `intervals.effective_size`."""
    n, mean, spread = cells.n[:, at], cells.mean[:, at], cells.spread[:, at]
    coins = np.maximum(n, cells.coins[:, at])
    known = np.maximum(cells.known[:, at], 1e-3)
    correction = (quantile(level) / stdtrit(known, (1 + level) / 2)) ** 2
    varied = spread > FLAT**2
    size = correction * mean * (1 - mean) * n / np.where(varied, spread, 1.0)
    size = np.where(cells.drawn[:, at] > 0, np.minimum(size, coins), size)
    size = np.where(varied, np.maximum(n, size), coins)
    certain = (n == 1) | (np.minimum(mean, 1 - mean) < FLAT)
    return np.where(certain, n, size)


def interval(cells: Cells, at: int, level: float) -> tuple[Array, Array, Array]:
    """(runs,) mean of one cell with Wilson's limits at the effective size."""
    mean, size = cells.mean[:, at], effective_size(cells, at, level)
    z2 = quantile(level) ** 2
    middle = (mean + z2 / (2 * size)) / (1 + z2 / size)
    half = np.sqrt(z2 * (mean * (1 - mean) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    low = np.maximum(0.0, np.minimum(mean, middle - half))
    high = np.minimum(1.0, np.maximum(mean, middle + half))
    return mean, low, high


def difference(cells: Cells, first: int, second: int, level: float) -> tuple[Array, Array, Array]:
    """(runs,) difference of two cells' means, Newcombe's method 10."""
    one, two = interval(cells, first, level), interval(cells, second, level)
    value = one[0] - two[0]
    below = np.hypot(one[0] - one[1], two[2] - two[0])
    above = np.hypot(one[2] - one[0], two[0] - two[1])
    return value, np.maximum(-1.0, value - below), np.minimum(1.0, value + above)


def shuffle_p(cells: Cells, low: int, high: int) -> Array:
    """(runs,) one-sided p of the gap under relabelling, by its normal approximation.

    Under relabelling the difference of two means has variance N / (n1 n2) times the variance of
    all N scores together. Drawn p's are multiples of 1 / (shuffles + 1); so is this.
    """
    n1, n2 = cells.n[:, low], cells.n[:, high]
    m1, m2 = cells.mean[:, low], cells.mean[:, high]
    s1, s2 = cells.spread[:, low], cells.spread[:, high]
    total = n1 + n2
    squares = (n1 - 1) * s1 + (n2 - 1) * s2 + n1 * n2 / total * (m1 - m2) ** 2
    variance = squares / np.maximum(total - 1, 1) * total / (n1 * n2)
    z = (m1 - m2) / np.sqrt(np.maximum(variance, FLAT**2))
    return np.asarray((1 + SHUFFLES * ndtr(-z)) / (1 + SHUFFLES))


def _easy(gaps: Gaps, level: float) -> tuple[Array, Array, Array] | None:
    setup = gaps.setup
    if setup.easy is None or setup.reference is None:
        return None
    found = [gaps.cells.where.get(setup.key(each)) for each in (setup.reference, setup.easy)]
    first, second = found
    if first is None or second is None or not gaps.cells.present[[first, second]].all():
        return None
    return difference(gaps.cells, first, second, level)


def _estimate(
    estimand: str, limits: tuple[Array, Array, Array], run: int, level: float
) -> Estimate:
    value, low, high = (float(each[run]) for each in limits)
    if math.isnan(value):
        return Estimate.absent(estimand, "", reason="no rollout", level=level)
    return Estimate(estimand, "", value, min(low, value), max(high, value), level, 0, "cells")
