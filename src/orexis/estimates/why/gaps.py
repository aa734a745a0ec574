"""Contexts and their gaps: mean in the reverse arm minus mean under the trigger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.why.cells import Cells
from orexis.estimates.why.setup import Condition, Key, Setup

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Gaps:
    """Which contexts of the cells have both arms."""

    cells: Cells
    setup: Setup

    @cached_property
    def contexts(self) -> tuple[dict[str, str], ...]:
        """Contexts with a rollout in both arms, in the cells' order."""
        found = []
        for condition in self.cells.conditions:
            if condition.get(self.setup.trigger) == self.setup.high:
                context = self.without_trigger(condition)
                if not self.missing(context):
                    found.append(context)
        return tuple(found)

    @cached_property
    def one_armed(self) -> tuple[dict[str, str], ...]:
        """Conditions with a rollout, but none in their other arm."""
        found = []
        for condition, here in zip(self.cells.conditions, self.cells.present, strict=True):
            triggered = condition.get(self.setup.trigger) in {self.setup.high, self.setup.low}
            if here and triggered and self.missing(self.without_trigger(condition)):
                found.append(condition)
        return tuple(found)

    @cached_property
    def where(self) -> Mapping[Key, int]:
        """Position of each context."""
        return {self.setup.key(context): i for i, context in enumerate(self.contexts)}

    @cached_property
    def weights(self) -> Array:
        """(g, k): the gap of each context as a weighted sum of cells."""
        matrix = np.zeros((len(self.contexts), len(self.cells.conditions)))
        for row, context in zip(matrix, self.contexts, strict=True):
            row[self.cell(context, self.setup.low)] = 1
            row[self.cell(context, self.setup.high)] = -1
        return matrix

    def without_trigger(self, condition: Condition) -> dict[str, str]:
        """The condition's context."""
        return {name: level for name, level in condition.items() if name != self.setup.trigger}

    def cell(self, context: Condition, arm: str) -> int | None:
        """Position of one arm's cell; None where it has no rollout."""
        at = self.cells.where.get(self.setup.key({**context, self.setup.trigger: arm}))
        return at if at is not None and self.cells.present[at] else None

    def missing(self, context: Condition) -> list[str]:
        """The arms of a context that have no rollout, in words."""
        return [
            f"{self.setup.in_words(context)} ({self.setup.trigger} = {arm})"
            for arm in (self.setup.high, self.setup.low)
            if self.cell(context, arm) is None
        ]

    def combine(self, parts: Sequence[tuple[Condition, float]]) -> Array | list[str]:
        """(k,) weights of a weighted sum of gaps, or the cells that are missing for it."""
        missing = [name for context, weight in parts if weight for name in self.missing(context)]
        if missing:
            return list(dict.fromkeys(missing))
        row: Array = np.zeros(len(self.cells.conditions))
        for context, weight in parts:
            if weight:
                row += weight * self.weights[self.where[self.setup.key(context)]]
        return row
