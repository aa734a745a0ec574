"""What moves choices beside gain and delay: the format of the text, and the order of options."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.curves import sigmoid
from orexis.estimates.horizon.dispersion import fitted
from orexis.estimates.horizon.posterior import Shared
from orexis.estimates.horizon.reading import Offers
from orexis.estimates.intervals import quantile, t_quantile

Array = NDArray[np.float64]
STEPS = 8
LARGEST = 8.0
"""Log-odds beyond which a shift is not followed."""
CLIP = 1e-4
"""Probabilities nearer to 0 or 1 count as this far from it where their log-odds are averaged."""
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


def flat_bias(offers: Offers, level: float) -> tuple[float, float, float]:
    """Log-odds of accepting shown first minus second, and its limits, without any curve.

    Args:
        offers: Of one model, of some of which the order is known.
        level: Confidence level in (0, 1).
    """
    groups = [offers.valid & (offers.first == first) for first in (0.5, -0.5)]
    return _odds_contrast(offers, groups, (1.0, -1.0), level)


def flat_shifts(offers: Offers, level: float) -> dict[str, tuple[float, float, float, int]]:
    """`format_shifts` without any curve, the orders within a format weighing the same."""
    names = sorted({name for name in offers.format[offers.valid].tolist() if name})
    if len(names) < 2:  # noqa: PLR2004 - one format has nothing to differ from
        return {}
    groups, owners = [], []
    for name in names:
        own = offers.valid & (offers.format == name)
        orders = np.unique(offers.first[own])
        groups += [own & (offers.first == order) for order in orders]
        owners += [(name, 1 / len(orders))] * len(orders)
    out = {}
    for name in names:
        signs = [share * ((owner == name) - 1 / len(names)) for owner, share in owners]
        rows = offers.valid & (offers.format == name)
        n = len(np.unique(offers.rollout[rows]))
        out[name] = (*_odds_contrast(offers, groups, signs, level), n)
    return out


def _odds_contrast(
    offers: Offers, groups: Sequence[NDArray[np.bool_]], signs: Sequence[float], level: float
) -> tuple[float, float, float]:
    """A weighted sum of the groups' log-odds, standard errors over rollouts.

    Of exact rows the mean log-odds; of drawn ones those of all together, with half a choice added
    to either side, and never told better than as many independent draws would.
    """
    value, least, told = 0.0, 0.0, np.zeros(len(offers.x))
    exact = bool(offers.exact[offers.valid].any())
    kept = np.zeros(len(offers.x), dtype=bool)
    for rows, sign in zip(groups, signs, strict=True):
        if not rows.any():
            return 0.0, -np.inf, np.inf
        kept |= rows
        weight, taken = offers.weight[rows], offers.accepted[rows]
        total = float(weight.sum())
        if exact:
            inside = np.clip(taken, CLIP, 1 - CLIP)
            odds = np.log(inside / (1 - inside))
            mean = float(weight @ odds) / total
            told[rows] += sign * weight * (odds - mean) / total
            value += sign * mean
            continue
        some = float(weight @ taken) + 0.5
        share = some / (total + 1)
        told[rows] += sign * weight * (taken - share) / (total * share * (1 - share))
        least += sign**2 * (1 / some + 1 / (total + 1 - some))
        value += sign * float(np.log(share / (1 - share)))
    _, place = np.unique(offers.rollout[kept], return_inverse=True)
    score = np.bincount(place, told[kept])
    if len(score) < 2:  # noqa: PLR2004 - one rollout does not vary
        return value, -np.inf, np.inf
    spread = float((score**2).sum()) * len(score) / (len(score) - 1)
    half = t_quantile(level, len(score) - 1) * math.sqrt(max(spread, least))
    return value, value - half, value + half


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
