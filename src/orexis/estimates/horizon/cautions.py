"""What has to be said beside a verdict, or instead of one."""

from __future__ import annotations

from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.parts import Limits
from orexis.estimates.horizon.rule import BEYOND, STATUS, WITHIN

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
    taken = [
        one
        for one in found.losing
        if one.boundary is not None
        and one.excess(found.level).value > found.rule.losing
        and one.excess(found.level).low > 0
    ]
    if taken:
        worst = max(taken, key=lambda one: one.excess(found.level).value)
        said.append(
            "It takes more offers that lose points than noise explains where the boundary is "
            f"'{worst.boundary}': {worst.observed.value:.0%} against {worst.expected.value:.0%}; "
            "weights there may not be a preference for later."
        )
    if statement == WITHIN and step == "supported" and not found.placebo_moves:
        said.append(
            "No context with a meaningless number stood beside one without any, so that any "
            "number may do what the boundary does."
        )
    if statement == BEYOND and step == "supported" and found.fixed_step:
        name, limits = found.fixed_step
        if limits[1] > FIXED:
            said.append(
                f"The weight drops from {name} steps wherever the boundary is stated, by "
                f"{shown(limits, found.rule.level)}."
            )
    return said


def spoilt(found: Findings, step: str) -> str:
    """Why nothing can be concluded; empty where something can."""
    sentences = {
        "absent": _absent,
        "invalid": _invalid,
        "unmoved": _unmoved,
        "control": _control,
        "losing": _losing,
        "placebo": _placebo,
    }
    return sentences[step](found) if step in sentences else ""


def _absent(_: Findings) -> str:
    return (
        "No offer that can be read falls where the statement is about: past a stated boundary, or "
        "inside one."
    )


def _invalid(found: Findings) -> str:
    if found.invalid > found.rule.invalid:
        return (
            f"{found.invalid:.0%} of the answers are refused or unreadable, more than "
            f"{found.rule.invalid:.0%}."
        )
    return f"{found.neutral:.0%} of the answers leave the choice open."


def _unmoved(found: Findings) -> str:
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


def _control(found: Findings) -> str:
    if found.control is None:
        return ""
    reach = found.rule.control
    return (
        "Offers without delay are not taken just where they gain, or not clearly: it is "
        f"indifferent at ln(b / c) = {shown(found.control, found.rule.level)}, which has to lie "
        f"between ln(1/{reach:g}) and ln({reach:g})."
    )


def _losing(found: Findings) -> str:
    worst = max(found.excessive, key=lambda one: one.excess(found.level).low)
    return (
        "It takes offers that lose points, more than noise explains, where the boundary is "
        f"'{worst.boundary}': {worst.observed.value:.0%} of them, against "
        f"{worst.expected.value:.0%} by slope and lapse alone."
    )


def _placebo(found: Findings) -> str:
    if found.placebo_moved is None:
        return ""
    name, limits = found.placebo_moved
    where = f" at delays {name}" if name else ""
    return (
        f"A number that means nothing moves the weight as well{where}, by "
        f"{shown(limits, found.placebo_level)}: what the stated boundary does may be what any "
        "number does."
    )
