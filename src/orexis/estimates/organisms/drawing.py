"""How far a reading may lie from the truth: organisms asked again, the bootstrap over choices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.curves.psychometric import sigmoid
from orexis.estimates.organisms.panel import Panel
from orexis.estimates.organisms.weights import Array

SLOPES = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
"""Steepness of an organism's curve, in log-odds per unit of ln(b/c)."""
SURE = 1e-3
"""No choice is surer than that: a single slip is no proof of a flat curve."""
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Drawn:
    """Organisms that may stand behind the choices, and what asking each again would give."""

    true: Array
    """(draws, O, X, D - 1) weights."""
    found: Array
    """(draws, O, X, D - 1) the same as read from choices that were drawn from them."""


def draw(panel: Panel, draws: int, rng: np.random.Generator) -> Drawn:
    """How far a reading may lie from the truth: a parametric bootstrap over choices.

    The truth is taken to lie within half a step of offers about each cell's reading: closer a cell
    can't tell. Choices are drawn from a logistic curve there, with the organism's one slope, at
    offers spread evenly over c/b from a random start, as they were put. Resampling the choices
    themselves would forget that they were spread, and give intervals several times too wide. Where
    none or all of the gaining offers were accepted, the truth is taken for 0 or 1: what lies
    between that and the outermost offer can't be seen.

    Args:
        panel: What was chosen.
        draws: How often.
        rng: Where the draws come from.
    """
    offers = panel.offers[..., panel.later]
    read = panel.weights
    steep = slopes(panel)[:, None, None, None]
    inner = (read > 0) & (read < 1)
    place = np.arange(offers.max())
    put = place < offers[..., None]
    true, found = (np.empty((draws, *offers.shape)) for _ in range(2))
    for one in range(draws):
        about = np.clip(read + (rng.random(offers.shape) - 0.5) / offers, LEAST, 1.0)
        true[one] = np.where(inner, about, read)
        price = (rng.random((*offers.shape, 1)) + place) / offers[..., None]
        odds = steep * np.log(about[..., None] / np.maximum(price, LEAST))
        taken = rng.random(price.shape) < sigmoid(odds)
        found[one] = np.where(inner, (taken & put).sum(-1) / offers, read)
    return Drawn(true, found)


def limits(value: float, true: Array, found: Array, level: float) -> tuple[float, float]:
    """The interval of a figure, from its errors: what was found minus what was true.

    Source: the basic bootstrap, Davison and Hinkley 1997, section 5.2.

    Args:
        value: The figure.
        true: (draws,) the figure of each drawn truth.
        found: (draws,) the figure as read from it.
        level: Confidence level in (0, 1).

    Returns:
        Its ends, with the value between them.
    """
    low, high = np.quantile(found - true, [(1 - level) / 2, (1 + level) / 2])
    return min(value, value - float(high)), max(value, value - float(low))


def slopes(panel: Panel) -> Array:
    """(O,) steepness of each organism's curves: the likeliest of a few, given all its weights."""
    worth = np.clip(panel.share.reshape(-1)[panel.cell], LEAST, None)
    inner = (worth > LEAST) & (worth < 1)
    organism = panel.cell // panel.offers[0].size
    found = []
    for steep in SLOPES:
        chance = np.clip(sigmoid(steep * (panel.x + np.log(worth))), SURE, 1 - SURE)
        likely = panel.outcome * np.log(chance) + (1 - panel.outcome) * np.log(1 - chance)
        found.append(np.bincount(organism, likely * inner, minlength=len(panel.trained)))
    return np.asarray(SLOPES[np.argmax(found, axis=0)])
