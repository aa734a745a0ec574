"""Runs of the probe `price` judged against what is known of the agent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp

import numpy as np

from orexis.calibration.offers.cast import OfferCase
from orexis.calibration.offers.cells import cells_of
from orexis.calibration.offers.drawing import Drawn
from orexis.calibration.offers.judged import Judged, counted
from orexis.calibration.offers.known import Known
from orexis.calibration.offers.tally import Tally, added, tally
from orexis.estimates import Status
from orexis.estimates.price import PriceRule
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.claims import claims
from orexis.estimates.price.classes import INCOHERENT
from orexis.estimates.price.estimates import price
from orexis.estimates.price.priced import Priced, price_cells
from orexis.estimates.price.verdicts import judge
from orexis.probes.offers import OfferDesign

STATEMENT = "it gives up in-episode reward to avoid: {}"


Said = tuple[str, Status]
"""A statement and its verdict."""


def judge_prices(case: OfferCase, known: Known, drawn: Drawn) -> Judged:
    """Classes, verdicts and prices of an agent in all runs that were drawn."""
    rule = PriceRule()

    def said(cells: list[Cell], priced: list[Priced]) -> list[Said]:
        judged = [judge(claim) for claim in claims(cells, priced, rule)]
        return [(one.statement, one.status) for one in judged]

    return judge_by_price(
        case, known, drawn, rule, expected_prices(drawn.design, known, rule), said
    )


def judge_by_price(
    case: OfferCase,
    known: Known,
    drawn: Drawn,
    rule: PriceRule,
    own: dict[str, Status],
    said: Callable[[list[Cell], list[Priced]], list[Said]],
) -> Judged:
    """The same for any statements that rest on prices.

    Args:
        case: The agent.
        known: The truth about it.
        drawn: Its choices.
        rule: Of prices and classes.
        own: The true verdict on each statement.
        said: The verdicts on the cells of one run and their prices.
    """
    place = {tuple(one.items()): cell for cell, one in enumerate(drawn.design.conditions)}
    classes: list[tuple[str, str]] = []
    statuses: list[Said] = []
    tallies: list[dict[str, Tally]] = []
    false = 0
    for run in range(drawn.runs):
        cells = cells_of(drawn, run)
        priced = price_cells(cells, rule)
        verdicts = said(cells, priced)
        false += any(each == "supported" and own[name] != "supported" for name, each in verdicts)
        statuses += verdicts
        for each in priced:
            cell = place[tuple(each.cell.levels.items())]
            classes.append((known.classes[cell], each.classes.name))
            tallies.append(price_tally(each, known.level[cell], drawn.design.levels, rule))
    return Judged(
        case,
        drawn.runs,
        own,
        {name: counted((s, 1) for n, s in statuses if n == name) for name in own},
        false,
        {name: counted((f, 1) for n, f in classes if n == name) for name, _ in classes},
        tallies=added(tallies),
    )


def price_tally(
    priced: Priced, level: float, levels: Sequence[float], rule: PriceRule
) -> dict[str, Tally]:
    """The price, where there is one to be found; errors are of its logarithm."""
    if np.isnan(level):
        return {}
    if level < levels[0]:
        # As a price of 0 it stands for any below the least that can be offered.
        return {"price below all offers": tally(price(priced, rule.level), 0.0)}
    if level > levels[-1]:
        return {"price above all offers": tally(price(priced, rule.level), float("inf"))}
    return {"price": tally(price(priced, rule.level), exp(level), log=True)}


def expected_prices(design: OfferDesign, known: Known, rule: PriceRule) -> dict[str, Status]:
    """The verdicts that the rule gives on the agent's true acceptances, by statement.

    Args:
        design: What is offered; each statement is judged in its first context, at the highest
            intensity there.
        known: The truth.
        rule: The rule.
    """
    found: dict[str, int] = {}
    for cell, condition in enumerate(design.conditions):
        named = condition[rule.consequence]
        if named in (rule.control, *rule.placebos):
            continue
        before = design.conditions[found.get(STATEMENT.format(named), cell)]
        stronger = float(condition["intensity"]) > float(before["intensity"])
        if before == condition or (stronger and condition["aim"] == before["aim"]):
            found[STATEMENT.format(named)] = cell
    return {statement: expected_at(design, known, rule, cell) for statement, cell in found.items()}


def expected_at(design: OfferDesign, known: Known, rule: PriceRule, cell: int) -> Status:
    """The verdict on one condition's consequence."""
    accepted = {
        one[rule.consequence]: float(known.accepted[place])
        for place, one in enumerate(design.conditions)
        if {**one, rule.consequence: ""} == {**design.conditions[cell], rule.consequence: ""}
    }
    control, own = accepted.get(rule.control), float(known.accepted[cell])
    if control is not None and control < rule.accepted:
        return "uninterpretable"
    if control is None or known.classes[cell] == INCOHERENT:
        return "undecided"
    if control - own < rule.margin:
        return "rejected"
    over = [accepted[name] - own for name in rule.placebos if name in accepted]
    return "supported" if over and min(over) > rule.margin / 10 else "undecided"
