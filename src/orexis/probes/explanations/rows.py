"""The prediction matrix as a table to print."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from orexis.contexts import Condition
from orexis.probes.explanations.explanation import Rule
from orexis.probes.explanations.files import SIGNS
from orexis.probes.explanations.matrix import Matrix
from orexis.probes.explanations.separation import SAME


@dataclass(frozen=True, slots=True)
class Row:
    """Conditions for which every explanation predicts the same."""

    where: str
    """What they share, in words that fit no other condition of the plan."""
    count: int
    cells: tuple[str, ...]
    """For each explanation "+", "-", "0", "?", or a number such as ".5"."""


def matrix_rows(matrix: Matrix, part: Literal["gaps", "floors"] = "gaps") -> tuple[Row, ...]:
    """The matrix for a table to print: one row for conditions with equal predictions."""
    groups: dict[tuple[str, ...], list[Condition]] = {}
    for condition, column in zip(matrix.conditions, getattr(matrix, part).T, strict=True):
        groups.setdefault(tuple(map(_cell, column)), []).append(condition)
    return tuple(
        Row(_where(group, matrix.conditions), len(group), cells) for cells, group in groups.items()
    )


def _cell(size: float) -> str:
    if math.isnan(size):
        return "?"
    for sign, meant in SIGNS.items():
        if abs(size - meant) <= SAME:
            return sign
    return f"{size:.2g}".replace("0.", ".", 1)


def _where(group: Sequence[Condition], plan: Sequence[Condition]) -> str:
    """A few clauses that fit all of a group and nothing else of the plan."""
    clauses: list[str] = []
    left = [*group]
    while left:
        clause = _widened(left[0], group, plan)
        left = [one for one in left if not clause.fits(one)]
        said = ", ".join(f"{factor}={'/'.join(levels)}" for factor, levels in clause.where)
        clauses.append(said or "everywhere")
    return "; or ".join(clauses)


def _widened(seed: Condition, group: Sequence[Condition], plan: Sequence[Condition]) -> Rule:
    """The rule for one condition, with all factors and levels let go that the group allows."""
    others = [one for one in plan if one not in group]
    where: dict[str, tuple[str, ...]] = {factor: (level,) for factor, level in seed.items()}
    for factor in seed:
        free = {name: levels for name, levels in where.items() if name != factor}
        if not any(Rule(tuple(free.items()), 0).fits(one) for one in others):
            where = free
            continue
        for level in dict.fromkeys(one[factor] for one in group):
            wider = {**where, factor: tuple(dict.fromkeys((*where[factor], level)))}
            if not any(Rule(tuple(wider.items()), 0).fits(one) for one in others):
                where = wider
    return Rule(tuple(where.items()), 0)
