"""A table in, prices and what resources are wanted for out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate, Verdict
from orexis.estimates.price.analysis import PriceAnalysis, analyze_price
from orexis.estimates.price.cells import Cell, read_cells
from orexis.estimates.price.claims import claims
from orexis.estimates.price.priced import Priced, price_cells
from orexis.estimates.resources.falls import fall
from orexis.estimates.resources.rule import FALLS, ResourceRule
from orexis.estimates.resources.verdicts import by_context, judge_resources


@dataclass(frozen=True)
class ResourcesAnalysis:
    """What a table of the probe says."""

    estimates: tuple[Estimate, ...]
    """Those of prices, and by how much acceptance falls; at the rule's level."""
    verdicts: tuple[Verdict, ...]
    """Three statements on what a resource is wanted for, then one a price."""
    notes: tuple[str, ...]
    """What the table cannot answer, and what has to be known to read it."""
    rule: ResourceRule
    extras: dict[str, list[dict[str, Any]]]
    """As those of prices: plain data for pictures."""


def analyze_resources(table: ChoiceTable, rule: ResourceRule | None = None) -> ResourcesAnalysis:
    """Prices, and what resources are wanted for; a partial table gets what it supports.

    Args:
        table: One row a choice, with `stake.points`, and with the factors `consequence` and `goal`.
        rule: The rule, fixed before the data.

    Raises:
        ChoiceTableError: as in `analyze_price`.
    """
    rule = rule or ResourceRule()
    found: PriceAnalysis = analyze_price(table, rule.price)
    estimates: list[Estimate] = []
    verdicts: list[Verdict] = []
    notes: list[str] = []
    for model, cells in read_cells(table).items():
        priced = price_cells(cells, rule.price)
        own = judge_resources(cells, priced, rule)
        estimates += _falls(cells, priced, rule)
        verdicts += own
        if not own:
            notes.append(f"{model}: no offers of resources with a goal, so nothing is said of them")
    return ResourcesAnalysis(
        (*found.estimates, *estimates),
        (*verdicts, *found.verdicts),
        (*found.notes, *notes),
        rule,
        found.extras,
    )


def resource_verdicts(table: ChoiceTable, rule: ResourceRule) -> tuple[Verdict, ...]:
    """The three statements of `analyze_resources` alone, for when many tables are judged.

    Raises:
        ChoiceTableError: as in `analyze_price`.
    """
    found: list[Verdict] = []
    for cells in read_cells(table).values():
        found += judge_resources(cells, price_cells(cells, rule.price), rule)
    return tuple(found)


def _falls(cells: Sequence[Cell], priced: Sequence[Priced], rule: ResourceRule) -> list[Estimate]:
    """By how much the acceptance of each price falls short of that where resources are useless."""
    found = []
    for own in by_context(claims(cells, priced, rule.price), rule).values():
        for part in rule.contrasts:
            pair = [own.get((part.resource, goal)) for goal in (part.goal, rule.useless)]
            here, useless = (claim.priced if claim else None for claim in pair)
            if part.asks == FALLS and here and useless:
                found.append(fall(here, useless, rule.price.level))
    return found
