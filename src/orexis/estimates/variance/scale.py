"""Coordinates of the standard deviations in which their likelihood is smooth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BEND = 0.15
"""A standard deviation, in logits, is measured linearly below this, in logs above."""
LEAST = 1e-3
"""Least standard deviation at which the likelihood is worked out."""
INFLATED = 1.15
"""Variance of a proposal over that of the draws that it is fitted to."""


@dataclass(frozen=True)
class Scale:
    """Whitened log(sd + BEND): smooth down to a standard deviation of 0."""

    middle: Array
    """(K,)"""
    root: Array
    """(K, K) Cholesky factor of the covariance."""

    @classmethod
    def around(cls, logs: Array, spread: Array) -> Scale:
        """From a mode (K,) and covariance (K, K) of log standard deviations."""
        slope = np.exp(logs) / (np.exp(logs) + BEND)
        return cls(bent(logs), _root(spread * np.outer(slope, slope)))

    def refitted(self, logs: Array, weights: Array) -> Scale:
        """Mean and covariance of draws (B, K).

        No single draw may pull them to itself, so weights are held (Ionides 2008,
        doi:10.1198/106186008X320456).
        """
        held = np.minimum(weights, 1 / np.sqrt(len(weights)))
        held /= held.sum()
        places = bent(logs)
        middle: Array = held @ places
        off = places - middle
        spread = INFLATED * (off * held[:, None]).T @ off + 1e-9 * np.eye(len(middle))
        return Scale(middle, _root(spread))

    def logs(self, places: Array) -> Array:
        """Log standard deviations (B, K); nan where a standard deviation is below 0."""
        sds = np.exp(self.middle + places @ self.root.T) - BEND
        return np.log(np.where(sds > 0, sds, np.nan))

    def folded(self, places: Array) -> Array:
        """The same with a standard deviation below 0 taken as above."""
        sds = np.exp(self.middle + places @ self.root.T) - BEND
        return np.log(np.maximum(np.abs(sds), LEAST))

    def places(self, logs: Array) -> Array:
        """The inverse of `logs`."""
        off = bent(logs) - self.middle
        return np.asarray(np.linalg.solve(self.root, off.T).T, dtype=float)


def _root(spread: Array) -> Array:
    return np.asarray(np.linalg.cholesky(spread), dtype=float)


def bent(logs: Array) -> Array:
    """log(sd + BEND)."""
    found: Array = np.log(np.exp(logs) + BEND)
    return found
