"""The flat agents of the grid: where their parameters are looked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.curves.axes import LAPSE_TOP, Axis, bias_density, lapse_density

Array = NDArray[np.float64]
FLAT_LAPSE = Axis.cut((0.0, 0.01, 0.04, 0.1, LAPSE_TOP))
"""Lapses of agents that never or always accept."""
MIXED_ODDS = Axis.between(-2.2, 2.2, 11)
"""Log-odds with which agents accept that do not look at the stake."""
MIXED_BIAS = Axis.cut((-12.0, -8.0, -4.5, -2.7, -1.5, -0.5, 0.5, 1.5, 2.7, 4.5, 8.0, 12.0))
"""Their position bias: those that look at positions only are among them."""


@dataclass(frozen=True)
class Flats:
    """One axis per parameter of agents that do not look at the stake."""

    never: Axis = FLAT_LAPSE
    """Lapses of those that never accept."""
    always: Axis = FLAT_LAPSE
    odds: Axis = MIXED_ODDS
    """Log-odds of those that accept now and then."""
    bias: Axis = MIXED_BIAS

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Number of nodes of never, always and mixed."""
        return len(self.never), len(self.always), len(self.odds) * len(self.bias)

    def prior(self) -> list[Array]:
        """Prior weights of never, always and mixed.

        Each sums to 1 over the whole axes, and to the share that is covered over part of them.
        """
        lapses = lapse_weights(FLAT_LAPSE).sum()
        biases = bias_weights(MIXED_BIAS).sum() * MIXED_ODDS.widths.sum()
        mixed = np.outer(self.odds.widths, bias_weights(self.bias)).ravel() / biases
        return [*(lapse_weights(axis) / lapses for axis in (self.never, self.always)), mixed]

    def nodes(self) -> tuple[Array, Array, Array]:
        """Lapse, bias and log-odds of every node: never, always, then mixed by log-odds."""
        odds, bias = (
            each.ravel() for each in np.meshgrid(self.odds.values, self.bias.values, indexing="ij")
        )
        lapses = np.r_[self.never.values, self.always.values]
        none = np.zeros(len(lapses))
        return np.r_[lapses, np.zeros(len(odds))], np.r_[none, bias], np.r_[none, odds]


FLATS = Flats()
"""Over all parameters."""


def lapse_weights(axis: Axis) -> Array:
    """Prior density times width."""
    return lapse_density(axis.values) * axis.widths


def bias_weights(axis: Axis) -> Array:
    """Prior density times width."""
    return bias_density(axis.values) * axis.widths
