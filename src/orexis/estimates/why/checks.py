"""Manipulation checks on forks: beliefs per trunk rollout."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.rollouts import Rollouts

Array = NDArray[np.float64]
FORK, UNDERSTOOD = "check", "understood"


def counting_rows(table: ChoiceTable) -> ChoiceTable:
    """The rows that are scores: those on no fork."""
    return table.trunks()


def answers(table: ChoiceTable) -> dict[str, dict[str, float]]:
    """Item of the check -> trunk rollout -> mean of its valid answers; unanswered ones left out."""
    forks = table.forks()
    rows = forks.where(np.asarray((forks["fork"] == FORK) & forks["valid"], dtype=bool))
    kept: dict[str, dict[str, list[float]]] = {}
    columns = (rows["item"], rows["trunk"], rows["outcome"])
    for item, trunk, outcome in zip(*(column.tolist() for column in columns), strict=True):
        kept.setdefault(item, {}).setdefault(trunk, []).append(outcome)
    return {
        item: {trunk: float(np.mean(values)) for trunk, values in of.items()}
        for item, of in kept.items()
    }


def scored_by(rollouts: Rollouts, names: NDArray[np.object_], given: dict[str, float]) -> Rollouts:
    """The rollouts with an answer, scored by it: beliefs are averaged as scores are.

    Args:
        rollouts: (n,) of one model.
        names: (n,) their ids.
        given: Answer of some of them, a probability.
    """
    values = np.array([given.get(name, np.nan) for name in names.tolist()], dtype=float)
    ones = np.ones(len(values))
    return replace(
        rollouts, score=values, items=ones, counted=np.zeros(len(values), dtype=bool)
    ).where(~np.isnan(values))
