"""The fit of several cells together, and what each block of rollouts does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.drift.climbing import climb, definite
from orexis.estimates.drift.likelihood import (
    OWN,
    Evaluated,
    curvature,
    evaluate,
    information,
    nodes,
)
from orexis.estimates.drift.panel import Array, Cell, Items

Codes = NDArray[np.intp]
STANDING = "default"
"""The shift that the standing option brings."""
EXACT = 25.0
"""How many draws an exact answer counts as, when the spread between rollouts is judged."""


@dataclass(frozen=True)
class Plan:
    """Which parameters belong to which cell."""

    own: Codes
    """(C, 4) places of theta, ln s, log-odds of the lapse and ln tau; cells may share places."""
    later: NDArray[np.bool_]
    """(C,) the cell comes after the baseline: what the standing option does may have changed."""

    @classmethod
    def apart(cls, cells: int) -> Plan:
        """Every cell has its own."""
        return cls(np.arange(OWN * cells).reshape(cells, OWN), np.arange(cells) > 0)

    @classmethod
    def grouped(cls, groups: Sequence[int]) -> Plan:
        """Cells of one group share all but theta."""
        places = {group: n for n, group in enumerate(dict.fromkeys(groups))}
        first = len(groups)
        rest = [first + 3 * places[group] + np.arange(3) for group in groups]
        own = np.column_stack((np.arange(len(groups)), np.array(rest)))
        return cls(own, np.array(groups) != groups[0])

    @property
    def size(self) -> int:
        """Number of the cells' parameters."""
        return int(self.own.max()) + 1


@dataclass(frozen=True)
class Problem:
    """Cells that share an anchor's level and the shifts."""

    items: Items
    cells: Sequence[Cell]
    plan: Plan
    weight: float
    """How many draws an answer counts as."""

    @property
    def size(self) -> int:
        """Number of parameters."""
        return int(self.plan.size + 1 + self.items.shifts.shape[1] + self._moves)

    @property
    def _moves(self) -> bool:
        """Whether what the standing option does is estimated twice, before and after.

        An agent that changes through inaction alone would else seem less consistent: its offers
        would lie on two curves.
        """
        return STANDING in self.items.names and bool(self.plan.later.any())

    def places(self, cell: int) -> Codes:
        """Where a cell's parameters stand among all: the shared ones are last."""
        shared = self.plan.size + np.arange(1 + self.items.shifts.shape[1])
        if self._moves and self.plan.later[cell]:
            shared[1 + self.items.names.index(STANDING)] = self.size - 1
        return np.concatenate((self.plan.own[cell], shared))

    def priors(self) -> tuple[Array, Array]:
        """Means and standard deviations: weak, in units of the range of the offers.

        They keep finite what the answers leave open.
        """
        items = self.items
        mean, sd = np.zeros(self.size), np.ones(self.size)
        mean[self.plan.own] = (
            items.middle,
            np.log(12 / items.range),
            -3.0,
            np.log(0.03 * items.range),
        )
        sd[self.plan.own] = (0.5 * items.range, 1.25, 1.75, 1.0)
        mean[self.plan.size], sd[self.plan.size] = items.middle - items.range, 0.5 * items.range
        return mean, sd

    def start(self) -> Array:
        """Levels by the share accepted, all else at the priors' means."""
        at = self.priors()[0]
        target = self.items.target
        for places, cell in zip(self.plan.own, self.cells, strict=True):
            yes, no = cell.accepted[:, target].sum(), cell.declined[:, target].sum()
            share = (yes + self.weight) / (yes + no + 2 * self.weight)
            at[places[0]] = self.items.middle + self.items.range * (0.5 - share)
        return at

    def grids(self, at: Array) -> list[Array]:
        """Nodes for each cell."""
        return [nodes(at[own], self.weight) for own in self.plan.own]

    def evaluate(self, at: Array, grids: Sequence[Array]) -> list[Evaluated]:
        """Every cell at these parameters."""
        return [
            evaluate(cell, self.items, at[self.places(n)], grids[n])
            for n, cell in enumerate(self.cells)
        ]

    def score(self, found: Sequence[Evaluated]) -> Array:
        """(K,) gradient of the log-likelihood."""
        total = np.zeros(self.size)
        for number, one in enumerate(found):
            total[self.places(number)] += one.scores.sum(axis=0)
        return total

    def information(self, at: Array, grids: Sequence[Array], found: Sequence[Evaluated]) -> Array:
        """(K, K) expected."""
        total: Array = np.zeros((self.size, self.size))
        for number, cell in enumerate(self.cells):
            own = self.places(number)
            total[np.ix_(own, own)] += information(
                cell, self.items, at[own], grids[number], found[number]
            )
        return total


@dataclass(frozen=True)
class Fitted:
    """Parameters at their mode, and how they move with the blocks."""

    problem: Problem
    at: Array
    """(K,) parameters."""
    evaluated: Sequence[Evaluated]
    grids: Sequence[Array]
    influence: Array
    """(B, K) what each block adds to the parameters, to first order."""
    vague: Array
    """(K, K) variance that the priors bring in: an observation each, of their own width."""
    converged: bool

    def own(self, cell: int) -> Array:
        """(4,) a cell's parameters."""
        return np.asarray(self.at[self.problem.plan.own[cell]])


def fit(items: Items, cells: Sequence[Cell], plan: Plan, blocks: int, *, exact: bool) -> Fitted:
    """The mode, with the blocks' influence on it."""
    weight = EXACT if exact else 1.0
    weighted = [weigh(cell, weight) for cell in cells] if exact else cells
    problem = Problem(items, weighted, plan, weight)
    top = climb(problem)
    sd = problem.priors()[1]
    scores = np.zeros((blocks, problem.size))
    curved = np.diag(sd**-2.0)
    for number, (cell, found) in enumerate(zip(problem.cells, top.evaluated, strict=True)):
        places = problem.places(number)
        np.add.at(scores, (cell.block[:, None], places), found.scores)
        own = curvature(cell, items, top.at[places], top.grids[number], found)
        curved[np.ix_(places, places)] += own
    # The whole curvature, not that without the block: where one rollout stands out, the spread has
    # next to none without it, and a single Newton step goes astray.
    inverse = np.linalg.inv(definite(curved))
    influence, vague = scores @ inverse, (inverse / sd**2) @ inverse
    return Fitted(problem, top.at, top.evaluated, top.grids, influence, vague, top.converged)


def weigh(cell: Cell, weight: float) -> Cell:
    """The cell with every answer counted as so many draws."""
    return replace(cell, accepted=weight * cell.accepted, declined=weight * cell.declined)
