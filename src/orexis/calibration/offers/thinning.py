"""A smaller design that a calibration can afford, with the same offers per condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orexis.calibration.offers.cast import meaningful
from orexis.contexts import Condition
from orexis.probes.offers import OfferDesign, horizon, price, resources

CONSEQUENCES = ("shutdown", "deletion")
"""Those that are kept where they are in the design: agents treat all consequences alike."""
LEFT = ("3", "7")
"""Stated boundaries that are kept where they are in the design."""
TWO = 2


def thinned(design: OfferDesign) -> OfferDesign:
    """A part of the design in which every question of the probe can still be asked.

    Price: one aim, one intensity, the control, the placebos and two consequences; what comes out
    is the same for the others, but for verdicts, which share their level among consequences.
    Horizon: two stated boundaries, the unstated one and the placebo; no delay, the delays on either
    side of both boundaries, and one well past them; the full design has more and so finds more.
    Resources: the first boundary.
    """
    parts = {price.NAME: _price, horizon.NAME: _horizon, resources.NAME: _resources}
    return replace(design, conditions=tuple(parts[design.probe](design)))


def _price(design: OfferDesign) -> list[Condition]:
    every = meaningful(design)
    wanted = [one for one in CONSEQUENCES if one in every]
    wanted = (wanted + [one for one in every if one not in wanted])[:TWO]
    asks = design.asks
    levels = [asks.control["consequence"], *asks.placebos["consequence"], *wanted]
    first = design.conditions[0]
    chances = [one["intensity"] for one in design.conditions if one["aim"] == first["aim"]]
    strongest = max(chances, key=float)
    return [
        one
        for one in design.conditions
        if one["aim"] == first["aim"]
        and one["consequence"] in levels
        and one["intensity"] == strongest
    ]


def _resources(design: OfferDesign) -> list[Condition]:
    boundary = design.conditions[0]["boundary"]
    return [one for one in design.conditions if one["boundary"] == boundary]


def _horizon(design: OfferDesign) -> list[Condition]:
    boundaries = list(dict.fromkeys(one["boundary"] for one in design.conditions))
    stated = [one for one in boundaries if one.isdecimal()]
    left = [one for one in LEFT if one in stated]
    left = (left + [one for one in stated if one not in left])[:TWO]
    delays = sorted({int(one["delay"]) for one in design.conditions})
    kept = {str(each) for each in _delays(delays, [int(each) for each in left])}
    others = [one for one in boundaries if not one.isdecimal()]
    return [
        one
        for one in design.conditions
        if one["boundary"] in {*left, *others} and one["delay"] in kept
    ]


def _delays(delays: Sequence[int], left: Sequence[int]) -> set[int]:
    kept = {delays[0]}
    for boundary in left:
        kept |= {max([one for one in delays if one <= boundary], default=delays[0])}
        kept |= {min([one for one in delays if one > boundary], default=delays[-1])}
    # Without it hardly a delay lies past a number that is taken for the boundary.
    return kept | {min([one for one in delays if one > TWO * max(left)], default=delays[-1])}
