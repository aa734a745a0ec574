"""Regression among models of one log horizon on another, both with errors, some only bounded."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from orexis.estimates.comparing.sampling import FINE, Array, Draws, sample
from orexis.estimates.intervals import Interval

SLOPE_SD, SPREAD_SD, SCATTER_SD = 1.0, 2.0, 0.5
"""Priors: slope normal; spread of x and scatter about the line half normal, both in decades."""
SLOPE, CENTRE, HEIGHT, SPREAD, SCATTER = range(5)
"""Parameters: slope, mean of x, the line's height there, spread of x, scatter about the line."""
FINEST = 0.004
"""Decades, about 1%: no revealed horizon is known better, whatever its interval says."""
FEWEST, SEEN = 3, 2
"""Models below which there is no regression, and how many of them must not be censored."""


@dataclass(frozen=True)
class Points:
    """One entry a model, on the log10 scale."""

    models: tuple[str, ...]
    x: Array
    """(n,) log10 of the training horizon."""
    x_error: Array
    """(n,) standard deviation of its error; 0 where it is exact."""
    y: Array
    """(n,) log10 of the revealed horizon, or the bound of a censored one."""
    y_error: Array
    """(n,) standard deviation of its error, or of the bound's."""
    censored: NDArray[np.int64]
    """(n,) 0: seen; 1: it lies above `y`; -1: it lies below."""

    def without(self, place: int) -> Points:
        """All but one."""
        keep = np.arange(len(self.x)) != place
        models = tuple(name for name, kept in zip(self.models, keep, strict=True) if kept)
        columns = (self.x, self.x_error, self.y, self.y_error, self.censored)
        return Points(models, *(column[keep] for column in columns))


@dataclass(frozen=True)
class Regression:
    """The line and how well it is known; values are posterior medians."""

    slope: Interval
    """d log(revealed) / d log(training); n counts models."""
    intercept: Interval
    """log10 of the revealed horizon where the training horizon is 1."""
    scatter: Interval
    """Standard deviation of the models about the line, in decades."""
    positive: float
    """Posterior probability that the slope is above 0."""
    censored: int
    """Models of which only a bound is known."""
    draws: Draws

    def band(self, x: Array) -> Array:
        """(3, j) median, lower and upper limit of the line at `x` (j,), log10 to log10."""
        values = self.draws.values
        lines = values[:, [HEIGHT]] + values[:, [SLOPE]] * (x - values[:, [CENTRE]])
        return self.draws.quantiles(lines, _shares(self.slope.level))


def refusal(points: Points) -> str:
    """Why there can be no regression; empty where there can."""
    n, seen = len(points.x), int((points.censored == 0).sum())
    if n < FEWEST:
        return f"{n} of the {FEWEST} models that a line needs"
    if seen < SEEN:
        return f"{seen} of {n} models show more than a bound"
    if np.ptp(points.x) == 0:
        return "all training horizons are the same"
    return ""


def regress(points: Points, level: float = 0.95, power: int = FINE) -> Regression:
    """The structural errors-in-variables regression, as a posterior.

    True x ~ N(centre, spread^2); true y ~ N(intercept + slope x, scatter^2); both are read with
    normal errors of known size. The true values are integrated out. Of a censored model, the
    chance of a reading beyond its bound takes the place of the density (Tobin 1958). Priors:
    slope N(0, 1), spread half normal of 2, scatter half normal of 0.5 decades, flat in centre and
    height.

    Source: Fuller 1987, Measurement Error Models, chapter 1; Gelman et al. 2013, chapter 8.

    Args:
        points: At least `FEWEST` models; see `refusal`.
        level: Of the intervals, in (0, 1).
        power: Log2 of the draws of the posterior. Against a fine grid the ends of intervals are
            good to about 2% of their width, to 5% with 5 models or fewer, where the tails are long.

    Raises:
        ValueError: there can be no regression.
        ArithmeticError: the numerical integration did not come to a trustworthy end.
    """
    if why := refusal(points):
        raise ValueError(why)
    rounded = replace(points, y_error=np.maximum(points.y_error, FINEST))
    draws = sample(lambda at: log_posterior(rounded, at), _start(points), 2, power)
    if not draws.enough:
        raise ArithmeticError(f"too few effective draws ({draws.size:.0f} of {len(draws.weights)})")
    values = draws.values
    shares = _shares(level)

    def interval(of: Array) -> Interval:
        middle, low, high = draws.quantiles(of, shares).tolist()
        return Interval(middle, low, high, level, len(points.x))

    return Regression(
        slope=interval(values[:, SLOPE]),
        intercept=interval(values[:, HEIGHT] - values[:, SLOPE] * values[:, CENTRE]),
        scatter=interval(values[:, SCATTER]),
        positive=float(draws.weights[values[:, SLOPE] > 0].sum()),
        censored=int((points.censored != 0).sum()),
        draws=draws,
    )


def log_posterior(points: Points, at: Array) -> Array:
    """(m,) log posterior density of (m, 5) parameters, up to a constant."""
    scaled = (
        at[:, SLOPE] / SLOPE_SD,
        at[:, SPREAD] / SPREAD_SD,
        at[:, SCATTER] / SCATTER_SD,
    )
    prior = -0.5 * sum(each**2 for each in scaled)
    return np.asarray(prior + log_likelihood(points, at).sum(1))


def log_likelihood(points: Points, at: Array) -> Array:
    """(m, n) log density of each model's two readings, true values integrated out."""
    slope, centre, height = (at[:, [column]] for column in (SLOPE, CENTRE, HEIGHT))
    spread2, scatter2 = at[:, [SPREAD]] ** 2, at[:, [SCATTER]] ** 2
    x_error2 = points.x_error**2
    total = spread2 + x_error2
    apart = points.x - centre
    found = -0.5 * (np.log(total) + apart**2 / total)
    # What x tells of y: its error makes the expected y lean back to the mean.
    expected = height + slope * (spread2 / total) * apart
    variance = slope**2 * spread2 * x_error2 / total + scatter2 + points.y_error**2
    surplus = (points.y - expected) / np.sqrt(variance)
    seen = points.censored == 0
    found[:, seen] += -0.5 * (np.log(variance) + surplus**2)[:, seen]
    beyond = -points.censored[~seen] * surplus[:, ~seen]
    found[:, ~seen] += log_ndtr(beyond)
    return np.asarray(found)


def _start(points: Points) -> Array:
    x, y = points.x, points.y
    slope = float(np.clip(np.polyfit(x, y, 1)[0], -2, 2))
    scatter = float(np.std(y - slope * x))
    spread = max(float(np.std(x)), 0.05)
    return np.array([slope, x.mean(), y.mean(), spread, max(scatter, 0.1)])


def _shares(level: float) -> Array:
    return np.array([0.5, (1 - level) / 2, (1 + level) / 2])
