"""From rows to rollouts: the unit of every interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable

WHOLE = 1e-6
"""Numbers this close to a whole one are whole."""


@dataclass(frozen=True)
class Rollouts:
    """One record per rollout: columns of equal length, in the order of the rollouts' ids."""

    model: NDArray[np.object_]
    block: NDArray[np.object_]
    factors: Mapping[str, NDArray[np.object_]]
    """Level of each factor."""
    score: NDArray[np.float64]
    """Weighted mean outcome of the valid rows, in [0, 1]; nan where no row is valid."""
    items: NDArray[np.float64]
    """Weight of the valid rows: how many choices the score rests on."""
    exact: NDArray[np.bool_]
    """The score rests on the model's own probabilities, not on draws."""
    counted: NDArray[np.bool_]
    """`score * items` counts draws; false for exact outcomes and shares of unknown size."""
    chances: NDArray[np.object_]
    """For an exact rollout the (m,) probabilities of its items, repeated by weight; else None."""
    rows: NDArray[np.float64]
    """Weight of all rows, valid or not."""
    invalid: NDArray[np.float64]
    """Share of `rows` that is not valid."""
    refused: NDArray[np.float64]
    """Share of `rows` that was refused."""

    def __len__(self) -> int:
        return len(self.score)

    def where(self, mask: NDArray[np.bool_]) -> Rollouts:
        """The rollouts at which `mask` is true."""
        columns = {name: column[mask] for name, column in vars(self).items() if name != "factors"}
        factors = {name: levels[mask] for name, levels in self.factors.items()}
        return Rollouts(factors=factors, **columns)

    def at(self, cell: Mapping[str, str]) -> Rollouts:
        """The rollouts with these factor levels."""
        mask = np.ones(len(self), dtype=bool)
        for name, level in cell.items():
            mask &= self.factors[name] == level
        return self.where(mask)

    def counting(self, outcome: float) -> Rollouts:
        """Every row that is not valid counted as if it had this outcome; for `score` only."""
        score = np.where(self.items > 0, self.score, 0.0) * (1 - self.invalid)
        score = np.minimum(score + outcome * self.invalid, 1.0)
        return replace(self, score=score, items=self.rows)

    def cells(self, *without: str) -> list[dict[str, str]]:
        """The combinations of factor levels that occur, sorted, leaving out some factors."""
        names = [name for name in self.factors if name not in without]
        if not len(self):
            return []
        found = set(zip(*(self.factors[name].tolist() for name in names), strict=True))
        return [dict(zip(names, levels, strict=True)) for levels in sorted(found)] or [{}]


def aggregate(table: ChoiceTable) -> Rollouts:
    """One record per rollout of the table.

    Only valid rows make scores; the others are counted apart. Cost grows with the rows only
    through numpy.
    """
    names, first, index = np.unique(table["rollout"], return_index=True, return_inverse=True)
    valid, weight, outcome = table["valid"], table["weight"], table["outcome"]

    def total(values: NDArray[Any]) -> NDArray[np.float64]:
        return np.bincount(index, values, minlength=len(names)).astype(float)

    items, rows = total(weight * valid), total(weight)
    hits = total(weight * np.where(valid, outcome, 0.0))
    score = np.full(len(names), np.nan)
    np.divide(hits, items, out=score, where=items > 0)
    exact = total(valid & table["exact"]) > 0
    return Rollouts(
        model=table["model"][first],
        block=table["block"][first],
        factors={name: table.factor(name)[first] for name in table.factors},
        score=np.clip(score, 0.0, 1.0),
        items=items,
        exact=exact,
        counted=~exact & (total(valid & ~_countable(outcome, weight)) == 0),
        chances=_chances(table, index, exact),
        rows=rows,
        invalid=np.clip(total(weight * ~valid) / rows, 0.0, 1.0),
        refused=np.clip(
            total(weight * (~valid & (table["why_invalid"] == "refused"))) / rows, 0, 1
        ),
    )


def is_whole(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a number is whole up to rounding."""
    return np.isclose(values, np.round(values), rtol=0, atol=WHOLE)


def _countable(outcome: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.bool_]:
    """A 0 or 1, or a share of repeats that comes to a whole number of them."""
    repeats = is_whole(weight) & is_whole(weight * outcome)
    return np.asarray(repeats | np.isin(outcome, [0, 1]), dtype=bool)


def _chances(
    table: ChoiceTable, index: NDArray[np.intp], exact: NDArray[np.bool_]
) -> NDArray[np.object_]:
    chances = np.full(len(exact), None, dtype=object)
    rows = np.flatnonzero(table["valid"] & exact[index])
    rows = rows[np.argsort(index[rows], kind="stable")]
    repeats = np.maximum(1, np.round(table["weight"][rows])).astype(int)
    rollout = np.repeat(index[rows], repeats)
    found, starts = np.unique(rollout, return_index=True)
    parts = np.split(np.repeat(table["outcome"][rows], repeats), starts[1:])
    for where, part in zip(found, parts, strict=False):
        chances[where] = part
    return chances
