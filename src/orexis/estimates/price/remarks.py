"""What a table cannot answer, and what has to be known to read it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from orexis.estimates.price.cells import Cell
from orexis.estimates.price.claims import intensity
from orexis.estimates.price.estimates import without
from orexis.estimates.price.priced import Priced
from orexis.estimates.price.rule import PriceRule

LOST = 0.05
"""Share of unusable answers from which on it is said."""
FEW = 16
"""Offers a cell below which prices were found to be little more than a guess."""


def remarks(cells: Sequence[Cell], priced: Sequence[Priced], rule: PriceRule) -> list[str]:
    """Notes on one model's cells."""
    return [*_missing(cells, priced, rule), *_answers(cells), *_exact(priced)]


def _missing(cells: Sequence[Cell], priced: Sequence[Priced], rule: PriceRule) -> list[str]:
    found = []
    if not any(rule.consequence in cell.levels for cell in cells):
        found.append(
            f"the table has no factor '{rule.consequence}', so prices are given but no verdict on "
            "what is avoided"
        )
    else:
        names = {cell.levels.get(rule.consequence) for cell in cells}
        if rule.control not in names:
            found.append(
                f"no offers with the control '{rule.control}', so no verdict can be supported: "
                "points may be no currency for it"
            )
        if not names & set(rule.placebos):
            found.append(
                "no placebos, so no verdict can be supported: any text might be refused as well"
            )
        found += _weaker(cells, rule)
    if priced and not any(each.cell.rows.first.any() for each in priced):
        found.append("the table does not say which option was shown first: no position bias")
    if priced and not any((each.cell.rows.format != "").any() for each in priced):
        found.append("the table does not name formats: no format shifts")
    return found


def _weaker(cells: Sequence[Cell], rule: PriceRule) -> list[str]:
    groups: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for cell in cells:
        key = tuple(sorted(without(cell.levels, rule.intensity).items()))
        if math.isfinite(intensity(cell, rule)):
            groups.setdefault(key, set()).add(cell.levels[rule.intensity])
    if any(len(each) > 1 for each in groups.values()):
        return ["consequences offered at several intensities are judged at the highest"]
    return []


def _answers(cells: Sequence[Cell]) -> list[str]:
    found = []
    for cell in cells:
        where = in_words(cell)
        if cell.invalid >= LOST:
            found.append(f"{cell.invalid:.0%} of the answers could not be used ({where})")
        if cell.rollouts and len(np.unique(cell.rows.x)) == 1:
            found.append(f"all offers brought the same points ({where}): a price is one-sided")
    few = sum(cell.rollouts < FEW for cell in cells)
    if few:
        found.append(
            f"fewer than {FEW} valid offers in {few} of {len(cells)} cells: their prices are wide"
        )
    if any(cell.neutral > LOST for cell in cells):
        found.append("where the neutral option was taken, the offer counts towards no price")
    return found


def _exact(priced: Sequence[Priced]) -> list[str]:
    repeated = [each for each in priced if not each.cell.exact and each.dispersion.degrees < np.inf]
    if repeated:
        return ["rollouts hold several offers: intervals are widened by how alike they were"]
    return []


def in_words(cell: Cell) -> str:
    """`consequence = shutdown, aim = open`."""
    return ", ".join(f"{name} = {level}" for name, level in cell.levels.items()) or "all offers"
