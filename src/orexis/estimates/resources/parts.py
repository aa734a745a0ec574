"""Whether a resource is wanted where the tasks are of one kind, and whether its price falls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from orexis.estimates.estimate import Estimate, Status
from orexis.estimates.price.claims import Claim
from orexis.estimates.price.estimates import price, price_in_words
from orexis.estimates.price.verdicts import judge
from orexis.estimates.resources.falls import fall, fall_over, placebo_pairs, worst
from orexis.estimates.resources.rule import FALLS, Part, ResourceRule

Answer = Literal["yes", "no", "open", "unusable"]
ANSWERS: dict[Status, Answer] = {
    "supported": "yes",
    "rejected": "no",
    "undecided": "open",
    "uninterpretable": "unusable",
}
Cells = Mapping[tuple[str, str], Claim]
"""The claims of one boundary, by resource and goal."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the choices say to one part."""

    answer: Answer
    because: str
    estimates: tuple[Estimate, ...] = ()
    detectable: float = float("nan")


def find(part: Part, cells: Cells, rule: ResourceRule, level: float) -> Found:
    """The answer to a part.

    Args:
        part: Asks whether something is wanted, or whether it falls.
        cells: What was offered.
        rule: The rule.
        level: Confidence level of the part's intervals.
    """
    needed = [(part.resource, part.goal)]
    if part.asks == FALLS:
        needed.append((part.resource, rule.useless))
    for name, goal in needed:
        if (name, goal) not in cells:
            return Found("open", f"no offers of '{name}' with the goal '{goal}' were put")
    here, *where_useless = [replace(cells[each], level=level) for each in needed]
    return _falls(here, where_useless[0], rule) if where_useless else _wanted(here)


def _wanted(claim: Claim) -> Found:
    verdict = judge(claim)
    answer = ANSWERS[verdict.status]
    if claim.priced is None or answer == "unusable":
        return Found("unusable", verdict.because.partition(" Refusal ")[0], verdict.estimates)
    sizes = price_in_words(price(claim.priced, claim.level), claim.priced.cell.offered)
    return Found(answer, sizes, verdict.estimates, verdict.detectable)


def _falls(here: Claim, useless: Claim, rule: ResourceRule) -> Found:
    for claim in (here, useless):
        verdict = judge(claim)
        if claim.priced is None or verdict.status == "uninterpretable":
            return Found("unusable", verdict.because.partition(" Refusal ")[0])
    assert here.priced is not None and useless.priced is not None  # noqa: S101, PT018 - as above
    found = fall(here.priced, useless.priced, here.level)
    said = f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"
    if here.priced.incoherent or useless.priced.incoherent:
        return Found("open", f"{said}, of choices that follow no price", (found,))
    margin = rule.price.margin
    down, up = worst(here.priced, useless.priced), worst(useless.priced, here.priced)
    if found.high < margin:
        return Found("no" if found.high + up < margin else "open", said, (found,))
    if not (found.low - down > 0 and found.value >= margin):
        return Found("open", said, (found,))
    return _over_placebos(found, here, useless, said)


def _over_placebos(found: Estimate, here: Claim, useless: Claim, said: str) -> Found:
    """Whether a price that falls does so more than what any change of tasks would bring."""
    assert here.priced is not None and useless.priced is not None  # noqa: S101, PT018 - as before
    if lacking := sorted({*here.lacking, *useless.lacking}):
        names = " and ".join(lacking)
        return Found("open", f"{said}, without usable offers of the placebo {names}", (found,))
    over, unclear = [], []
    down = worst(here.priced, useless.priced)
    for name, (before, after) in placebo_pairs(here, useless).items():
        more = fall_over((here.priced, useless.priced), (before, after), name, here.level)
        over.append(more)
        if more.low - down - worst(after, before) <= 0:
            unclear.append(name)
    told = [
        said,
        *(
            f"over {one.cell['over']} {one.value:.2f} [{one.low:.2f}, {one.high:.2f}]"
            for one in over
        ),
    ]
    if unclear:
        told.append(f"not clearly more than {' and '.join(unclear)}")
    return Found("open" if unclear else "yes", ", ".join(told), (found, *over))
