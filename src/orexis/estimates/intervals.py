"""The mean of scores in [0, 1] over rollouts, with an interval whose unit is the rollout."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

FLAT = 1e-9
"""Standard deviations and distances from 0 or 1 below this are rounding."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its limits, no labels."""

    value: float
    low: float
    high: float
    level: float
    """Confidence level in (0, 1)."""
    n: int
    """Rollouts behind the value."""


def quantile(level: float) -> float:
    """Two-sided standard normal quantile: 1.96 at `level` 0.95."""
    return float(ndtri((1 + level) / 2))


def t_quantile(level: float, degrees: float) -> float:
    """Two-sided quantile of Student's t: 2.36 at `level` 0.95 and 7 degrees of freedom."""
    return float(stdtrit(degrees, (1 + level) / 2))


def wilson(share: float, size: float, level: float) -> tuple[float, float]:
    """Wilson's score interval for a share in [0, 1] seen in `size` trials, whole or not.

    Source: Wilson 1927; Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286.
    """
    z2 = quantile(level) ** 2
    middle = (share + z2 / (2 * size)) / (1 + z2 / size)
    half = math.sqrt(z2 * (share * (1 - share) / size + z2 / (4 * size**2))) / (1 + z2 / size)
    return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))


def effective_size(
    scores: NDArray[np.float64], items: NDArray[np.float64], level: float, *, drawn: bool
) -> float:
    """How many independent 0/1 trials the scores of n rollouts are worth.

    p (1 - p) / (s^2 / n), times (z / t)^2 because s is itself estimated (Korn and Graubard 1998),
    with the degrees of freedom of `variance_degrees`, held between two bounds:

    - never below n: a score in [0, 1] varies by at most p (1 - p). One 0/1 score per rollout
      therefore gives n, and so exactly Wilson's interval, without a correction;
    - where outcomes are `drawn`, never above the binomial n^2 / sum(1 / items): rollouts that
      agree better than coins are luck.

    Scores that are all 0 or all 1 are worth n: whether rollouts can differ was not seen. Scores
    all equal elsewhere are worth the binomial bound, exact ones too.

    Args:
        scores: (n,) mean outcome of each rollout, in [0, 1].
        items: (n,) choices behind each score, above 0.
        level: confidence level in (0, 1).
        drawn: outcomes are draws, not probabilities or shares of unknown size.
    """
    n = len(scores)
    mean = float(scores.mean())
    if n == 1 or min(mean, 1 - mean) < FLAT:
        return float(n)
    binomial = max(float(n), n**2 / float((1 / items).sum()))
    deviation = float(scores.std(ddof=1))
    if deviation < FLAT:
        return binomial
    correction = (quantile(level) / t_quantile(level, variance_degrees(scores))) ** 2
    size = correction * mean * (1 - mean) * n / deviation**2
    return max(float(n), min(size, binomial) if drawn else size)


def variance_degrees(scores: NDArray[np.float64]) -> float:
    """Degrees of freedom of the variance of n varying scores, at most n - 1.

    (n - 1) / (1 + excess kurtosis / 2): where few rollouts carry all of the variance, as near 0
    and 1, it is known less well than n suggests. From
    var(s^2) / sigma^4 = (2 + excess kurtosis) / n, roughly (Kenney and Keeping 1951, p. 164).
    """
    kurtosis = float((((scores - scores.mean()) / scores.std()) ** 4).mean())
    return (len(scores) - 1) / (1 + max(0.0, kurtosis - 3) / 2)


def mean_interval(
    scores: NDArray[np.float64],
    items: NDArray[np.float64],
    level: float,
    *,
    drawn: bool = True,
) -> Interval:
    """Mean over rollouts of scores in [0, 1], with Wilson's interval at the effective size.

    Args:
        scores: (n,) mean outcome of each rollout, n at least 1.
        items: (n,) choices behind each score.
        level: confidence level in (0, 1).
        drawn: outcomes are draws; see `effective_size`.

    Raises:
        ValueError: no scores, or a score outside [0, 1].
    """
    if len(scores) == 0:
        raise ValueError("an interval needs at least one rollout with a score")
    if not ((scores >= 0) & (scores <= 1)).all():
        raise ValueError("scores lie in [0, 1]")
    mean = min(1.0, max(0.0, float(scores.mean())))
    low, high = wilson(mean, effective_size(scores, items, level, drawn=drawn), level)
    return Interval(mean, low, high, level, len(scores))
