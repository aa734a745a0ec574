"""What pictures need, as plain data: curves with bands, and the shares seen at each offer."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.intervals import mean_interval
from orexis.estimates.price.priced import Priced

Array = NDArray[np.float64]

NODES = 400
"""Curves of the posterior that make the band."""
DIGITS = 4


def classes(priced: Priced) -> dict[str, Any]:
    """The cell's class with the probability of each."""
    found = priced.classes
    return {
        "model": priced.cell.model,
        "cell": dict(priced.cell.levels),
        "class": found.name,
        "says": found.in_words,
        "probability": round(found.probability, DIGITS),
        "probabilities": {name: round(each, DIGITS) for name, each in found.classes.items()},
    }


def curves(priced: Priced, level: float, count: int = 41) -> dict[str, Any]:
    """Acceptance over x = ln(points), mean of both orders, with its band and the data.

    The band is empty where no rising or flat curve describes the cell.
    """
    cell = priced.cell
    xs = np.linspace(cell.xs[0], cell.xs[-1], count)
    shares = [(1 - level) / 2, 0.5, (1 + level) / 2]
    found: dict[str, Any] = {"model": cell.model, "cell": dict(cell.levels)}
    falls = math.nan if not priced.no_price else priced.classes.classes["incoherent"]
    if falls > 1 / 2:
        found |= {"x": [], "low": [], "value": [], "high": []}
    else:
        band = np.quantile(sampled(priced, xs), shares, axis=0)
        names = ("low", "value", "high")
        found |= {"x": _plain(xs)} | {
            name: _plain(row) for name, row in zip(names, band, strict=True)
        }
    return found | {"points": seen(priced, level)}


def sampled(priced: Priced, xs: Array) -> Array:
    """(NODES, X) curves drawn from the posterior, at evenly spaced quantiles of it."""
    fit = priced.fit
    steps = np.cumsum(fit.weights)
    nodes = np.searchsorted(steps, (np.arange(NODES) + 0.5) / NODES * steps[-1])
    chosen, back = np.unique(nodes, return_inverse=True)
    return np.asarray(fit.grid.chances_of(chosen, xs).mean(axis=2)[back])


def seen(priced: Priced, level: float) -> list[dict[str, float]]:
    """Share accepted at each offer, with Wilson's interval."""
    cell, rows = priced.cell, priced.cell.rows
    found = []
    for at in np.unique(rows.x):
        here = rows.x == at
        _, rollout = np.unique(rows.rollout[here], return_inverse=True)
        items = np.bincount(rollout, rows.weight[here]).astype(float)
        scores = np.bincount(rollout, rows.weight[here] * rows.outcome[here]) / items
        share = mean_interval(np.clip(scores, 0, 1), items, level, drawn=not cell.exact)
        found.append(
            {
                "x": round(float(cell.xs[at]), DIGITS),
                "share": round(share.value, DIGITS),
                "low": round(share.low, DIGITS),
                "high": round(share.high, DIGITS),
                "n": share.n,
            }
        )
    return found


def _plain(values: Array) -> list[float]:
    return [round(float(each), DIGITS) for each in values]
