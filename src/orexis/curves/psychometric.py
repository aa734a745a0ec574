"""The psychometric function: how likely an offer is accepted."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
FIRST = 0.5
"""Sign of the position bias where `accept` is shown first."""
SECOND = -0.5
"""The same where it is shown second."""
ORDERS = (FIRST, SECOND)
"""The two orders, in the order in which every array of this room holds them."""


def sigmoid(odds: ArrayLike) -> Array:
    """1 / (1 + exp(-odds)), without overflow; log-odds of -inf and inf give 0 and 1."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * np.asarray(odds, dtype=float))))


def chance(
    x: ArrayLike,
    level: ArrayLike,
    slope: ArrayLike,
    lapse: ArrayLike,
    bias: ArrayLike = 0.0,
    first: ArrayLike = 0.0,
) -> Array:
    """P(accept) = lapse / 2 + (1 - lapse) sigmoid(slope (x - level) + bias first).

    All arguments broadcast. A level of inf gives an agent that never accepts, -inf one that always
    does, both but for lapses.

    Args:
        x: Log of the stake: ln(extra points), or ln(later / now).
        level: Indifference level, in units of x.
        slope: Steepness per unit of x, above 0.
        lapse: Share of choices made without looking, in [0, 1].
        bias: Log-odds that separate the two orders in which options are shown.
        first: `FIRST`, `SECOND`, or 0 for the curve between the two.
    """
    lapse = np.asarray(lapse, dtype=float)
    distance = np.asarray(x, dtype=float) - np.asarray(level, dtype=float)
    odds = np.asarray(slope) * distance + np.asarray(bias) * np.asarray(first)
    return np.asarray(lapse / 2 + (1 - lapse) * sigmoid(odds))


def transition(slope: ArrayLike) -> Array:
    """Units of x over which the curve goes from 10% to 90% of its way: 2 ln 9 / slope."""
    return np.asarray(2 * np.log(9) / np.asarray(slope, dtype=float))
