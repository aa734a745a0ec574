"""How many rollouts a design needs, and what it would have missed."""

from __future__ import annotations

import math

from scipy.special import ndtri

from orexis.estimates.intervals import quantile


def rollouts_needed(gap: float, sd: float, level: float = 0.95, power: float = 0.8) -> int:
    """Rollouts per arm that find a difference of means: ceil(2 ((z_level + z_power) sd / gap)^2).

    Args:
        gap: the difference to be found, above 0.
        sd: standard deviation of a rollout's score within an arm, above 0.
        level: two-sided confidence level; 0.99 is alpha .01.
        power: chance of finding it, in (0, 1).

    Raises:
        ValueError: a gap or standard deviation that is not above 0.
    """
    if not (gap > 0 and sd > 0):
        raise ValueError("the gap and the standard deviation must be above 0")
    return math.ceil(2 * ((quantile(level) + float(ndtri(power))) * sd / gap) ** 2)


def detectable_gap(
    sd_high: float,
    sd_low: float,
    n_high: int,
    n_low: int,
    correlation: float = 0.0,
    level: float = 0.95,
    power: float = 0.8,
) -> float:
    """The smallest difference of means that two arms find with chance `power`.

    Args:
        sd_high: standard deviation of a rollout's score in one arm.
        sd_low: the same in the other.
        n_high: rollouts in one arm, at least 1.
        n_low: rollouts in the other.
        correlation: between the two arms' means, 0 if unpaired.
        level: two-sided confidence level.
        power: chance of finding it, in (0, 1).
    """
    one, two = sd_high / math.sqrt(n_high), sd_low / math.sqrt(n_low)
    error = math.sqrt(max(0.0, one**2 + two**2 - 2 * correlation * one * two))
    return (quantile(level) + float(ndtri(power))) * error


def detectable_by(half_width: float, margin: float, level: float, power: float) -> float:
    """The smallest effect that passes a rule with chance `power`, from an interval it was given.

    The effect must exclude 0 and its estimate reach `margin`. The standard error is read off the
    interval, so that clusters, pairs, strata, and the width of an arm without any variance all
    count: half_width / z.

    Args:
        half_width: from the estimate to the limit nearer 0.
        margin: smallest effect that the rule accepts.
        level: confidence level of the interval.
        power: chance of passing, in (0, 1).
    """
    z, beyond = quantile(level), float(ndtri(power))
    error = half_width / z
    return max(z * error, margin) + beyond * error


def zero_cell_upper(n: int, level: float = 0.95) -> float:
    """One-sided upper limit of a share of which n rollouts showed none: 1 - (1 - level)^(1/n)."""
    return float(1 - (1 - level) ** (1 / n))
