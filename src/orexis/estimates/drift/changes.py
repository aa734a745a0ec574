"""Is the change sudden, gradual or none? Evidence summed over rollouts.

Every rollout's ln price at every checkpoint enters with its likelihood on a grid. None: it stays at
the rollout's own level, drawn around the baseline's. Gradual: it moves in proportion to the log of
the episode. Sudden: it moves once, at a checkpoint of the rollout's own, any of a stretch of
checkpoints as likely as the next, and any stretch as likely as the next. How far is a draw from a
normal distribution over rollouts, whose mean and spread are averaged over a grid, the same for both
kinds, as is the wobble from checkpoint to checkpoint around all of this; the three kinds are
equally likely before the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from orexis.estimates.drift.panel import Array

KINDS = ("none", "gradual", "sudden")
SURE = 0.9
"""Probability from which on a kind is named."""
WOBBLES = (0.1, 0.3, 0.6)
"""Standard deviations of a rollout's ln price from checkpoint to checkpoint."""
SPREADS = (0.1, 0.3, 0.8, 1.6)
"""Standard deviations of a rollout's shift around the mean shift."""
FLOOR = 1e-12
"""Least likelihood, relative to a rollout's best."""


@dataclass(frozen=True)
class Paths:
    """Rollouts' ln prices, as likelihoods."""

    grid: Array
    """(G,) ln prices in equal steps."""
    logs: Array
    """(R, T, G) log-likelihood of each rollout at each checkpoint; 0 where it was not asked."""
    episode: Array
    """(T,) episodes completed, increasing."""
    base: float
    """ln price at the baseline."""
    spread: float
    """Standard deviation between rollouts there."""

    @cached_property
    def start(self) -> Array:
        """(G,) where a rollout begins."""
        return _normal(self.grid, self.base, max(self.spread, float(np.diff(self.grid[:2])[0])))

    @cached_property
    def shifts(self) -> Array:
        """(2 G - 1,) every difference of two points of the grid."""
        step = self.grid[1] - self.grid[0]
        return np.asarray(step * np.arange(1 - len(self.grid), len(self.grid)))


def kinds(paths: Paths) -> dict[str, float]:
    """Probability of each of `KINDS`."""
    logs = np.zeros((len(KINDS), len(WOBBLES)))
    for place, wobble in enumerate(WOBBLES):
        likely = _wobbled(paths, wobble)
        still = np.log(np.maximum(np.prod(likely, axis=1) @ paths.start, 1e-300)).sum()
        logs[0, place] = still
        logs[1, place] = _averaged(paths, _gradual(paths, likely)[None])
        logs[2, place] = _averaged(paths, _stretches(_sudden(paths, likely)))
    total = logsumexp(logs, axis=1)
    share = np.exp(total - logsumexp(total))
    return {kind: float(each) for kind, each in zip(KINDS, share, strict=True)}


def _wobbled(paths: Paths, wobble: float) -> Array:
    """(R, T, G) likelihood of the level that a checkpoint's ln price wobbles around."""
    likely = np.exp(paths.logs - paths.logs.max(axis=2, keepdims=True))
    steps = paths.grid[:, None] - paths.grid
    kernel = np.exp(-0.5 * (steps / wobble) ** 2)
    return np.asarray(np.maximum(likely @ (kernel / kernel.sum(axis=0)), FLOOR))


def _gradual(paths: Paths, likely: Array) -> Array:
    """(R, D) likelihood of each whole shift, the start integrated out."""
    grown = np.log(paths.episode) / max(1e-9, float(np.log(paths.episode[-1])))
    logs = np.log(likely)
    # From a start on the grid, moved by a part of the shift, held at the grid's ends.
    total: Array = np.zeros((len(likely), len(paths.shifts), len(paths.grid)))
    places = np.arange(len(paths.grid), dtype=float)
    whole = np.arange(1 - len(paths.grid), len(paths.grid))
    for time, share in enumerate(grown):
        at = np.clip(places + share * whole[:, None], 0, len(paths.grid) - 1)
        low = np.minimum(at.astype(int), len(paths.grid) - 2)
        part = at - low
        total += (1 - part) * logs[:, time][:, low] + part * logs[:, time][:, low + 1]
    return np.asarray(np.exp(total) @ paths.start)


def _sudden(paths: Paths, likely: Array) -> Array:
    """(T, R, D) the same, for a move at each checkpoint."""
    times, size = likely.shape[1:]
    place = np.clip(np.arange(size) + np.arange(1 - size, size)[:, None], 0, size - 1)
    found = np.empty((times, len(likely), len(paths.shifts)))
    for time in range(times):
        before = np.prod(likely[:, :time], axis=1) * paths.start
        after = np.prod(likely[:, time:], axis=1)
        found[time] = np.matmul(after[:, place], before[:, :, None])[..., 0]
    return found


def _stretches(each: Array) -> Array:
    """(N, R, D) averages over every stretch of neighbouring checkpoints."""
    times = len(each)
    return np.array([each[a : b + 1].mean(axis=0) for a in range(times) for b in range(a, times)])


def _averaged(paths: Paths, ways: Array) -> float:
    """Log evidence of all rollouts, averaged over ways and over how the shifts are distributed."""
    quarter = len(paths.grid) // 2
    means = paths.shifts[quarter:-quarter:2]
    weights = np.concatenate([_normals(paths.shifts, means, spread) for spread in SPREADS], axis=1)
    found = np.log(np.maximum(ways @ weights, 1e-300)).sum(axis=1)
    return float(logsumexp(found) - np.log(found.size))


def _normals(points: Array, means: Array, sd: float) -> Array:
    """(D, M) normal weights around each mean."""
    return np.column_stack([_normal(points, mean, sd) for mean in means])


def _normal(points: Array, mean: float, sd: float) -> Array:
    """Normal weights on equally spaced points, summing to 1."""
    logs = -0.5 * ((points - mean) / sd) ** 2
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())
