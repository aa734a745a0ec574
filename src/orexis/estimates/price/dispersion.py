"""How much one choice tells, against one independent draw: exact rows more, repeats less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.curves import sigmoid
from orexis.estimates.intervals import quantile, t_quantile
from orexis.estimates.price.cells import Cell, Rows
from orexis.estimates.price.fitting import Counts, fit
from orexis.estimates.price.posterior import Fit
from orexis.estimates.scatter import pearson

Array = NDArray[np.float64]

NOISE = 0.0025
"""Least scale of exact rows: an exact offer is worth at most 400 draws."""
MOST = 1000.0
"""Largest scale, where one rollout repeats itself."""
FIRST_SCALE = 0.05
"""Scale of the curve around which the scatter is measured: close to the best fit."""
PARAMETERS = 3
"""Parameters of a curve that a cell really decides: level, slope, bias."""
LEVEL = 0.95


@dataclass(frozen=True)
class Curve:
    """One curve: parameters of the psychometric function."""

    level: float
    slope: float
    lapse: float
    bias: float

    def odds(self, x: Array, first: Array) -> Array:
        """Log-odds of accepting, lapses aside."""
        return np.asarray(self.slope * (x - self.level) + self.bias * first)


@dataclass(frozen=True, slots=True)
class Dispersion:
    """Variance of the rollouts' scores over that of independent draws."""

    ratio: float
    degrees: float
    """Degrees of freedom with which it is known; inf where it was not estimated."""
    scale: float
    """What the log-likelihood is divided by: the ratio within bounds, with Student's correction."""


DRAWS = Dispersion(1.0, np.inf, 1.0)
"""Of independent draws."""


def dispersion(cell: Cell, counts: Counts) -> Dispersion:
    """How much the cell's rollouts tell about the level, against as many independent draws.

    Draws with one row a rollout are independent, unless a row stands for repeats. For exact rows,
    and for rollouts with several rows or repeats, the scatter of the scores around the fitted curve
    decides (Pearson's, weighted by information: McCullagh and Nelder 1989, section 4.5).
    """
    rows = cell.rows
    drawn = not rows.exact.all()
    if drawn and len(rows.outcome) == cell.rollouts and rows.weight.max() <= 1:
        return DRAWS
    found = fit(counts, 1.0 if drawn else FIRST_SCALE)
    ratio, degrees = scatter(rows, cell.xs, found)
    scale = ratio * (t_quantile(LEVEL, degrees) / quantile(LEVEL)) ** 2
    bounds = (least(rows), MOST) if drawn else (NOISE, 1.0)
    return Dispersion(max(ratio, bounds[0]), degrees, float(np.clip(scale, bounds[0], max(bounds))))


def least(rows: Rows) -> float:
    """Least scale of draws: 1, or their number in a rollout where all of them came out alike.

    Then it was not seen whether rollouts differ, and each is worth one draw, as in
    `intervals.effective_size`.
    """
    if np.ptp(rows.outcome) > 0:
        return 1.0
    sizes = np.bincount(rows.rollout, rows.weight)
    return max(1.0, float((sizes**2).sum() / sizes.sum()))


def scatter(rows: Rows, xs: Array, found: Fit) -> tuple[float, float]:
    """Dispersion around a fitted curve, and its degrees of freedom; the unit is the rollout."""
    curve = best_curve(found)
    inside = sigmoid(curve.odds(xs[rows.x], rows.first))
    chances = np.clip(curve.lapse / 2 + (1 - curve.lapse) * inside, 1e-6, 1 - 1e-6)
    gradient = np.maximum((1 - curve.lapse) * inside * (1 - inside), 1e-9)
    variance = chances * (1 - chances)
    off = rows.outcome - chances
    return pearson(rows.rollout, rows.weight, off, gradient, variance, PARAMETERS)


def best_curve(found: Fit) -> Curve:
    """The curve at the posterior's mean, or the flat agent, where one is likelier."""
    axes = found.grid.axes
    if found.kind("curve") >= max(found.kind(name) for name in ("never", "always", "mixed")):
        level, slope, lapse, bias = (
            float(found.along(which) @ axis.values)
            for which, axis in enumerate((axes.level, axes.slope, axes.lapse, axes.bias))
        )
        return Curve(level, float(np.exp(slope)), lapse, bias)
    return flat_curve(found)


def flat_curve(found: Fit) -> Curve:
    """The flat agent as a curve without slope, at level -odds."""
    flat = slice(found.grid.parts["never"].start, None)
    chances = found.grid.chances([found.grid.lowest])[flat, 0]
    odds = np.log(chances / (1 - chances))
    first, second = odds[int(np.argmax(found.weights[flat]))]
    # A slope this small makes a level of any size an intercept.
    tiny = 1e-9
    return Curve(float(-(first + second) / 2 / tiny), tiny, 0.0, float(first - second))
