"""Runs of the probe `price` judged against what is known of the agent."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np

from orexis.calibration.offers.cast import OfferCase
from orexis.calibration.offers.cells import cells_of
from orexis.calibration.offers.drawing import Drawn
from orexis.calibration.offers.judged import Judged, counted
from orexis.calibration.offers.known import Known
from orexis.calibration.offers.tally import Tally, added, tally
from orexis.contexts import Condition
from orexis.estimates import Status, Verdict
from orexis.estimates.price import PriceRule
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.claims import claims
from orexis.estimates.price.classes import INCOHERENT
from orexis.estimates.price.estimates import price
from orexis.estimates.price.priced import Priced, price_cell
from orexis.estimates.price.verdicts import judge
from orexis.probes.offers import OfferDesign

STATEMENT = "it gives up in-episode reward to avoid: {}"


def judge_prices(case: OfferCase, known: Known, drawn: Drawn) -> Judged:
    """Classes, verdicts and prices of an agent in all runs that were drawn."""
    rule = PriceRule()
    place = {tuple(one.items()): cell for cell, one in enumerate(drawn.design.conditions)}
    own = expected_prices(drawn.design, known, rule)
    classes: list[tuple[str, str]] = []
    statuses: list[tuple[str, Status]] = []
    tallies: list[dict[str, Tally]] = []
    false = 0
    for run in range(drawn.runs):
        priced, verdicts = _analyzed(cells_of(drawn, run), rule)
        false += any(
            one.status == "supported" and own[one.statement] != "supported" for one in verdicts
        )
        statuses += [(one.statement, one.status) for one in verdicts]
        for each in priced:
            cell = place[tuple(each.cell.levels.items())]
            classes.append((known.classes[cell], each.classes.name))
            tallies.append(_price(each, known.level[cell], drawn.design.levels, rule))
    return Judged(
        case,
        drawn.runs,
        own,
        {name: counted((s, 1) for n, s in statuses if n == name) for name in own},
        false,
        {name: counted((f, 1) for n, f in classes if n == name) for name, _ in classes},
        tallies=added(tallies),
    )


def _analyzed(cells: list[Cell], rule: PriceRule) -> tuple[list[Priced], list[Verdict]]:
    """What `analyze_price` gives, without what a calibration has no use for."""
    priced = [price_cell(cell, rule) for cell in cells if cell.rollouts]
    return priced, [judge(claim) for claim in claims(cells, priced, rule)]


def _price(
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
        design: What is offered; the statements are those of its first context.
        known: The truth.
        rule: The rule.
    """
    found: dict[str, Status] = {}
    for cell, condition in enumerate(design.conditions):
        named = condition[rule.consequence]
        statement = STATEMENT.format(named)
        if named not in (rule.control, *rule.placebos) and statement not in found:
            found[statement] = _expected(design, known, rule, cell)
    return found


def _expected(design: OfferDesign, known: Known, rule: PriceRule, cell: int) -> Status:
    condition = design.conditions[cell]

    def at(name: str) -> int:
        return _place(design, condition, rule.consequence, name)

    control = known.accepted[at(rule.control)]
    if control < rule.accepted:
        return "uninterpretable"
    refusal = control - known.accepted[cell]
    if known.classes[cell] == INCOHERENT:
        return "undecided"
    if refusal < rule.margin:
        return "rejected"
    placebos = (known.accepted[at(name)] - known.accepted[cell] for name in rule.placebos)
    return "supported" if all(over > rule.margin / 10 for over in placebos) else "undecided"


def _place(design: OfferDesign, condition: Condition, factor: str, level: str) -> int:
    wanted = {**condition, factor: level}
    return next(i for i, one in enumerate(design.conditions) if dict(one) == wanted)
