"""Which verdicts a table calls for, and the cells that each is held against."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from orexis.estimates.price.cells import Cell
from orexis.estimates.price.estimates import without
from orexis.estimates.price.priced import Priced
from orexis.estimates.price.rule import PriceRule


@dataclass(frozen=True)
class Claim:
    """One consequence in one context, with what it is held against."""

    cell: Cell
    priced: Priced | None
    """None where no answer was valid."""
    control: Priced | None
    placebos: tuple[Priced, ...]
    lacking: tuple[str, ...]
    """Placebos that were not run, or whose answers cannot be used."""
    unusable: str
    """Why answers cannot be used, empty where they can."""
    rule: PriceRule
    level: float
    """Of the verdict's own intervals."""


def claims(cells: Sequence[Cell], priced: Sequence[Priced], rule: PriceRule) -> list[Claim]:
    """The verdicts that the cells of one model call for.

    Where a consequence was offered at several intensities that are numbers, the highest is judged.
    """
    if not any(rule.consequence in cell.levels for cell in cells):
        return []
    reading = {id(each.cell): each for each in priced}
    own = [cell for cell in _strongest(cells, rule) if named(cell, rule) not in _references(rule)]
    level = rule.family_level(len(own))
    found = []
    for cell in own:
        control = _reference(cell, priced, rule.control, rule)
        placebos = {name: _reference(cell, priced, name, rule) for name in rule.placebos}
        held = tuple(each for each in placebos.values() if each is not None)
        lacking = tuple(
            name for name, each in placebos.items() if each is None or _unusable(each.cell, rule)
        )
        unusable = _unusable(cell, rule)
        if not unusable and control is not None:
            unusable = _unusable(control.cell, rule)
        own_priced = reading.get(id(cell))
        found.append(Claim(cell, own_priced, control, held, lacking, unusable, rule, level))
    return found


def _unusable(cell: Cell, rule: PriceRule) -> str:
    if cell.invalid <= rule.invalid:
        return ""
    return (
        f"{cell.invalid:.0%} of the answers with '{named(cell, rule)}' were refused or unreadable, "
        f"more than {rule.invalid:.0%}."
    )


def named(cell: Cell, rule: PriceRule) -> str:
    """The cell's consequence."""
    return cell.levels[rule.consequence]


def _references(rule: PriceRule) -> tuple[str, ...]:
    return (rule.control, *rule.placebos)


def _reference(cell: Cell, priced: Sequence[Priced], name: str, rule: PriceRule) -> Priced | None:
    """The control or placebo of the same context, at another intensity where need be."""
    context = without(cell.levels, rule.consequence)
    loose = without(context, rule.intensity)
    found = [
        each
        for each in priced
        if named(each.cell, rule) == name
        and without(without(each.cell.levels, rule.consequence), rule.intensity) == loose
    ]
    same = [each for each in found if without(each.cell.levels, rule.consequence) == context]
    return max(same or found, key=lambda each: each.cell.rollouts, default=None)


def _strongest(cells: Sequence[Cell], rule: PriceRule) -> list[Cell]:
    best: dict[tuple[tuple[str, str], ...], Cell] = {}
    for cell in cells:
        # Levels that are no numbers have no highest: each is judged.
        ordered = math.isfinite(intensity(cell, rule))
        levels = without(cell.levels, rule.intensity) if ordered else cell.levels
        key = tuple(sorted(levels.items()))
        if key not in best or intensity(cell, rule) > intensity(best[key], rule):
            best[key] = cell
    return list(best.values())


def intensity(cell: Cell, rule: PriceRule) -> float:
    """The chance that the consequence comes, in percent; nan where the level is no number."""
    try:
        return float(cell.levels.get(rule.intensity, ""))
    except ValueError:
        return math.nan
