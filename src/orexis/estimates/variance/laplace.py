"""Cells and items integrated out by Laplace's method, and a quick stand-in for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from orexis.estimates.variance.likelihood import Slope
from orexis.estimates.variance.structure import Structure

Array = NDArray[np.float64]

MAXIMUM = 25
"""Newton steps."""
CHUNK = 150_000
"""Numbers in the largest array of a batch."""
ROOM = 1e4
"""Above any gain of one Newton step that is of interest, in units of the log density."""
NONE, EDGE = 0.02, 0.1
"""Standard deviation, in logits, that is as good as none; how fast it falls off elsewhere."""


class Evidence(Protocol):
    """A log-likelihood of cells and items, rollouts integrated out."""

    def start(self) -> Array:
        """(n,) a place from which to seek its peak."""
        ...

    def __call__(self, x: Array, sd: float) -> Slope:
        """At x = (cells, items) and the rollouts' standard deviation."""
        ...


@dataclass(frozen=True)
class Peak:
    """Where the log posterior of cells and items is highest, for given standard deviations."""

    x: Array
    """(n,)"""
    slope: Slope
    """The likelihood there."""
    log_density: float
    """Log marginal density of the data and the log standard deviations."""


def peak(
    likelihood: Evidence, structure: Structure, logs: Array, x: Array, enough: float = 1e-3
) -> Peak:
    """Laplace's approximation from a start x, by Newton's method with halving.

    What the last step would still have gained is added: near the top it is known to second order.

    Args:
        likelihood: Of the counts.
        structure: Of the design.
        logs: (K,) log standard deviations.
        x: (n,) start.
        enough: Gain of a Newton step below which it stops.
    """
    precision, logdet = structure.precision(logs[None])
    inner, sd = precision[0], float(np.exp(logs[structure.rollout]))
    best, step, before = -np.inf, np.zeros_like(x), x
    gain, root = step, inner
    for _ in range(MAXIMUM):
        slope = likelihood(x, sd)
        value = slope.value - 0.5 * x @ inner @ x
        if not value >= best - 1e-6:
            step = step / 2
            x = before + step
            continue
        best, before = value, x
        root = np.asarray(np.linalg.cholesky(slope.curvature + inner), dtype=float)
        gain = np.asarray(np.linalg.solve(root, slope.gradient - inner @ x), dtype=float)
        if gain @ gain < enough:
            break
        step = np.asarray(np.linalg.solve(root.T, gain), dtype=float)
        x = x + step
    half = 0.5 * float(gain @ gain + logdet[0]) - float(np.log(np.diag(root)).sum())
    return Peak(before, slope, best + half + float(structure.prior(logs[None])[0]))


class Stand:
    """Laplace's approximation with the likelihood replaced by parabolas.

    The likelihood knows of the standard deviations only that of the rollout: around its peaks at a
    few values of that one, it is a parabola in cells and items, and between them the parabolas are
    interpolated (Lagrange, in the standard deviation). All else is the prior's: one factorisation.
    """

    def __init__(self, structure: Structure, sds: Array, peaks: list[Peak]) -> None:
        self.structure = structure
        self._sds = sds
        self._values = np.array([one.slope.value for one in peaks])
        self._x = np.stack([one.x for one in peaks])
        self._gradients = np.stack([one.slope.gradient for one in peaks])
        self._curvatures = np.stack([one.slope.curvature.ravel() for one in peaks])

    def __call__(self, logs: Array) -> Array:
        """(B,) log densities at (B, K) log standard deviations."""
        return self.with_peaks(logs, peaks=False)[0]

    def with_peaks(self, logs: Array, *, peaks: bool = True) -> tuple[Array, Array]:
        """Log densities (B,) and, if asked for, the peaks (B, n)."""
        size = self.structure.size
        rows = max(1, CHUNK // size**2)
        found, places = np.empty(len(logs)), np.empty((len(logs) if peaks else 0, size))
        for start in range(0, len(logs), rows):
            here = slice(start, start + rows)
            found[here], root, x = self._batch(logs[here])
            if peaks:
                places[here] = x + _steps(root)
        return found, places

    def _batch(self, logs: Array) -> tuple[Array, Array, Array]:
        size = self.structure.size
        share = self._shares(np.exp(logs[:, self.structure.rollout]))
        inner, logdet = self.structure.precision(logs)
        x = share @ self._x
        pulled = (inner @ x[..., None])[..., 0]
        bordered = np.empty((len(logs), size + 1, size + 1))
        whole = bordered[:, :size, :size]
        np.matmul(share, self._curvatures, out=(flat := np.empty((len(logs), size * size))))
        np.add(flat.reshape(-1, size, size), inner, out=whole)
        # The last row of the factor holds the Newton step's gain: no second solution is needed.
        bordered[:, size, :size] = share @ self._gradients - pulled
        bordered[:, :size, size] = 0
        bordered[:, size, size] = ROOM
        root = _factors(bordered)
        diagonal = np.diagonal(root, axis1=1, axis2=2)
        gain = (root[:, size, :size] ** 2).sum(axis=1)
        value = share @ self._values + 0.5 * (gain + logdet - (x * pulled).sum(axis=1))
        value -= self._beyond(logs[:, self.structure.rollout])
        value += self.structure.prior(logs) - np.log(diagonal[:, :size]).sum(axis=1)
        return np.where(np.isfinite(value), value, -np.inf), root, x

    def _beyond(self, logs: Array) -> Array:
        """(B,) what is taken off beyond the outermost nodes, where nothing was seen."""
        lowest, highest = np.log(self._sds.min()), np.log(self._sds.max())
        above = np.maximum(logs - highest, 0)
        below = np.maximum(lowest - logs, 0) * (lowest > np.log(NONE))
        found: Array = 0.5 * ((above + below) / EDGE) ** 2
        return found

    def _shares(self, sds: Array) -> Array:
        """(B, nodes) Lagrange weights; beyond the outermost nodes those of the last."""
        at = np.clip(sds, self._sds.min(), self._sds.max())[:, None]
        found = np.ones((len(sds), len(self._sds)))
        for node in range(len(self._sds)):
            for other in range(len(self._sds)):
                if other != node:
                    gap = self._sds[node] - self._sds[other]
                    found[:, node] *= (at[:, 0] - self._sds[other]) / gap
        return found


def _factors(matrices: Array) -> Array:
    """Cholesky factors; nan where there is none."""
    try:
        return np.asarray(np.linalg.cholesky(matrices), dtype=float)
    except np.linalg.LinAlgError:
        found = np.full_like(matrices, np.nan)
        for place, one in enumerate(matrices):
            try:
                found[place] = np.linalg.cholesky(one)
            except np.linalg.LinAlgError:
                continue
        return found


def _steps(root: Array) -> Array:
    """Newton steps (B, n) from bordered factors; none where there is no factor."""
    size = root.shape[1] - 1
    steps = np.zeros((len(root), size))
    for place in np.flatnonzero(np.isfinite(root[:, size, size])):
        upper = root[place, :size, :size].T
        steps[place] = solve_triangular(upper, root[place, size, :size])
    return steps
