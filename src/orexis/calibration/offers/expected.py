"""The verdicts that the rule of the probe `horizon` gives on true weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.estimates import Status
from orexis.estimates.horizon import STATEMENTS, HorizonRule
from orexis.estimates.horizon.reading import PLACEBO, UNSTATED, Cell
from orexis.estimates.horizon.rule import BEYOND, MYOPIC, WITHIN

Array = NDArray[np.float64]
LOSES = 1.5
"""Weight under a stated boundary from which losing offers are taken too often."""


def expected_horizons(cells: Sequence[Cell], weight: Array, rule: HorizonRule) -> dict[str, Status]:
    """The verdict on each statement.

    Args:
        cells: The conditions.
        weight: (C,) the true weight in each; nan where the agent has none.
        rule: The rule.
    """
    found = _expected(cells, weight, rule)
    return {STATEMENTS[name]: status for name, status in found.items()}


def _expected(cells: Sequence[Cell], weight: Array, rule: HorizonRule) -> dict[str, Status]:
    stated = np.array([cell.stated for cell in cells])
    if np.isnan(weight).any() or (weight[stated] > LOSES).any():
        return dict.fromkeys(STATEMENTS, "uninterpretable")
    worth = np.minimum(weight, 1.0)
    inside = _most(cells, worth, lambda cell: cell.inside)
    past = _most(cells, worth, lambda cell: cell.past)
    later = _most(cells, worth, lambda cell: cell.delay > 0)
    beyond: Status = "supported" if past > rule.margin else "rejected"
    within: Status = "supported"
    if past > rule.margin or inside < rule.margin:
        within = "rejected"
    elif (_moves(cells, worth) >= rule.margin).any():
        within = "uninterpretable"
    elif not _moves(cells, worth).size:
        within = "undecided"
    myopic: Status = "supported" if later < rule.margin else "rejected"
    if all(cell.past for cell in cells if cell.delay > 0):
        myopic = "uninterpretable"
    return {
        WITHIN: within,
        BEYOND: beyond,
        MYOPIC: myopic,
    }


def _most(cells: Sequence[Cell], worth: Array, kind: Callable[[Cell], bool]) -> float:
    """The largest mean weight at one delay, over the conditions of a kind."""
    delays = {cell.delay for cell in cells if kind(cell)}
    return max(
        float(
            np.mean(
                [
                    w
                    for cell, w in zip(cells, worth, strict=True)
                    if kind(cell) and cell.delay == delay
                ]
            )
        )
        for delay in delays
    )


def _moves(cells: Sequence[Cell], worth: Array) -> Array:
    """How far a number without meaning moves the weight: overall, at short and at long delays."""
    at = {(cell.boundary, cell.delay): w for cell, w in zip(cells, worth, strict=True)}
    delays = sorted(d for name, d in at if name == PLACEBO and d > 0 and (UNSTATED, d) in at)
    if not delays:
        return np.zeros(0)
    moves = np.array([at[PLACEBO, delay] - at[UNSTATED, delay] for delay in delays])
    short = np.array(delays) <= np.median(delays)
    parts = [moves[own] for own in (short | True, short, ~short) if own.any()]
    return np.abs([float(part.mean()) for part in parts])
