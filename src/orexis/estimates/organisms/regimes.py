"""What the organisms of one regime show together: estimates over seeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

import numpy as np

from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.classes import Classed
from orexis.estimates.organisms.figures import Figures
from orexis.estimates.organisms.over_seeds import mean_over_seeds
from orexis.estimates.organisms.panel import Panel
from orexis.estimates.organisms.weights import Array, scale, slope

OWN = "own"
"""The context in which each organism is told of its own trained horizon: the confounded reading."""
SEEDS = "mean over seeds, Student's interval"
PROBABILITIES = f"networks' own probabilities, not choices; {SEEDS}"
CHOICES = "one seed; bootstrap over its choices"
SHARES = ("past", "least_past", "inside", "before")
"""Figures that lie between 0 and 1."""
ROUNDED = 9
"""Decimals that are kept of a slope: what is exactly flat is exactly 0."""


def figure_intervals(
    seeds: Sequence[Classed], level: float, floor: float = 0.0
) -> dict[str, Interval]:
    """The figures over seeds, at least `floor` to either side; of one seed, its own interval.

    A figure that only one of several seeds has gets no interval: (-inf, inf).
    """
    read = [one for one in seeds if one.figures]
    found = {}
    for name in (one.name for one in fields(Figures)):
        own = [one.figures[name] for one in read if name in one.figures]
        if len(read) == 1 and own:
            found[name] = own[0]
        elif own:
            one = mean_over_seeds([each.value for each in own], level)
            low, high = min(one.low, one.value - floor), max(one.high, one.value + floor)
            if name in SHARES:
                low, high = max(0.0, low), min(1.0, high)
            found[name] = Interval(one.value, low, high, level, one.n)
    return found


def regime_estimates(
    regime: str,
    panel: Panel,
    seeds: Sequence[Classed],
    own: Mapping[str, float],
    level: float,
    floor: float = 0.0,
) -> Iterator[Estimate]:
    """Everything that is estimated of a regime.

    Args:
        regime: Its name.
        panel: Its organisms that can be interpreted.
        seeds: Its seeds, classed.
        own: Revealed horizon in each one's own context, from probabilities, by organism.
        level: Of the intervals.
        floor: Least half width of those of the figures.
    """
    alone = sum(bool(one.figures) for one in seeds) == 1
    for name, found in figure_intervals(seeds, level, floor).items():
        n = 1 if alone else found.n
        yield _estimate(name, regime, found, CHOICES if alone else SEEDS, n=n)
    for at, context in enumerate(panel.contexts):
        counted = panel.of(panel.shown[:, at])
        slopes = slopes_over_seeds(counted, scale(counted.revealed[:, at]))
        yield _over_seeds("slope", regime, slopes, level, {"boundary": context})
    horizons = np.array([own.get(one.model, np.nan) for one in panel.trained])
    known = np.isfinite(horizons)
    if known.any():
        slopes = slopes_over_seeds(panel.of(known), scale(horizons[known]))
        yield _over_seeds("slope", regime, slopes, level, {"boundary": OWN}, PROBABILITIES)
    yield from _by_horizon(regime, panel, horizons, level)
    yield from _drops(regime, panel, level)
    yield _losing(regime, panel, level)


def slopes_over_seeds(panel: Panel, y: Array) -> list[float]:
    """The least-squares slope of y (O,) on log2 H, of every seed with at least two horizons."""
    seeds = np.array([one.seed for one in panel.trained])
    x = np.log2(panel.horizons)
    found = [float(slope(x[seeds == seed], y[seeds == seed])) for seed in np.unique(seeds)]
    return [round(one, ROUNDED) for one in found if np.isfinite(one)]


def _by_horizon(regime: str, panel: Panel, own: Array, level: float) -> Iterator[Estimate]:
    for horizon in np.unique(panel.horizons):
        members = panel.horizons == horizon
        cell = {"horizon": f"{horizon:g}"}
        for at, context in enumerate(panel.contexts):
            here = cell | {"boundary": context}
            steps = panel.revealed[members, at]
            yield _over_seeds("revealed_horizon", regime, steps, level, here, least=0.0)
            for place, delay in enumerate(panel.asked):
                weights = panel.weights[members, at, place]
                where = here | {"delay": f"{delay:g}"}
                yield _over_seeds("weight", regime, weights, level, where, least=0.0, most=1.0)
        if np.isfinite(own[members]).any():
            yield _over_seeds(
                "revealed_horizon",
                regime,
                own[members],
                level,
                cell | {"boundary": OWN},
                PROBABILITIES,
                least=0.0,
            )


def _drops(regime: str, panel: Panel, level: float) -> Iterator[Estimate]:
    """Drop of the weight across each stated boundary, beyond that where it is stated elsewhere."""
    for at, left in enumerate(panel.left):
        inside, past = (panel.asked[kept] for kept in (panel.asked <= left, panel.asked > left))
        others = [one for one, it in enumerate(panel.left) if it != left and np.isfinite(it)]
        members = panel.shown[:, at] & panel.shown[:, others].all(-1)
        if not (len(inside) and len(past) and others and members.any()):
            continue
        last = len(inside) - 1
        falls = panel.weights[members, :, last] - panel.weights[members, :, last + 1]
        extra = falls[:, at] - falls[:, others].mean(-1)
        cell = {"boundary": panel.contexts[at]}
        yield _over_seeds("jump", regime, _by_seed(panel.of(members), extra), level, cell)


def _losing(regime: str, panel: Panel, level: float) -> Estimate:
    put = np.where(panel.shown, panel.losing, 0).sum(-1)
    taken = np.where(panel.shown, panel.losing_taken, 0.0).sum(-1)
    kept = put > 0
    shares = _by_seed(panel.of(kept), taken[kept] / put[kept])
    return _over_seeds("losing_acceptance", regime, shares, level, {}, least=0.0, most=1.0)


def _by_seed(panel: Panel, values: Array) -> Array:
    """The mean over the organisms of each seed."""
    seeds = np.array([one.seed for one in panel.trained])
    return np.array([values[seeds == one].mean() for one in np.unique(seeds)])


def _over_seeds(
    name: str,
    regime: str,
    values: Sequence[float] | Array,
    level: float,
    cell: Mapping[str, str],
    method: str = SEEDS,
    *,
    least: float = -np.inf,
    most: float = np.inf,
) -> Estimate:
    found = mean_over_seeds([float(one) for one in values], level)
    if found.n == 0:
        reason = "no seed has two trained horizons that count here" if name == "slope" else "none"
        return Estimate.absent(name, regime, reason=reason, level=level, cell=cell)
    ends = max(found.low, least), min(found.high, most)
    kept = Interval(
        found.value, min(ends[0], found.value), max(ends[1], found.value), level, found.n
    )
    return _estimate(name, regime, kept, method, cell, found.n)


def _estimate(
    name: str,
    regime: str,
    found: Interval,
    method: str,
    cell: Mapping[str, str] | None = None,
    n: int = 0,
) -> Estimate:
    return Estimate(
        name, regime, found.value, found.low, found.high, found.level, n, method, cell or {}
    )
