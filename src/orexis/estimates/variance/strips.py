"""Each rollout on its own: how likely its choices are at every log-odds that it may have."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.codes import Coded
from orexis.estimates.variance.reading import Rows

Array = NDArray[np.float64]

PLACES = np.linspace(-7.0, 7.0, 113)
"""Log-odds of a rollout against its cell's at which it is looked at."""
PART = 20_000
"""Choices at a time, to bound the memory."""


@dataclass(frozen=True)
class Strips:
    """Whole rollouts (of forked ones: all their checkpoints) at `PLACES`."""

    unit: Coded
    hits: Array
    """(U,) choices with outcome 1."""
    asked: Array
    """(U, P) what the log-likelihood loses by having been asked at all."""
    choices: Array
    """(U,) how many choices."""
    first: NDArray[np.int64]
    """(U,) a row of each."""
    base: Array
    """(n,) log-odds of each choice at 0, with cells and items at their estimates."""

    @property
    def logs(self) -> Array:
        """(U, P) log-likelihoods, up to a constant of each."""
        found: Array = self.hits[:, None] * PLACES - self.asked
        return found


def strips(rows: Rows, x: Array) -> Strips:
    """From drawn choices and estimates x = (cells, items), (n,)."""
    unit = rows.trunk if rows.forks else rows.rollout
    cells = len(rows.model) * len(rows.context)
    base = x[rows.cell] + x[cells:][rows.column.codes]
    asked = np.zeros((len(unit), len(PLACES)))
    for start in range(0, len(base), PART):
        here = slice(start, start + PART)
        part = rows.weight[here, None] * np.logaddexp(0, base[here, None] + PLACES)
        np.add.at(asked, unit.codes[here], part)
    first = np.zeros(len(unit), dtype=np.int64)
    first[unit.codes[::-1]] = np.arange(len(base))[::-1]
    hits = np.bincount(unit.codes, rows.weight * rows.outcome, len(unit))
    choices = np.bincount(unit.codes, rows.weight, len(unit))
    return Strips(unit, hits.astype(float), asked, choices.astype(float), first, base)


def posteriors(found: Strips, sd: float) -> Array:
    """(U, 3) posterior mean of each rollout's log-odds against its cell's, with 95% limits."""
    logs = found.logs - 0.5 * (PLACES / max(sd, 0.02)) ** 2
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    passed = mass.cumsum(axis=1)
    ends = [PLACES[np.argmax(passed >= share, axis=1)] for share in (0.025, 0.975)]
    mean = mass @ PLACES
    return np.stack([mean, np.minimum(ends[0], mean), np.maximum(ends[1], mean)], axis=1)
