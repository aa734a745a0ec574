"""Which step of the rule decides on each statement."""

from __future__ import annotations

from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.rule import BEYOND, MYOPIC, WITHIN


def step_of(found: Findings, statement: str) -> str:
    """The step of the rule that decides on a statement: a name in `STEPS`."""
    shared = _spoilt(found, statement)
    if shared:
        return shared
    return {WITHIN: _within, BEYOND: _beyond, MYOPIC: _myopic}[statement](found)


def _spoilt(found: Findings, statement: str) -> str:
    past, inside = (found.parts.get(name) for name in ("weight_beyond", "weight_within"))
    missing = {
        WITHIN: past is None or inside is None,
        BEYOND: past is None,
        MYOPIC: "weight_later" not in found.parts or found.only_past,
    }
    matter = [one for one in found.excessive if one.stated or statement == MYOPIC]
    # Without offers that come at once, nothing shows that declining all is a choice.
    unmoved = found.flat or (found.control is None and not found.moves)
    for holds, name in (
        (found.lossy(statement) is not None, "invalid"),
        (unmoved, "unmoved"),
        (not found.control_holds, "control"),
        (missing[statement], "absent"),
        (bool(matter), "losing"),
    ):
        if holds:
            return name
    return ""


def _within(found: Findings) -> str:
    margin = found.rule.margin
    past, inside = found.parts["weight_beyond"], found.parts["weight_within"]
    if past.above(margin) or inside.below(margin):
        return "rejected"
    follows = all(each is not None and each[1] > 0 for each in (found.jump, found.boundary_move))
    if inside.above(margin) and past.below(margin) and follows:
        if found.placebo_moved:
            return "placebo"
        shown = found.placebo_moves and not found.placebo_reaches and not found.mixed
        return "supported" if shown else "undecided"
    return "undecided"


def _beyond(found: Findings) -> str:
    past = found.parts["weight_beyond"]
    if past.above(found.rule.margin):
        return "supported"
    return "rejected" if past.below(found.rule.margin) and not found.mixed else "undecided"


def _myopic(found: Findings) -> str:
    margin = found.rule.margin
    if any(part.above(margin) for part in found.parts.values()):
        return "rejected"
    if all(part.below(margin) for part in found.parts.values()):
        return "supported"
    return "undecided"
