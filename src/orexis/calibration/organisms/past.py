"""Past the trained length: how noisy organisms are, what they accept, how far they look.

Means over training seeds of what the networks' own probabilities say; descriptive, no verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.worlds.thermometer import LONGEST
from orexis.calibration.organisms.running_on import Array, Past, Steps, pasts
from orexis.estimates import Estimate
from orexis.estimates.intervals import t_quantile

RATIOS = np.linspace(-1.0, 3.0, 41)
"""ln(later / now) of the offers that noise is averaged over: those of the training."""
LOSING = np.linspace(-1.0, -0.1, 10)
"""The same, of offers that bring less than they cost."""
FINE = np.linspace(-2.0, 4.0, 121)
"""The same, of offers among which the weight of later points is found."""
WIDE = np.linspace(-6.0, 4.0, 401)
"""The same, of offers among which a price is looked for, far beyond those of the training."""
DELAYS: Steps = np.arange(1, LONGEST + 1)
METHOD = "mean over training seeds of the networks' own probabilities; t interval over seeds"
HALF = 0.5
SURE = 1e-9
"""Chances are held so far from 0 and 1 before log-odds are taken."""


@dataclass(frozen=True)
class PastFigure:
    """One regime and trained horizon at one point; every figure is a mean over seeds."""

    regime: str
    horizon: int
    how: str
    """`told`, `aged` or `run on`; see `Past`."""
    multiple: float
    """Trained lengths; the smallest of a group lies inside the training."""
    seeds: int
    noise: Estimate
    """Choice noise 4p(1-p), in [0, 1], over the offers of its training, pay-offs inside it."""
    losing: Estimate
    """Share of losing offers that it accepts, in [0, 1], pay-offs inside the trained length."""
    losing_noise: Estimate
    """Choice noise over those."""
    revealed: Estimate
    """Revealed horizon in steps, in [0, 64]: the sum over delays of min(w, 1)."""
    log_price: Estimate
    """ln(later / now) at which it takes half of the offers that pay after `Past.middle` steps."""
    log_consistency: Estimate
    """ln of how much its log-odds rise per unit of ln(later / now) there."""


def past_figures(trained: TrainedSet, level: float = 0.95, seed: int = 0) -> tuple[PastFigure, ...]:
    """What organisms do past their training, as descriptive figures.

    Args:
        trained: A set of the world `thermometer`; organisms that did not reach the criterion of
            their training are left out.
        level: Of the intervals.
        seed: Of the offers that organisms with memory are run on through.
    """
    return tuple(
        _figure(past, multiple, level)
        for past in pasts(trained, seed)
        for multiple in past.multiples
    )


def revealed_horizons(accepts: Array) -> Array:
    """Revealed horizons from chances of accepting.

    Args:
        accepts: (S, K, X) at delays 1..K and ln(later / now) `FINE`.

    Returns:
        (S,) sums over delays of min(w, 1); w is now over later at the first offer that is taken
        more often than not, 0 where none is.
    """
    taken = accepts > HALF
    weights = np.where(taken.any(-1), np.exp(-FINE[taken.argmax(-1)]), 0.0)
    return np.asarray(np.minimum(weights, 1).sum(-1))


def prices(accepts: Array) -> tuple[Array, Array]:
    """Where acceptance crosses a half, and how steeply.

    Args:
        accepts: (S, X) chances at ln(later / now) `WIDE`.

    Returns:
        (S,) ln(later / now) at the first crossing, and (S,) the rise of the log-odds there; nan
        where it accepts the smallest offer, or none.
    """
    held = np.clip(accepts, SURE, 1 - SURE)
    odds = np.log(held / (1 - held))
    up = (odds[:, :-1] < 0) & (odds[:, 1:] >= 0)
    at, rows = up.argmax(1), np.arange(len(odds))
    below, above = odds[rows, at], odds[rows, at + 1]
    step = WIDE[1] - WIDE[0]
    known = up.any(1) & (odds[:, 0] < 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        price = WIDE[at] - step * below / (above - below)
    slope = (above - below) / step
    return np.where(known, price, np.nan), np.where(known, slope, np.nan)


def _figure(past: Past, multiple: float, level: float) -> PastFigure:
    inside: Steps = np.arange(1, past.inside + 1)
    usual, losing = (past.chances(multiple, *crossed(x, inside)) for x in (RATIOS, LOSING))
    whole = past.chances(multiple, *crossed(FINE, DELAYS)).mean(1)
    middle = past.chances(multiple, *crossed(WIDE, np.array([past.middle]))).mean(1)
    log_price, consistency = prices(middle)
    cell = {"regime": past.regime, "horizon": f"{past.horizon}", "multiple": f"{multiple:g}"}

    def mean(name: str, values: Array, least: float = 0.0, most: float = 1.0) -> Estimate:
        return _mean((name, past.name, cell), values, level, (least, most))

    return PastFigure(
        past.regime,
        past.horizon,
        past.how,
        multiple,
        len(past.trained.members),
        mean("noise", noise(usual)),
        mean("losing_accepted", losing.mean((1, 2))),
        mean("losing_noise", noise(losing)),
        mean(
            "revealed_horizon",
            revealed_horizons(whole.reshape(-1, len(DELAYS), len(FINE))),
            most=LONGEST,
        ),
        mean("log_price", log_price, -np.inf, np.inf),
        mean("log_consistency", np.log(consistency), -np.inf, np.inf),
    )


def crossed(ratios: Array, delays: Steps) -> tuple[Array, Steps]:
    """Every delay with every ratio, delays running slowest."""
    return np.tile(ratios, len(delays)), np.repeat(delays, len(ratios))


def noise(chances: Array) -> Array:
    """(S,) choice noise 4p(1-p) of (S, P, N) chances: 0 where sure, 1 where a coin is tossed."""
    return np.asarray((4 * chances * (1 - chances)).mean((1, 2)))


def _mean(
    what: tuple[str, str, Mapping[str, str]],
    values: Array,
    level: float,
    bounds: tuple[float, float],
) -> Estimate:
    name, model, cell = what
    n, missing = len(values), int(np.isnan(values).sum())
    why = ""
    if missing:
        why = f"{missing} of {n} seeds take all offers, or none: they have no price among them"
    elif n < 2:  # noqa: PLR2004 - a spread needs two
        why = "one training seed: how seeds differ was not seen"
    if why:
        return Estimate.absent(name, model, reason=why, level=level, cell=cell, n=n)
    value = float(values.mean())
    half = t_quantile(level, n - 1) * float(values.std(ddof=1)) / n**0.5
    low, high = max(bounds[0], value - half), min(bounds[1], value + half)
    return Estimate(name, model, value, low, high, level, n, METHOD, cell)
