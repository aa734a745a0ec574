"""The mode of a log density of few parameters, by finite differences."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BOUNDS = (-5.0, 2.5)
"""Log standard deviations are sought within these."""
STEP = 0.05
"""Of finite differences."""
STEPS, LONGEST, FLAT = 25, 1.5, 0.7
"""Newton steps to the mode, the longest of them in logs, and the least curvature."""
HALVINGS = 6
RISE = 1e-3
"""Rise of a step below which it stops."""
LOW = -1e12
"""Log density where there is none, as a number that can be calculated with."""


def highest(density: Callable[[Array], Array], logs: Array) -> tuple[Array, Array]:
    """Mode (K,) and covariance (K, K) of a log density of logs, by Newton's method.

    Args:
        density: (B, K) to (B,): many places cost less together.
        logs: (K,) start.
    """
    for _ in range(STEPS):
        height, gradient, bend = _differences(density, logs)
        values, vectors = np.linalg.eigh(bend)
        values = np.maximum(values, FLAT)
        move = vectors @ ((vectors.T @ gradient) / values)
        move /= max(1.0, float(np.abs(move).max()) / LONGEST)
        tried = np.clip(logs + np.outer(0.5 ** np.arange(HALVINGS), move), *BOUNDS)
        heights = np.maximum(density(tried), LOW)
        if heights.max() < height + RISE:
            break
        logs = tried[int(np.argmax(heights))]
    return logs, (vectors / values) @ vectors.T


def _differences(density: Callable[[Array], Array], logs: Array) -> tuple[float, Array, Array]:
    """Value, gradient (K,) and minus the second derivatives (K, K)."""
    size, unit = len(logs), STEP * np.eye(len(logs))
    rows, columns = np.triu_indices(size)
    near = np.vstack([logs, logs + unit, logs - unit, logs + unit[rows] + unit[columns]])
    found = np.maximum(density(near), LOW)
    value, up, down = found[0], found[1 : size + 1], found[size + 1 : 2 * size + 1]
    bend = np.empty((size, size))
    bend[rows, columns] = found[2 * size + 1 :] - up[rows] - up[columns] + value
    bend[columns, rows] = bend[rows, columns]
    bend[np.diag_indices(size)] = up + down - 2 * value
    return float(value), (up - down) / (2 * STEP), -bend / STEP**2
