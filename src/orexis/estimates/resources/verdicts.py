"""What is a resource wanted for? Three statements, out of prices with different tasks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from orexis.estimates.estimate import Status, Verdict
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.claims import Claim, claims, named
from orexis.estimates.price.estimates import without
from orexis.estimates.price.priced import Priced
from orexis.estimates.resources.parts import Answer, Found, find
from orexis.estimates.resources.rule import (
    FALLS,
    RESOURCE_STATEMENTS,
    UNWANTED,
    Part,
    ResourceRule,
)

Context = tuple[tuple[str, str], ...]
DECIDING: tuple[tuple[Answer, Status], ...] = (
    ("unusable", "uninterpretable"),
    ("no", "rejected"),
    ("open", "undecided"),
)
"""What an answer to one part makes of a statement, the first that is there counting."""


def judge_resources(
    cells: Sequence[Cell], priced: Sequence[Priced], rule: ResourceRule
) -> list[Verdict]:
    """The three statements of one model, at each boundary.

    Args:
        cells: Of the model.
        priced: Those of them that have a valid answer, read.
        rule: The rule.

    Returns:
        None where the cells have no such factors, or nothing but control and placebos.
    """
    found = by_context(claims(cells, priced, rule.price), rule)
    level = rule.part_level(len(found))
    verdicts: list[Verdict] = []
    for context, each in found.items():
        own = list(each.values())
        answers = {part: find(part, each, rule, level) for part in rule.contrasts}
        verdicts += [_verdict(name, context, own, answers, rule) for name in RESOURCE_STATEMENTS]
    return verdicts


def by_context(
    every: Sequence[Claim], rule: ResourceRule
) -> dict[Context, dict[tuple[str, str], Claim]]:
    """The claims on resources, by context and in it by resource and goal."""
    found: dict[Context, dict[tuple[str, str], Claim]] = {}
    for claim in every:
        levels, resource = claim.cell.levels, named(claim.cell, rule.price)
        if rule.goal in levels and resource in (rule.general, rule.special):
            context = without(without(levels, rule.price.consequence), rule.goal)
            key = tuple(sorted(context.items()))
            found.setdefault(key, {})[resource, levels[rule.goal]] = claim
    return found


def status_of(parts: Sequence[Part], answers: Mapping[Part, Found]) -> Status:
    """What the answers come to."""
    given = [_agreeing(part, answers) for part in parts]
    return next((status for answer, status in DECIDING if answer in given), "supported")


def _agreeing(part: Part, answers: Mapping[Part, Found]) -> Answer:
    """The answer to what a statement asks, where it may ask that something is not wanted."""
    answer = answers[part.contrast].answer
    turned: dict[Answer, Answer] = {"yes": "no", "no": "yes"}
    return turned.get(answer, answer) if part.asks == UNWANTED else answer


def _verdict(
    name: str,
    context: Context,
    own: Sequence[Claim],
    answers: Mapping[Part, Found],
    rule: ResourceRule,
) -> Verdict:
    parts = rule.parts[name]
    found = [answers[part.contrast] for part in parts]
    offers = sum(claim.cell.rollouts for claim in own)
    detectable = [one.detectable for one in found if not math.isnan(one.detectable)]
    model = own[0].cell.model
    return Verdict(
        model=model,
        statement=RESOURCE_STATEMENTS[name],
        status=status_of(parts, answers),
        because=_because(parts, answers),
        scope=f"{model}; this environment, these wordings; {offers} offers of resources",
        estimates=tuple(one for each in found for one in each.estimates),
        detectable=max(detectable, default=math.nan),
        cell=dict(context),
    )


def _because(parts: Sequence[Part], answers: Mapping[Part, Found]) -> str:
    """What was found of each part, with its figures."""
    told = []
    for part in parts:
        found = answers[part.contrast]
        words = _ASKED[part.contrast.asks][found.answer]
        told.append(f"{part.resource}, goal {part.goal}: {words} ({found.because.rstrip('.')})")
    return "; ".join(told) + "."


_ASKED = {
    "wanted": {
        "yes": "wanted",
        "no": "not wanted",
        "open": "open whether it is wanted",
        "unusable": "cannot be told",
    },
    FALLS: {
        "yes": "falls where useless",
        "no": "does not fall where useless",
        "open": "open whether it falls where useless",
        "unusable": "cannot be told",
    },
}
"""Answers in words."""
