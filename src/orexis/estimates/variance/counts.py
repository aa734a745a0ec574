"""Choices as counts: all that a decomposition of their variance needs."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.integer]
SPREAD = 0x9E3779B97F4A7C15
"""Odd multiplier (Fibonacci hashing) with which rows of counts are told apart."""


@dataclass(frozen=True)
class Counts:
    """How often each rollout was asked each item, and what came of it.

    Rollouts nest in cells, cell `model * contexts + context`; items cross both. Under the logistic
    model the successes of a rollout and those of an item are sufficient once it is known how often
    the rollout was asked each item.
    """

    models: int
    contexts: int
    cell: NDArray[np.int64]
    """(R,) cell of each rollout."""
    exposures: Array
    """(R, J) choices of each rollout on each item."""
    successes: Array
    """(R,) choices of each rollout with outcome 1."""
    by_item: Array
    """(J,) choices on each item with outcome 1."""
    formats: NDArray[np.int64] | None = None
    """(J,) format of each item, where formats are told apart."""
    repeats: Array = field(default_factory=lambda: np.zeros(0))
    """(R,) how many rollouts a row stands for; empty for one each."""

    @property
    def choices(self) -> float:
        """All choices."""
        times = self.repeats if len(self.repeats) else np.ones(len(self.cell))
        return float(times @ self.exposures.sum(axis=1))

    def merged(self) -> Counts:
        """The same with rollouts of a cell that agree in all counts as one row.

        Where every rollout was asked the same items, the size no longer grows with the rollouts.
        """
        times = self.repeats if len(self.repeats) else np.ones(len(self.cell))
        first, index = _alike(self.cell, self.successes, self.exposures)
        return Counts(
            self.models,
            self.contexts,
            self.cell[first],
            self.exposures[first],
            self.successes[first],
            self.by_item,
            self.formats,
            np.bincount(index, times, minlength=len(first)).astype(float),
        )


def _alike(
    cell: NDArray[np.int64], successes: Array, exposures: Array
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First of each kind of row, and the kind of every row, by a hash of 64 bits."""
    factors = (2 * np.arange(exposures.shape[1] + 2, dtype=np.uint64) + 1) * np.uint64(SPREAD)
    factors ^= factors >> np.uint64(29)
    factors |= np.uint64(1)
    hashed = cell.astype(np.uint64) * factors[0] + successes.astype(np.uint64) * factors[1]
    for item in range(exposures.shape[1]):
        hashed += exposures[:, item].astype(np.uint64) * factors[item + 2]
    _, first, index = np.unique(hashed, return_index=True, return_inverse=True)
    return first, index


class Counter:
    """Counts choices that come in pieces, so that no more than a piece is held at a time.

    Codes are whole numbers from 0. A rollout's code is unique over all cells.
    """

    def __init__(self) -> None:
        self._asked = np.zeros((0, 0), dtype=np.int64)
        self._hits = np.zeros((0, 0), dtype=np.int64)
        self._model = np.zeros(0, dtype=np.int64)
        self._context = np.zeros(0, dtype=np.int64)

    def add(
        self, model: Codes, context: Codes, rollout: Codes, item: Codes, outcome: Codes
    ) -> None:
        """Count a piece.

        Args:
            model: (n,) codes.
            context: (n,) codes.
            rollout: (n,) codes.
            item: (n,) codes.
            outcome: (n,) of 0 and 1.
        """
        if not len(rollout):
            return
        self._grow(int(rollout.max()) + 1, int(item.max()) + 1)
        rows, columns = self._asked.shape
        key = rollout.astype(np.int64) * columns + item
        size = rows * columns
        self._asked += np.bincount(key, minlength=size).reshape(rows, columns)
        taken = key[outcome.astype(bool)]
        self._hits += np.bincount(taken, minlength=size).reshape(rows, columns)
        self._model[rollout] = model
        self._context[rollout] = context

    def counts(self, formats: NDArray[np.int64] | None = None) -> Counts:
        """What was counted so far; `formats` as in `Counts`."""
        models, contexts = int(self._model.max()) + 1, int(self._context.max()) + 1
        seen = self._asked.sum(axis=1) > 0
        return Counts(
            models,
            contexts,
            (self._model * contexts + self._context)[seen],
            self._asked[seen].astype(float),
            self._hits[seen].sum(axis=1).astype(float),
            self._hits.sum(axis=0).astype(float),
            formats,
        )

    def _grow(self, rows: int, columns: int) -> None:
        before = self._asked.shape
        rows, columns = max(rows, before[0]), max(columns, before[1])
        if (rows, columns) == before:
            return
        more = ((0, rows - before[0]), (0, columns - before[1]))
        self._asked, self._hits = np.pad(self._asked, more), np.pad(self._hits, more)
        self._model = np.pad(self._model, more[:1])
        self._context = np.pad(self._context, more[:1])
