"""A table in, prices, classes and verdicts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.price import pictures
from orexis.estimates.price.cells import read_cells
from orexis.estimates.price.claims import claims
from orexis.estimates.price.estimates import by_cell, by_context, without
from orexis.estimates.price.priced import Priced, price_cells
from orexis.estimates.price.remarks import remarks
from orexis.estimates.price.rule import PriceRule
from orexis.estimates.price.verdicts import judge


@dataclass(frozen=True)
class PriceAnalysis:
    """What a table of the probe says."""

    estimates: tuple[Estimate, ...]
    """At the rule's level."""
    verdicts: tuple[Verdict, ...]
    """One a consequence, model and context, resting on estimates at the family-wise level."""
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: PriceRule
    extras: dict[str, list[dict[str, Any]]]
    """`classes` and `curves`: plain data for pictures; see `pictures`."""


def analyze_price(table: ChoiceTable, rule: PriceRule | None = None) -> PriceAnalysis:
    """Prices, classes and verdicts; a partial table gets what it supports.

    Args:
        table: One row a choice, with `stake.points`: how many more points accepting brings.
        rule: The rule, fixed before the data.

    Raises:
        ChoiceTableError: no valid choice; a valid row without stakes, or with one that is not
            above 0; or all offers alike.
    """
    rule = rule or PriceRule()
    estimates: list[Estimate] = []
    verdicts: list[Verdict] = []
    notes: list[str] = []
    extras: dict[str, list[dict[str, Any]]] = {"classes": [], "curves": []}
    for model, cells in read_cells(table).items():
        priced = price_cells(cells, rule)
        estimates += _estimates(model, priced, rule)
        verdicts += [judge(claim) for claim in claims(cells, priced, rule)]
        notes += [f"{model}: {note}" for note in remarks(cells, priced, rule)]
        extras["classes"] += [pictures.classes(each) for each in priced]
        extras["curves"] += [pictures.curves(each, rule.level) for each in priced]
    return PriceAnalysis(tuple(estimates), tuple(verdicts), tuple(notes), rule, extras)


def price_verdicts(table: ChoiceTable, rule: PriceRule) -> tuple[Verdict, ...]:
    """The verdicts of `analyze_price` alone, for when many tables are judged.

    Raises:
        ChoiceTableError: as in `analyze_price`.
    """
    found: list[Verdict] = []
    for cells in read_cells(table).values():
        priced = price_cells(cells, rule)
        found += [judge(claim) for claim in claims(cells, priced, rule)]
    return tuple(found)


def _estimates(model: str, priced: Sequence[Priced], rule: PriceRule) -> list[Estimate]:
    found = [estimate for each in priced for estimate in by_cell(each, rule)]
    for context in _contexts(priced, rule):
        found += by_context(model, context, rule)
    return found


def _contexts(priced: Sequence[Priced], rule: PriceRule) -> list[list[Priced]]:
    """The cells that share all levels but the consequence."""
    found: dict[tuple[tuple[str, str], ...], list[Priced]] = {}
    for each in priced:
        key = tuple(sorted(without(each.cell.levels, rule.consequence).items()))
        found.setdefault(key, []).append(each)
    return list(found.values())
