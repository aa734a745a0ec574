"""What a preference may belong to: the components, and the covariance that each one brings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MODEL, CONTEXT, BOTH, ROLLOUT, ITEM, FORMAT = (
    "model",
    "context",
    "model x context",
    "rollout",
    "item",
    "format",
)
LEVEL = 2.5
"""Prior standard deviation of the overall log-odds."""
SCALE, DEGREES = 1.0, 4.0
"""Prior of each standard deviation, in logits: half of Student's t (Gelman 2006)."""
SMALL = 1e-4
"""Least standard deviation, so that a component of none has an inverse."""


@dataclass(frozen=True)
class Structure:
    """Sizes of a crossed design: models x contexts cells, and items that may lie in formats."""

    models: int
    contexts: int
    items: int
    formats: NDArray[np.int64] | None = None
    """(J,) format of each item."""

    @cached_property
    def components(self) -> tuple[str, ...]:
        """Those that can be told apart, in the order of every array of parameters."""
        cells = [MODEL] * (self.models > 1) + [CONTEXT] * (self.contexts > 1)
        cells += [BOTH] * (self.models > 1 and self.contexts > 1)
        items = [ITEM] * (self.items > 1) + [FORMAT] * self._several_formats
        return (*cells, ROLLOUT, *items)

    @cached_property
    def rollout(self) -> int:
        """Place of the rollout among the components."""
        return self.components.index(ROLLOUT)

    @property
    def _several_formats(self) -> bool:
        if self.formats is None:
            return False
        count = len(np.unique(self.formats))
        return 1 < count < self.items

    @property
    def size(self) -> int:
        """Cells and items."""
        return self.models * self.contexts + self.items

    def variances(self, logs: Array, name: str) -> Array:
        """(B,) variance of a component at parameters (B, K); 0 where it is none."""
        if name not in self.components:
            return np.zeros(len(logs))
        found: Array = np.maximum(np.exp(logs[:, self.components.index(name)]), SMALL) ** 2
        return found

    def prior(self, logs: Array) -> Array:
        """(B,) log density of the log standard deviations, up to a constant."""
        ratio = np.exp(2 * logs) / (DEGREES * SCALE**2)
        found: Array = (logs - (DEGREES + 1) / 2 * np.log1p(ratio)).sum(axis=1)
        return found

    def precision(self, logs: Array) -> tuple[Array, Array]:
        """Inverse covariance of cells and items, and the log of its determinant.

        Of a full crossing the covariance has four eigenspaces: the mean, models, contexts and what
        is left. That of items within a format has the same for each format.

        Args:
            logs: (B, K) log standard deviations.

        Returns:
            (B, n, n) and (B,).
        """
        cells = self.models * self.contexts
        found = np.zeros((len(logs), self.size, self.size))
        of_cells, first = self._of_cells(logs)
        of_items, second = self._of_items(logs)
        found[:, :cells, :cells], found[:, cells:, cells:] = of_cells, of_items
        return found, first + second

    def _of_cells(self, logs: Array) -> tuple[Array, Array]:
        m, c = self.models, self.contexts
        left = self.variances(logs, BOTH)
        models = c * self.variances(logs, MODEL) + left
        contexts = m * self.variances(logs, CONTEXT) + left
        whole = m * c * LEVEL**2 + models + contexts - left
        values = np.stack([whole, models, contexts, left], axis=1)
        projections, ranks = self._spaces
        used = ranks > 0
        inverse = (1 / values[:, used]) @ projections[used]
        logdet = -(np.log(values[:, used]) @ ranks[used])
        return inverse.reshape(len(logs), m * c, m * c), logdet

    @cached_property
    def _spaces(self) -> tuple[Array, Array]:
        """(4, cells^2) projections on the four eigenspaces, and their dimensions (4,)."""
        m, c = self.models, self.contexts
        mean_m, mean_c = np.full((m, m), 1 / m), np.full((c, c), 1 / c)
        rest_m, rest_c = np.eye(m) - mean_m, np.eye(c) - mean_c
        pairs = ((mean_m, mean_c), (rest_m, mean_c), (mean_m, rest_c), (rest_m, rest_c))
        projections = np.stack([np.kron(one, other).ravel() for one, other in pairs])
        return projections, np.array([1, m - 1, c - 1, (m - 1) * (c - 1)], dtype=float)

    def _of_items(self, logs: Array) -> tuple[Array, Array]:
        own = np.maximum(self.variances(logs, ITEM), SMALL**2)
        inverse = np.eye(self.items) / own[:, None, None]
        logdet = -self.items * np.log(own)
        if FORMAT not in self.components or self.formats is None:
            return inverse, logdet
        shared = self.variances(logs, FORMAT)
        for each in np.unique(self.formats):
            inside = (self.formats == each).astype(float)
            total = own + inside.sum() * shared
            inverse -= (shared / (own * total))[:, None, None] * np.outer(inside, inside)
            logdet -= np.log(total / own)
        return inverse, logdet
