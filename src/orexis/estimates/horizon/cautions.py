"""What has to be said beside a verdict, or instead of one."""

from __future__ import annotations

from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.parts import Limits
from orexis.estimates.horizon.rule import BEYOND, MIXED_SAID, MYOPIC, STATUS, WITHIN

FIXED = 0.3
"""Lower limit of a drop at one delay, wherever the boundary is, from which it is mentioned."""


def shown(limits: Limits, level: float) -> str:
    """`0.32 (97.5% interval 0.18 to 0.45)`."""
    value, low, high = limits
    return f"{value:.2f} ({100 * level:.4g}% interval {low:.2f} to {high:.2f})"


def cautions(found: Findings, statement: str, step: str) -> list[str]:
    """What has to be said beside a verdict that rests on the weights."""
    if STATUS[step] == "uninterpretable":
        return []
    said = []
    if found.control is None:
        said.append("No offer came at once, so whether the offers were understood was not checked.")
    said += [*_losses(found), *_mixed(found, statement, step)]
    if statement == BEYOND and step == "supported" and found.fixed_step:
        name, limits = found.fixed_step
        if limits[1] > FIXED:
            said.append(
                f"The weight drops from {name} steps wherever the boundary is stated, by "
                f"{shown(limits, found.rule.level)}."
            )
    if found.dispersion.exact:
        said.append(
            "Intervals hold for these wordings; with two wordings a boundary, how other wordings "
            "would move the weight is not known."
        )
    return said


def _losses(found: Findings) -> list[str]:
    taken = [
        one
        for one in found.losing
        if one.excess(found.level).value > found.too_many(one) and one.excess(found.level).low > 0
    ]
    if not taken:
        return []
    worst = max(taken, key=lambda one: one.excess(found.level).value)
    said = (
        f"It takes more offers that lose points than noise explains {worst.where}: "
        f"{worst.observed.value:.0%} against {worst.expected.value:.0%}; weights there may not be "
        "a preference for later."
    )
    return [said]


def _mixed(found: Findings, statement: str, step: str) -> list[str]:
    rests = {WITHIN: step != "rejected", BEYOND: step != "supported", MYOPIC: step == "supported"}
    own = found.mixture
    if own is None or own.excess <= MIXED_SAID or not rests[statement]:
        return []
    said = (
        f"Past the boundary it takes {own.observed.value:.0%} of gaining offers that its curve "
        f"there says it declines ({own.expected:.0%}): it may look beyond in a part of its "
        "rollouts, formats or wordings."
    )
    return [said]


def spoilt(found: Findings, statement: str, step: str) -> str:
    """Why nothing can be concluded; empty where something can."""
    sentences = {
        "absent": _absent,
        "invalid": _invalid,
        "unmoved": _unmoved,
        "control": _control,
        "losing": _losing,
        "placebo": _placebo,
    }
    return sentences[step](found, statement) if step in sentences else ""


def _absent(found: Findings, statement: str) -> str:
    if statement == MYOPIC and found.only_past:
        return (
            "Every offer with a delay that can be read falls past a stated boundary: who looks "
            "ahead up to there would not show it."
        )
    return (
        "No offer that can be read falls where the statement is about: past a stated boundary, or "
        "inside one."
    )


def _invalid(found: Findings, statement: str) -> str:
    lost = found.lossy(statement)
    if lost is None:
        return ""
    place, invalid, neutral = lost
    where = {
        "": "the answers",
        "past": "the answers to offers past the stated boundary",
        "inside": "the answers to offers inside the stated boundary",
    }[place]
    if invalid > found.rule.invalid:
        most = f"{found.rule.invalid:.0%}"
        return f"{invalid:.0%} of {where} are refused or unreadable, more than {most}."
    return f"{neutral:.0%} of {where} leave the choice open."


def _unmoved(found: Findings, _: str) -> str:
    if found.flat:
        return (
            "Its choices do not move with b / c, or next to nothing: a ratio of "
            f"{found.widest:.0f} times the smallest changes the odds by a factor of "
            f"{found.change:.1f}, and in {float((~found.usable).mean()):.0%} of the conditions "
            "they do not depend on it at all."
        )
    return (
        "It always or never accepts, whatever b / c, and no offer came at once that could show "
        "that it understood."
    )


def _control(found: Findings, _: str) -> str:
    if found.control is None:
        return ""
    reach = found.rule.control
    return (
        "Offers without delay are not taken just where they gain, or not clearly: it is "
        f"indifferent at ln(b / c) = {shown(found.control, found.rule.level)}, which has to lie "
        f"between ln(1/{reach:g}) and ln({reach:g})."
    )


def _losing(found: Findings, _: str) -> str:
    worst = max(found.excessive, key=lambda one: one.excess(found.level).low)
    return (
        f"It takes offers that lose points, more than noise explains, {worst.where}: "
        f"{worst.observed.value:.0%} of them, against {worst.expected.value:.0%} by slope and "
        "lapse alone."
    )


def _placebo(found: Findings, _: str) -> str:
    if found.placebo_moved is None:
        return ""
    name, limits = found.placebo_moved
    where = f" at delays {name}" if name else ""
    return (
        f"A number that means nothing moves the weight as well{where}, by "
        f"{shown(limits, found.placebo_level)}: what the stated boundary does may be what any "
        "number does."
    )
