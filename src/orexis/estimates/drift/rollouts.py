"""Every rollout's own ln price at every checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.estimates.drift.case import Readings
from orexis.estimates.drift.changes import Paths
from orexis.estimates.drift.likelihood import (
    OWN,
    SPREAD,
    THETA,
    chances_at,
    evaluate,
    nodes,
)
from orexis.estimates.drift.panel import Array

WIDE = 1.5
"""Standard deviation of the prior under which rollouts are read, and which is then taken out."""
REACH, POINTS = 0.8, 57
"""The grid of ln prices: so many ranges of the offers on either side of their middle."""
LEAST = 1e-3
"""Least information of a rollout's likelihood: below, it says nothing."""


@dataclass(frozen=True)
class Own:
    """A cell's rollouts."""

    level: Array
    """(R,) ln price."""
    sd: Array
    """(R,) its standard error; inf where its answers say nothing."""


def own_levels(readings: Readings, cell: int) -> Own:
    """From the cell's consistency and lapse, with as good as no prior."""
    problem = readings.fitted.problem
    at = readings.fitted.at[problem.places(cell)].copy()
    at[SPREAD] = np.log(WIDE)
    z = nodes(at[:OWN], problem.weight)
    likely = evaluate(problem.cells[cell], problem.items, at, z).likely
    mean = likely @ z
    known = 1 / np.maximum(likely @ z**2 - mean**2, 1e-9)
    left = known - 1
    says = left > LEAST
    level = at[THETA] + WIDE * np.where(says, mean * known / np.maximum(left, LEAST), 0)
    return Own(level, np.where(says, WIDE / np.sqrt(np.maximum(left, LEAST)), np.inf))


def paths(readings: Readings, blocks: int) -> Paths | None:
    """The rollouts of all checkpoints without resets; None with fewer than two of them."""
    numbers = [n for n, cell in enumerate(readings.cells) if n and not cell.reset]
    if len(numbers) < 2:  # noqa: PLR2004 - one point is no path
        return None
    items = readings.fitted.problem.items
    grid = np.linspace(-REACH, REACH, POINTS) * items.range + items.middle
    logs = np.zeros((blocks, len(numbers), POINTS))
    seen = np.zeros(blocks, dtype=bool)
    for place, number in enumerate(numbers):
        block = readings.cells[number].block
        logs[block, place] = _on_grid(readings, number, grid)
        seen[block] = True
    base = readings.fitted.own(0)
    return Paths(
        grid,
        logs[seen],
        np.array([readings.cells[number].episode for number in numbers]),
        float(base[THETA]),
        float(np.exp(base[SPREAD])),
    )


def _on_grid(readings: Readings, cell: int, grid: Array) -> Array:
    """(R, G) log-likelihood of each rollout's ln price."""
    problem = readings.fitted.problem
    at = readings.fitted.at[problem.places(cell)].copy()
    # theta + tau z with theta 0 and tau 1: the nodes are the ln prices themselves.
    at[THETA], at[SPREAD] = 0.0, 0.0
    return chances_at(problem.cells[cell], problem.items, at, grid)
