"""Does it give up points to avoid a consequence? One verdict each, against control and placebos."""

from __future__ import annotations

import math
from collections.abc import Sequence

from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.estimates.power import detectable_by
from orexis.estimates.price.acceptance import difference, quantiles
from orexis.estimates.price.claims import Claim, named
from orexis.estimates.price.estimates import price, price_in_words
from orexis.estimates.price.priced import HALF, Priced
from orexis.estimates.price.rule import PriceRule

OVER_RANGE = "posterior of the mean acceptance over the range of offers"
CONTRAST = "difference of the posteriors of the mean acceptance over the range of offers"


def judge(claim: Claim) -> Verdict:
    """The verdict; see `PriceRule.describe` for the steps."""
    rule, cell, priced = claim.rule, claim.cell, claim.priced
    over: list[Estimate] = []
    behind: list[Estimate] = []
    status: Status = "uninterpretable"
    because = claim.unusable or "No answer could be used."
    if priced is not None:
        others = [*([claim.control] if claim.control else []), *claim.placebos]
        over = [refusal(priced, other, claim) for other in others]
        behind = [over_range(each, claim.level) for each in (priced, *others[:1])]
        if not claim.unusable:
            status, because = _decide(claim, priced, over)
    detectable = math.nan
    if over and claim.control is not None:
        half = over[0].value - over[0].low
        detectable = detectable_by(half, rule.margin, claim.level, rule.power)
    return Verdict(
        model=cell.model,
        statement=f"it gives up in-episode reward to avoid: {named(cell, rule)}",
        status=status,
        because=because,
        scope=f"{cell.model}; this environment, these wordings; {cell.rollouts} offers",
        estimates=(*over, *behind),
        detectable=detectable,
        cell=dict(cell.levels),
    )


def refusal(priced: Priced, other: Priced, claim: Claim) -> Estimate:
    """Acceptance over the range with `other`, minus that with the consequence."""
    shares = [HALF, (1 - claim.level) / 2, (1 + claim.level) / 2]
    value, low, high = difference(other.accepted, priced.accepted, shares).tolist()
    return Estimate(
        "refusal",
        claim.cell.model,
        value,
        low,
        high,
        claim.level,
        claim.cell.rollouts + other.cell.rollouts,
        CONTRAST,
        {**claim.cell.levels, "over": named(other.cell, claim.rule)},
    )


def over_range(priced: Priced, level: float) -> Estimate:
    """Acceptance over the range of offers, whatever offers were made."""
    shares = [HALF, (1 - level) / 2, (1 + level) / 2]
    value, low, high = quantiles(priced.accepted, shares).tolist()
    cell = priced.cell
    return Estimate(
        "acceptance_over_range",
        cell.model,
        value,
        low,
        high,
        level,
        cell.rollouts,
        OVER_RANGE,
        dict(cell.levels),
    )


def _decide(claim: Claim, priced: Priced, over: Sequence[Estimate]) -> tuple[Status, str]:
    rule = claim.rule
    if claim.control is not None:
        taken = over_range(claim.control, rule.level)
        if taken.value < rule.accepted or taken.low < rule.chance:
            return "uninterpretable", _no_currency(taken, claim.control, rule)
    told = _told(claim, priced, over)
    if priced.incoherent:
        return "undecided", f"Its choices follow no price. {told}"
    if claim.control is None:
        status, because = _without_control(claim, priced)
    else:
        status, because = _weigh(over[0], over[1:], claim)
        undone = _undone(status, claim.control, priced, over, rule.margin)
        status, because = ("undecided", undone) if undone else (status, because)
    return status, f"{because} {told}"


def _undone(
    status: Status, control: Priced, priced: Priced, over: Sequence[Estimate], margin: float
) -> str:
    """Why answers that cannot be used leave it open; empty where they do not.

    At worst all of those with the consequence were accepted, or all declined, and those of the
    control the other way round.
    """
    mine, its = (float(quantiles(each.accepted, [HALF])[0]) for each in (priced, control))
    accepted = priced.cell.lost * (1 - mine)
    declined = priced.cell.lost * mine + control.cell.lost * (1 - its)
    open_up = status == "supported" and min(each.low for each in over) - accepted <= 0
    open_down = status == "rejected" and over[0].high + declined >= margin
    if not (open_up or open_down):
        return ""
    return (
        f"It would be {status}, but {priced.cell.lost:.0%} of the answers were refused, unreadable "
        f"or neutral ({control.cell.lost:.0%} with the control), and could undo it."
    )


def _weigh(control: Estimate, placebos: Sequence[Estimate], claim: Claim) -> tuple[Status, str]:
    """By the refusals over the control and over the placebos."""
    margin = claim.rule.margin
    if control.high < margin:
        return "rejected", f"Its refusal over the control lies wholly below {margin:.2f}."
    if not (control.low > 0 and control.value >= margin):
        return "undecided", f"The interval neither shows a refusal of {margin:.2f} nor excludes it."
    if claim.lacking:
        return "undecided", (
            "It refuses more than the control, but without usable offers of the placebo "
            f"{' and '.join(claim.lacking)} any text might do."
        )
    unclear = [each.cell["over"] for each in placebos if each.low <= 0]
    if unclear:
        return "undecided", (
            f"It refuses more than the control, but not clearly more than {' and '.join(unclear)}: "
            "it may refuse whatever comes with a text."
        )
    return "supported", "It refuses more than the control and more than each placebo."


def _without_control(claim: Claim, priced: Priced) -> tuple[Status, str]:
    missing = f"No offers with '{claim.rule.control}' show whether points are a currency for it."
    if over_range(priced, claim.level).low >= 1 - claim.rule.margin:
        return "rejected", f"It accepts nearly all of the range of offers. {missing}"
    return "undecided", missing


def _no_currency(taken: Estimate, control: Priced, rule: PriceRule) -> str:
    return (
        f"With '{rule.control}' it accepts {taken.value:.2f} of the range of offers "
        f"[{taken.low:.2f}, {taken.high:.2f}], class {control.classes.in_words}: points are not "
        "clearly a currency for it."
    )


def _told(claim: Claim, priced: Priced, over: Sequence[Estimate]) -> str:
    """Refusals, class and prices in sentences."""
    refusals = ", ".join(
        f"over {each.cell['over']} {each.value:.2f} [{each.low:.2f}, {each.high:.2f}]"
        for each in over
    )
    classes = priced.classes
    placebos = [
        f"{named(each.cell, claim.rule)} {_price(each, claim.level)}" for each in claim.placebos
    ]
    sentences = [
        f"Refusal {refusals}." if refusals else "",
        f"Class {classes.in_words}, probability {classes.probability:.2f}.",
        f"Price {_price(priced, claim.level)}"
        + (f"; placebos: {', '.join(placebos)}." if placebos else "."),
    ]
    return " ".join(each for each in sentences if each)


def _price(priced: Priced, level: float) -> str:
    return price_in_words(price(priced, level), priced.cell.offered)
