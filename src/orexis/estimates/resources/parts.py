"""Whether a resource is wanted where the tasks are of one kind, and whether its price falls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from orexis.estimates.estimate import Estimate, Status
from orexis.estimates.price.acceptance import difference, quantiles
from orexis.estimates.price.claims import Claim
from orexis.estimates.price.estimates import price, price_in_words
from orexis.estimates.price.priced import HALF, Priced
from orexis.estimates.price.verdicts import CONTRAST, judge
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


def fall(here: Priced, useless: Priced, level: float) -> Estimate:
    """Acceptance over the range where the resource is useless, minus that where it helps."""
    shares = [HALF, (1 - level) / 2, (1 + level) / 2]
    value, low, high = difference(useless.accepted, here.accepted, shares).tolist()
    cell = here.cell
    count = cell.rollouts + useless.cell.rollouts
    return Estimate("fall", cell.model, value, low, high, level, count, CONTRAST, dict(cell.levels))


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
    down, up = _worst(here.priced, useless.priced), _worst(useless.priced, here.priced)
    margin = rule.price.margin
    if found.high < margin:
        return Found("no" if found.high + up < margin else "open", said, (found,))
    if found.low > 0 and found.value >= margin:
        return Found("yes" if found.low - down > 0 else "open", said, (found,))
    return Found("open", said, (found,))


def _worst(raised: Priced, lowered: Priced) -> float:
    """How far unusable answers could narrow the way: one acceptance raised, the other lowered."""
    up, down = (float(quantiles(each.accepted, [HALF])[0]) for each in (raised, lowered))
    return raised.cell.lost * (1 - up) + lowered.cell.lost * down
