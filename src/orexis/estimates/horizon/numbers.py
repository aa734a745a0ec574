"""What is estimated of a model as a whole, and in each context."""

from __future__ import annotations

import math

import numpy as np

from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon import contrasts as at
from orexis.estimates.horizon.cellwise import weights
from orexis.estimates.horizon.contrasts import Contrast
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.labels import (
    FLAT_ODDS,
    POSTERIOR,
    SHARE,
    SUM,
    number,
    of_interval,
    rollouts_behind,
)
from orexis.estimates.horizon.parts import Limits
from orexis.estimates.horizon.revealed import STILL_HIGH, longest, revealed_horizons
from orexis.estimates.horizon.shifts import flat_bias

__all__ = ["contrasts", "horizons", "losses", "others", "weights"]


def contrasts(found: Findings) -> list[Estimate]:
    """Averages, jumps and moves of the weights."""
    cells, usable = found.offers.cells, found.usable
    every: list[Contrast] = [
        one for one in at.averages(cells, usable) if one.estimand != "weight_later"
    ]
    every += at.jumps(cells, usable)
    every += at.boundary_move(cells, usable)
    every += at.placebo_move(cells, usable)
    out = [_of_contrast(found, one, found.rule.level) for one in every]
    if found.fixed_step:
        name, limits = found.fixed_step
        method = f"{SUM}; the largest of all neighbouring delays, Bonferroni"
        n = found.offers.rollouts
        out.append(
            number(found, "fixed_step", limits, found.rule.level, n, method, {"delay": name})
        )
    return out


def horizons(found: Findings) -> list[Estimate]:
    """`revealed_horizon` by context; only a lower bound where the weight is still high at last."""
    out = []
    for one in revealed_horizons(found.offers.cells, found.usable):
        value, low, high = found.draws.interval(one, found.rule.level)
        last = longest(found.offers.cells, one)
        still = float(np.median(found.draws.weights[:, last])) >= STILL_HIGH
        said = f"{SUM}; k = 1 to {one.top:g}, linear between delays"
        if still:
            high = math.inf
            said += (
                f"; a lower bound: at the longest delay the weight is still {STILL_HIGH:g} or more"
            )
        n = _behind(found, one)
        out.append(
            number(
                found, one.estimand, (value, low, high), found.rule.level, n, said, dict(one.cell)
            )
        )
    return out


def losses(found: Findings) -> list[Estimate]:
    """`losing_acceptance`, what noise alone lets expect, and the difference."""
    out = []
    level = found.rule.level
    for one in found.losing_at(level):
        cell = {"boundary": one.boundary} if one.boundary else {}
        rows = (
            ("losing_acceptance", one.observed, SHARE),
            ("losing_expected", one.expected, f"{POSTERIOR}; weights above 1 counted as 1"),
            ("losing_excess", one.excess(level), "MOVER"),
        )
        out += [of_interval(found, name, each, method, cell) for name, each, method in rows]
    return out


def others(found: Findings) -> list[Estimate]:
    """Slope, lapse, position bias, the control, neutral share, worth of an exact row."""
    shared, offers, level = found.shared, found.offers, found.rule.level
    n = offers.rollouts
    out = [
        number(found, name, _spread(found, values), level, n, POSTERIOR)
        for name, values in (("slope", shared.slope), ("lapse", shared.lapse))
    ]
    if (offers.first[offers.valid] == 0).all():
        reason = "the table does not say which option was shown first (column fork)"
        out.append(Estimate.absent("position_bias", offers.model, reason=reason, level=level))
    else:
        limits, method = _spread(found, shared.bias), POSTERIOR
        if found.flat:
            limits, method = flat_bias(offers, level), f"difference of {FLAT_ODDS}"
        out.append(number(found, "position_bias", limits, level, n, method))
    if found.control is not None:
        value, low, high = (math.exp(-each) for each in found.control)
        limits = (value, min(low, high), max(low, high))
        method = f"{POSTERIOR}; one weight for all contexts"
        out.append(number(found, "control_weight", limits, level, n, method, {"delay": "0"}))
    if offers.neutral.any():
        out.append(_neutral(found))
    if found.dispersion.exact:
        out.append(_worth(found))
    return out


def _of_contrast(found: Findings, one: Contrast, level: float) -> Estimate:
    limits = found.draws.interval(one, level)
    return number(found, one.estimand, limits, level, _behind(found, one), SUM, dict(one.cell))


def _spread(found: Findings, values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Limits:
    """Median and limits of something shared, interpolated between its nodes."""
    nodes, place = np.unique(np.round(values, 9), return_inverse=True)
    mass = np.bincount(place, found.shared.weight)
    half = np.diff(nodes) / 2 if len(nodes) > 1 else np.zeros(1)
    edges = np.r_[nodes[0] - half[0], nodes[:-1] + np.diff(nodes) / 2, nodes[-1] + half[-1]]
    steps = np.r_[0.0, np.cumsum(mass)] / mass.sum()
    tail = (1 - found.rule.level) / 2
    value, low, high = np.interp([0.5, tail, 1 - tail], steps, edges)
    return float(value), float(low), float(high)


def _neutral(found: Findings) -> Estimate:
    offers = found.offers
    _, place = np.unique(offers.rollout, return_inverse=True)
    asked = np.bincount(place, offers.weight)
    taken = np.bincount(place, offers.weight * offers.neutral)
    from_rows = found.share(np.clip(taken / asked, 0, 1), asked.astype(float))
    return of_interval(found, "neutral_share", from_rows, SHARE, {})


def _worth(found: Findings) -> Estimate:
    limits = found.dispersion.limits(found.rule.level)
    method = "one over the dispersion of rollouts around their curves, chi-squared"
    inverse = (1 / limits[0], 1 / limits[2], 1 / limits[1])
    n = found.offers.rollouts
    return number(found, "draws_per_exact_call", inverse, found.rule.level, n, method)


def _behind(found: Findings, one: Contrast) -> int:
    return rollouts_behind(found, np.flatnonzero(one.weights).tolist())
