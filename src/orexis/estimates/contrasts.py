"""Differences and weighted sums of means, with intervals built from each mean's own limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.intervals import FLAT, Interval, effective_size, mean_interval, wilson

HIGHEST_CORRELATION = 0.99
"""Pairs that agree perfectly in a few rollouts need not do so in all."""
FEWEST_PAIRS = 4
"""Below this many pairs a correlation says nothing, and the arms count as independent."""


@dataclass(frozen=True)
class Sample:
    """The scores of one arm: equal-length columns, one entry a rollout, none missing."""

    label: str
    scores: NDArray[np.float64]
    """In [0, 1]."""
    items: NDArray[np.float64]
    """Choices behind each score."""
    blocks: NDArray[np.object_]
    """Rollouts of two arms with the same block are pairs; `""` where unpaired."""
    drawn: bool = True
    """Outcomes are draws, not probabilities or shares of unknown size."""

    def interval(self, level: float) -> Interval:
        """The arm's mean; see `mean_interval`."""
        return mean_interval(self.scores, self.items, level, drawn=self.drawn)


def mover(
    intervals: Sequence[Interval],
    coefficients: Sequence[float],
    correlations: NDArray[np.float64] | None = None,
) -> Interval:
    """A weighted sum of estimates, its interval recovered from theirs (MOVER).

    The distance to the lower limit is sqrt(sum_ij c_i c_j r_ij d_i d_j), where d_i reaches from
    estimate i to its lower limit for c_i > 0 and to its upper one for c_i < 0; the upper limit
    takes the other ends. Coefficients (1, -1) give Newcombe's 1998 method 10.

    Source: Newcombe 1998 (Stat. Med. 17:873-890); Zou and Donner 2008, doi:10.1002/sim.3095.

    Args:
        intervals: estimates at one level.
        coefficients: a weight for each, of either sign.
        correlations: (k, k) between the estimates; independent if not given.
    """
    weights = np.array(coefficients, dtype=float)
    value, low, high = (
        np.array([getattr(each, name) for each in intervals]) for name in ("value", "low", "high")
    )
    related = np.eye(len(weights)) if correlations is None else correlations
    down = weights * np.where(weights > 0, value - low, high - value)
    up = weights * np.where(weights > 0, high - value, value - low)
    middle = float(weights @ value)
    below, above = (math.sqrt(max(0.0, float(d @ related @ d))) for d in (down, up))
    n = sum(each.n for each in intervals)
    return Interval(middle, middle - below, middle + above, intervals[0].level, n)


def contrast(samples: Sequence[Sample], coefficients: Sequence[float], level: float) -> Interval:
    """A weighted sum of arms' means, pairs used where blocks make them.

    Arms of one sign are pooled before the two sides are set apart by `mover`: its limits suit one
    share, but summed over many small arms they come out too narrow. The limits are clipped to what
    the coefficients allow, e.g. [-1, 1] for a difference.
    """
    weights, related = np.array(coefficients, dtype=float), correlations(samples)
    sides = [side for side in map(np.flatnonzero, (weights > 0, weights < 0)) if len(side)]
    pools, errors = [], np.zeros((len(sides), len(weights)))
    for row, side in zip(errors, sides, strict=True):
        interval, row[side] = _pooled(
            [samples[i] for i in side.tolist()], weights[side], related[np.ix_(side, side)], level
        )
        pools.append(interval)
    between = np.minimum(errors @ related @ errors.T, HIGHEST_CORRELATION)
    np.fill_diagonal(between, 1.0)
    totals = [float(weights[side].sum()) for side in sides]
    sums = mover(pools, totals, between)
    floor = min(sums.value, sum(total for total in totals if total < 0))
    ceiling = max(sums.value, sum(total for total in totals if total > 0))
    return Interval(sums.value, max(floor, sums.low), min(ceiling, sums.high), level, sums.n)


def _pooled(
    samples: Sequence[Sample],
    weights: NDArray[np.float64],
    related: NDArray[np.float64],
    level: float,
) -> tuple[Interval, NDArray[np.float64]]:
    """The mean of several arms, and each arm's part of its standard error (of length 1 together).

    Wilson's interval at the size p (1 - p) / variance. An arm of size m brings the variance
    max(p_arm (1 - p_arm), p (1 - p)) / m: a few rollouts that are all right do not show that there
    is none. One arm has its own interval.
    """
    shares = weights / weights.sum()
    means = np.array([sample.scores.mean() for sample in samples])
    sizes = [effective_size(s.scores, s.items, level, drawn=s.drawn) for s in samples]
    mean = min(1.0, max(0.0, float(shares @ means)))
    own, common = means * (1 - means), mean * (1 - mean)
    spread = np.maximum(1.0, own / common) if common > FLAT else np.ones(len(samples))
    errors = shares * np.sqrt(spread / np.array(sizes))
    variance = float(errors @ related @ errors)
    low, high = wilson(mean, 1 / variance, level)
    n = sum(len(sample.scores) for sample in samples)
    return Interval(mean, low, high, level, n), errors / math.sqrt(variance)


def difference_interval(first: Sample, second: Sample, level: float) -> Interval:
    """Mean of `first` minus mean of `second`, paired where blocks pair them."""
    return contrast([first, second], [1.0, -1.0], level)


def correlations(samples: Sequence[Sample]) -> NDArray[np.float64]:
    """(k, k) correlations between the means of k arms; 1 on the diagonal."""
    matrix = np.eye(len(samples))
    if sum(bool((sample.blocks != "").any()) for sample in samples) > 1:
        for i, first in enumerate(samples):
            for j in range(i):
                matrix[i, j] = matrix[j, i] = correlation(first, samples[j])
    return matrix


def correlation(first: Sample, second: Sample) -> float:
    """Correlation between two arms' means that their pairs bring about, in [0, 0.99].

    That of the paired scores, times pairs / sqrt(n_first n_second) because unpaired rollouts
    dilute it. It is shrunk as an adjusted R^2 is (Ezekiel 1930), so that chance agreement of few
    pairs does not narrow an interval, and taken as 0 where negative: sharing a quiz cannot make
    arms disagree. A block that stands twice in an arm pairs nothing.
    """
    left, right = _by_block(first), _by_block(second)
    shared = sorted(left.keys() & right.keys())
    if len(shared) < FEWEST_PAIRS:
        return 0.0
    x, y = (np.array([side[block] for block in shared]) for side in (left, right))
    if min(x.std(), y.std()) < FLAT:
        return 0.0
    n, r = len(shared), float(np.corrcoef(x, y)[0, 1])
    shrunk = math.sqrt(max(0.0, 1 - (1 - r**2) * (n - 1) / (n - 2))) if r > 0 else 0.0
    share = n / math.sqrt(len(first.scores) * len(second.scores))
    return min(HIGHEST_CORRELATION, shrunk * share)


def _by_block(sample: Sample) -> dict[str, float]:
    blocks, where, times = np.unique(sample.blocks, return_index=True, return_counts=True)
    alone = (times == 1) & (blocks != "")
    return dict(zip(blocks[alone].tolist(), sample.scores[where[alone]].tolist(), strict=True))
