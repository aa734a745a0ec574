"""Means over seeds, with intervals whose unit is the seed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from orexis.estimates.intervals import Interval, t_quantile


def mean_over_seeds(values: Sequence[float], level: float) -> Interval:
    """Student's interval for the mean of one value a seed; nan are left out.

    Coverage is `level` for about normal values. One seed alone has no interval of this kind, and
    gets (-inf, inf); none at all gives nan.

    Args:
        values: One a seed.
        level: Confidence level in (0, 1).
    """
    known = np.array([one for one in values if not math.isnan(one)])
    n = len(known)
    if n == 0:
        return Interval(math.nan, math.nan, math.nan, level, 0)
    mean = float(known.mean())
    if n == 1:
        return Interval(mean, -math.inf, math.inf, level, 1)
    half = t_quantile(level, n - 1) * float(known.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, level, n)
