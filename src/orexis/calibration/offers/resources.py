"""Runs of the probe `resources` judged against what is known of the agent."""

from __future__ import annotations

from collections.abc import Mapping

from orexis.calibration.offers.cast import OfferCase
from orexis.calibration.offers.drawing import Drawn
from orexis.calibration.offers.judged import Judged
from orexis.calibration.offers.known import Known
from orexis.calibration.offers.prices import Said, expected_at, judge_by_price
from orexis.estimates import Status, Verdict
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.priced import Priced
from orexis.estimates.resources import RESOURCE_STATEMENTS, ResourceRule
from orexis.estimates.resources.parts import ANSWERS, Found
from orexis.estimates.resources.rule import FALLS, Part
from orexis.estimates.resources.verdicts import judge_resources, status_of
from orexis.probes.offers import OfferDesign

Context = dict[str, str]


def judge_kept(case: OfferCase, known: Known, drawn: Drawn) -> Judged:
    """Classes, prices and the three statements of an agent in all runs that were drawn."""
    rule = ResourceRule()
    own = expected_resources(drawn.design, known, rule)

    def said(cells: list[Cell], priced: list[Priced]) -> list[Said]:
        return [(_named(one, own), one.status) for one in judge_resources(cells, priced, rule)]

    return judge_by_price(case, known, drawn, rule.price, own, said)


def expected_resources(design: OfferDesign, known: Known, rule: ResourceRule) -> dict[str, Status]:
    """The verdicts that the rule gives on the agent's true acceptances, by statement.

    Where the design has several boundaries, a statement is named with each.
    """
    contexts = _contexts(design, rule)
    found: dict[str, Status] = {}
    for context in contexts:
        answers = {part: _answer(part, context, design, known, rule) for part in rule.contrasts}
        for name, statement in RESOURCE_STATEMENTS.items():
            said = _in_context(statement, context, len(contexts))
            found[said] = status_of(rule.parts[name], answers)
    return found


def _contexts(design: OfferDesign, rule: ResourceRule) -> list[Context]:
    apart = (rule.price.consequence, rule.goal)
    keys = dict.fromkeys(
        tuple((name, level) for name, level in one.items() if name not in apart)
        for one in design.conditions
    )
    return [dict(key) for key in keys]


def _answer(
    part: Part, context: Context, design: OfferDesign, known: Known, rule: ResourceRule
) -> Found:
    names = rule.price.consequence, rule.goal
    cells = {
        tuple(one[name] for name in names): cell
        for cell, one in enumerate(design.conditions)
        if context.items() <= dict(one).items()
    }
    goals = (part.goal, rule.useless) if part.asks == FALLS else (part.goal,)
    needed = [cells[part.resource, goal] for goal in goals if (part.resource, goal) in cells]
    if len(needed) < len(goals):
        return Found("open", "")
    said = [ANSWERS[expected_at(design, known, rule.price, cell)] for cell in needed]
    if part.asks != FALLS or "unusable" in said:
        return Found("unusable" if "unusable" in said else said[0], "")
    here, useless = (float(known.accepted[cell]) for cell in needed)
    return Found("yes" if useless - here >= rule.price.margin else "no", "")


def _named(verdict: Verdict, own: dict[str, Status]) -> str:
    if verdict.statement in own:
        return verdict.statement
    return _in_context(verdict.statement, verdict.cell, len(own))


def _in_context(statement: str, context: Mapping[str, str], contexts: int) -> str:
    return statement if contexts == 1 else f"{statement} ({', '.join(context.values())})"
