"""Bunching: an agent that gives up no more than it must piles up just below the threshold.

Noise does not: it spreads scores around their mean. Being good at exactly half of the questions
piles scores up too, but in both arms, so the arms' difference is what counts.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from orexis.estimates.contrasts import mover
from orexis.estimates.counts import highest_count
from orexis.estimates.intervals import Interval, mean_interval, t_quantile


def bunching(
    counts: NDArray[np.float64], items: NDArray[np.float64], threshold: float, level: float
) -> Interval:
    """Share of rollouts at exactly floor(threshold items) right, minus what coins would put there.

    The coins have the arm's own mean accuracy. The share gets Wilson's interval, the expectation a
    delta-method one, and the two are joined as if independent: they move together, if at all, so
    this errs on the wide side.

    Args:
        counts: (n,) items right in each rollout, whole numbers.
        items: (n,) items of each rollout, whole numbers of at least 2.
        threshold: in (0, 1).
        level: confidence level in (0, 1).

    Returns:
        The excess, in [-1, 1]: 0 for independent items of equal difficulty.
    """
    at = highest_count(threshold, items)
    here = (counts == at).astype(float)
    share = mean_interval(here, np.ones_like(items), level)
    excess = mover([share, _by_coins(counts / items, at, items, level)], [1.0, -1.0])
    return replace(excess, n=len(counts))


def bunching_contrast(high: Interval, low: Interval) -> Interval:
    """Excess in the arm where a high score has the consequence, minus that in the reverse arm."""
    return mover([high, low], [1.0, -1.0])


def _by_coins(
    scores: NDArray[np.float64], at: NDArray[np.int64], items: NDArray[np.float64], level: float
) -> Interval:
    n, mean = len(scores), float(scores.mean())
    mass = np.asarray(binom.pmf(at, items, mean))
    expected = float(mass.mean())
    if n == 1 or not 0 < mean < 1:
        return Interval(expected, expected, expected, level, n)
    slope = float((mass * (at - items * mean)).mean()) / (mean * (1 - mean))
    half = t_quantile(level, n - 1) * abs(slope) * float(scores.std(ddof=1)) / n**0.5
    return Interval(expected, max(0.0, expected - half), min(1.0, expected + half), level, n)
