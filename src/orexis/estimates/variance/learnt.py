"""The log density of the standard deviations, learnt from few values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.emulator import Emulator
from orexis.estimates.variance.scale import Scale
from orexis.estimates.variance.structure import Structure

Array = NDArray[np.float64]

DEEP = 8.0
"""From this far below the highest value on, depth counts by its logarithm only."""
HIGHEST = 0.3
"""How far the likelihood may rise above the values that were worked out."""


class Learnt:
    """Exact prior and emulated likelihood; or what is to be added to a density learnt before."""

    def __init__(
        self,
        structure: Structure,
        scale: Scale,
        logs: Array,
        values: Array,
        before: Learnt | None = None,
    ) -> None:
        """Learn.

        Args:
            structure: Of the design.
            scale: Coordinates, about those of the posterior.
            logs: (N, K) places.
            values: (N,) log densities there; with a density `before`, what it lacks there.
            before: A density learnt before.
        """
        self.structure, self.scale, self.before = structure, scale, before
        self.logs, self.values = logs, values
        if before is None:
            values = values - structure.prior(logs)
        places = scale.places(logs)
        self._top, self._reach = float(values.max()), float(_far(places).max())
        self._emulator = Emulator(places, _held(values - self._top))
        self.error = self._emulator.error

    def with_more(self, scale: Scale, logs: Array, values: Array) -> Learnt:
        """Learnt anew, in other coordinates, from more values."""
        both = np.vstack([self.logs, logs]), np.concatenate([self.values, values])
        return Learnt(self.structure, scale, *both, self.before)

    def __call__(self, logs: Array) -> Array:
        """(B,) log densities at (B, K)."""
        places = self.scale.places(logs)
        # Beyond its values a quadratic may rise without end.
        rise = np.minimum(self._emulator(places)[:, 0], HIGHEST) + self._top
        if self.before is not None:
            return rise + self.before(logs)
        beyond = np.maximum(_far(places) - self._reach, 0)
        return rise - 0.5 * beyond**2 + self.structure.prior(logs)


def _held(depths: Array) -> Array:
    """Depths, below 0, drawn in where the posterior is nothing: a parabola fits the rest better."""
    deep = np.minimum(depths + DEEP, 0)
    found: Array = np.maximum(depths, -DEEP) - DEEP * np.log1p(-deep / DEEP)
    return found


def terms(size: int) -> int:
    """Terms of a quadratic in `size` coordinates."""
    return (size + 1) * (size + 2) // 2


def _far(places: Array) -> Array:
    found: Array = np.sqrt((places**2).sum(axis=1))
    return found
