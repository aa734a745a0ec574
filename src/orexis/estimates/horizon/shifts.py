"""What moves choices beside gain and delay: the format of the text."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from orexis.curves import sigmoid
from orexis.estimates.horizon.dispersion import fitted
from orexis.estimates.horizon.posterior import Shared
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.intervals import quantile

Array = NDArray[np.float64]
STEPS = 8
LARGEST = 8.0
"""Log-odds beyond which a shift is not followed."""
PRIOR = 3.0
"""Standard deviation of shifts beforehand: keeps formats always or never accepted finite."""


def format_shifts(
    offers: Offers, shared: Shared, level: float
) -> dict[str, tuple[float, float, float, int]]:
    """Format -> log-odds of accepting against the mean of the formats, its limits, rollouts.

    A shift a format on top of the cells' curves, standard errors over rollouts; empty with fewer
    than two formats.
    """
    names = sorted({name for name in offers.format[offers.valid].tolist() if name})
    if len(names) < 2:  # noqa: PLR2004 - one format has nothing to differ from
        return {}
    found = [_shift(offers, shared, name) for name in names]
    values = np.array([value for value, _, _ in found])
    variances = np.array([variance for _, variance, _ in found])
    k = len(names)
    z = quantile(level)
    out = {}
    for at, name in enumerate(names):
        value = float(values[at] - values.mean())
        rest = float(variances.sum() - variances[at])
        error = math.sqrt(variances[at] * (1 - 1 / k) ** 2 + rest / k**2)
        out[name] = (value, value - z * error, value + z * error, found[at][2])
    return out


def _shift(offers: Offers, shared: Shared, name: str) -> tuple[float, float, int]:
    rows = np.flatnonzero(offers.valid & (offers.format == name))
    chance, _ = fitted(shared, offers.cell[rows], offers.x[rows], offers.first[rows])
    odds, outcome = np.log(chance / (1 - chance)), offers.accepted[rows]
    weight = offers.weight[rows]
    _, place = np.unique(offers.rollout[rows], return_inverse=True)
    shift, told = 0.0, 1.0
    for _ in range(STEPS):
        moved = sigmoid(odds + shift)
        told = float((weight * moved * (1 - moved)).sum()) + 1 / PRIOR**2
        step = float((weight * (outcome - moved)).sum() - shift / PRIOR**2) / told
        shift = float(np.clip(shift + np.clip(step, -1, 1), -LARGEST, LARGEST))
    score = np.bincount(place, weight * (outcome - sigmoid(odds + shift)))
    # Never below what draws of that information would give: rollouts that agree may be luck.
    spread = (
        float((score**2).sum()) if offers.exact[rows].any() else max(float((score**2).sum()), told)
    )
    return shift, spread / told**2, len(np.unique(place))
