"""Components as estimates: standard deviations, shares, and how alike choices of a rollout are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from orexis.estimates.estimate import Estimate
from orexis.estimates.variance.posterior import Posterior
from orexis.estimates.variance.structure import FORMAT, ITEM, ROLLOUT

Array = NDArray[np.float64]

CHOICE, REST = "choice", "rollout x item"
GIVEN = "share_given_item"
SCALES = {
    "share": "of the variance of log-odds",
    GIVEN: "of the variance of log-odds on one item",
    "sd": "standard deviation in logits",
}
LOGISTIC = np.pi**2 / 3
"""Variance of a choice on the scale of log-odds (standard logistic)."""
NODES = np.linspace(-5.0, 5.0, 41)
GRID = 12
"""Standard deviations at which the correlation is worked out."""


@dataclass(frozen=True)
class Sizes:
    """How much there was of each part."""

    name: str
    """The model's, or `all models`."""
    numbers: Mapping[str, int]
    """How many models, contexts, ... were seen, by component."""
    rollouts: int
    exact: bool
    rest: float
    """Standard deviation of rollout x item where exact; else 0."""


def variances(posterior: Posterior, sizes: Sizes) -> dict[str, Array]:
    """Draws of each part's variance, (B,), in logits squared."""
    names = posterior.structure.components
    found = {name: np.exp(2 * posterior.logs[:, at]) for at, name in enumerate(names)}
    ones = np.ones(len(posterior.logs))
    if sizes.exact:
        found[REST] = sizes.rest**2 * ones
    found[CHOICE] = LOGISTIC * ones
    return found


def shares(posterior: Posterior, sizes: Sizes, without: Sequence[str] = ()) -> dict[str, Array]:
    """Draws of each part's share, (B,), of all parts but those left out."""
    parts = variances(posterior, sizes)
    total = np.sum([part for name, part in parts.items() if name not in without], axis=0)
    return {name: part / total for name, part in parts.items() if name not in without}


def owned(posterior: Posterior, sizes: Sizes) -> dict[str, Array]:
    """Draws of shares among choices on one item: how far items differ plays no part."""
    return shares(posterior, sizes, (ITEM, FORMAT))


def component_estimates(posterior: Posterior, sizes: Sizes, level: float) -> list[Estimate]:
    """`share` and `share_given_item` of all parts, `sd` of those that were estimated."""
    ends = ((1 - level) / 2, 0.5, (1 + level) / 2)
    known = {CHOICE, REST}
    drawn = [("share", name, draws) for name, draws in shares(posterior, sizes).items()]
    drawn += [(GIVEN, name, draws) for name, draws in owned(posterior, sizes).items()]
    drawn += [
        ("sd", name, np.sqrt(draws))
        for name, draws in variances(posterior, sizes).items()
        if name not in known
    ]
    found = []
    for estimand, name, draws in drawn:
        low, value, high = posterior.quantiles(draws, ends).tolist()
        method = _method(estimand, name, posterior, sizes)
        cell = {"component": name}
        found.append(
            Estimate(estimand, sizes.name, value, low, high, level, sizes.rollouts, method, cell)
        )
    return found


def _method(estimand: str, name: str, posterior: Posterior, sizes: Sizes) -> str:
    scale = SCALES[estimand]
    if name in (CHOICE, REST):
        what = "pi^2 / 3 of a choice itself" if name == CHOICE else "what rollouts and items leave"
        return f"{scale}; {what}"
    count = sizes.numbers.get(name, 0)
    many = "" if name == ROLLOUT else f"{count} seen: its interval is that of {count} numbers; "
    return (
        f"{scale}; {many}posterior (half-t prior of scale 1), "
        f"{posterior.ess:,.0f} effective of {len(posterior.weights):,} draws"
    )


def correlation(posterior: Posterior, sizes: Sizes, weights: Array, level: float) -> Estimate:
    """Intraclass correlation of two choices of a rollout on one item, on the scale of chances.

    The variance over rollouts of the chance, over that of a choice, p (1 - p), both averaged over
    cells and items as they were asked.

    Args:
        posterior: Of the components.
        sizes: Of the design.
        weights: (cells, items) choices.
        level: Confidence level.
    """
    cells = weights.shape[0]
    x = posterior.best.x
    base = x[:cells, None] + x[None, cells:]
    draws = np.exp(posterior.logs[:, posterior.structure.rollout])
    ends = ((1 - level) / 2, 0.5, (1 + level) / 2)
    at = posterior.quantiles(draws, ends)
    grid = np.linspace(0, float(at[2]), GRID)
    values = [_alike(base, weights, sd) for sd in grid]
    low, value, high = np.interp(at, grid, values).tolist()
    method = "variance over rollouts of the chance of a choice, over p (1 - p)"
    name, count = sizes.name, sizes.rollouts
    return Estimate("rollout_correlation", name, value, low, high, level, count, method)


def _alike(base: Array, weights: Array, sd: float) -> float:
    density = np.exp(-0.5 * NODES**2)
    density /= density.sum()
    chance = expit(base[..., None] + sd * NODES)
    mean = chance @ density
    between = (chance**2) @ density - mean**2
    return float((weights * between).sum() / (weights * mean * (1 - mean)).sum())
