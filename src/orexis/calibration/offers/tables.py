"""From drawn runs to tables of choices, one a run: what an analysis of a real run gets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.calibration.offers.drawing import Drawn
from orexis.choices import ChoiceTable
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.placing import ORDERS

Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Tables:
    """The tables of a batch of runs; what all of them share is made once."""

    drawn: Drawn
    model: str = "planted"

    def of(self, run: int) -> ChoiceTable:
        """The table of one run."""
        drawn, design = self.drawn, self.drawn.design
        kinds = [drawn.weight[run], drawn.neutral[run], drawn.unread[run]]
        weights = np.stack(kinds, axis=-1)
        cell, number, order, kind = np.nonzero(weights > 0)
        level = drawn.level[run, cell, number]
        outcome = drawn.outcome[run, cell, number, order]
        valid = kind == 0
        columns: dict[str, NDArray[Any]] = {
            "model": np.full(len(cell), self.model, dtype=object),
            "rollout": self._rollouts[cell, number],
            "outcome": np.where(valid, outcome, np.nan),
            "block": _texts(str(n) for n in range(design.offers))[number],
            "format": _texts(design.format_of(n) for n in range(design.offers))[number],
            "fork": _texts(ORDERS)[order],
            "why_invalid": _texts(("", "neutral", "unreadable"))[kind],
            "exact": np.full(len(cell), drawn.exact),
            "valid": valid,
            "weight": weights[cell, number, order, kind],
        }
        for name in design.conditions[0]:
            levels = _texts(condition[name] for condition in design.conditions)
            columns[f"factor.{name}"] = levels[cell]
        stakes = self._stakes
        columns |= {f"stake.{name}": table[cell, level] for name, table in stakes.items()}
        return ChoiceTable(columns)

    @cached_property
    def _rollouts(self) -> Texts:
        design = self.drawn.design
        names = [
            f"{self.model}/{condition.slug}/{number:04d}"
            for condition in design.conditions
            for number in range(design.offers)
        ]
        return _texts(names).reshape(len(design.conditions), design.offers)

    @cached_property
    def _stakes(self) -> dict[str, NDArray[np.float64]]:
        return stakes_of(self.drawn.design)


@lru_cache(maxsize=8)
def stakes_of(design: OfferDesign) -> dict[str, NDArray[np.float64]]:
    """(C, X) each stake, accepting minus declining."""
    rows = [
        [dict(design.offer(one, 0, i).terms.stakes) for i in range(len(design.levels))]
        for one in design.conditions
    ]
    return {name: np.array([[at[name] for at in row] for row in rows]) for name in rows[0][0]}


def _texts(values: Iterable[str]) -> Texts:
    listed = list(values)
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column
