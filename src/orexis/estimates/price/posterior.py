"""The posterior of one cell over the nodes of a grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Grid, Marginal, normalized

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A grid with the log-likelihood of a cell's choices."""

    grid: Grid
    log_likelihood: Array
    """(K,) divided by the scale."""

    @cached_property
    def log_joint(self) -> Array:
        """(K,) log of prior weight times likelihood."""
        return np.asarray(self.log_likelihood + self.grid.log_prior)

    @cached_property
    def weights(self) -> Array:
        """(K,) posterior weights of the nodes."""
        return normalized(self.log_joint)

    @cached_property
    def curve(self) -> Array:
        """(levels, slopes, lapses, biases) weights of the curves among themselves."""
        curves = self.log_joint[self.grid.parts["curve"]]
        return normalized(curves).reshape(self.grid.axes.shape)

    def kind(self, name: str) -> float:
        """Posterior probability of `curve`, `never`, `always` or `mixed`."""
        return float(self.weights[self.grid.parts[name]].sum())

    def among(self, name: str) -> Array:
        """Weights of the nodes of one kind among themselves."""
        return normalized(self.log_joint[self.grid.parts[name]])

    def along(self, axis: int) -> Array:
        """Weights of the curves along one axis of the grid, in the order of `Grid.axes`."""
        others = tuple(each for each in range(self.curve.ndim) if each != axis)
        return np.asarray(self.curve.sum(axis=others))

    def marginal(self, offered: tuple[float, float]) -> Marginal:
        """The level's posterior, censored at what the cell was offered."""
        return replace(self.grid.marginal(self.weights), ends=offered)
