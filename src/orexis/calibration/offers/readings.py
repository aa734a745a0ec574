"""What planted agents read in the offers of a design: each text once, for all agents and runs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.choosers.reader import OfferReader, default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.contexts import Condition
from orexis.probes.offers import Offer, OfferDesign

Pair = tuple[OfferReading, OfferReading]
"""One offer with accepting shown first, and second."""


@dataclass(frozen=True)
class Readings:
    """What stands in the offers of a design."""

    design: OfferDesign
    offers: tuple[tuple[tuple[Pair, ...], ...], ...]
    """By condition, variant and level."""
    variant: NDArray[np.intp]
    """(C, N) which variant of its condition the offer with this number is."""

    def at(self, condition: int, level: int = 0) -> OfferReading:
        """One reading of a condition, accepting shown first."""
        return self.offers[condition][0][level][0]


def read_offers(design: OfferDesign) -> Readings:
    """Read the offers of a design as planted agents would.

    A variant is a format, at every level and in both orders. The other wordings of a format are
    read at one level; where one is understood otherwise, it becomes a variant of its own.
    """
    reader = default_offer_reader(design.contexts)
    found = [_condition(design, condition, reader) for condition in design.conditions]
    return Readings(
        design,
        tuple(offers for offers, _ in found),
        np.array([numbers for _, numbers in found], dtype=np.intp),
    )


def _condition(
    design: OfferDesign, condition: Condition, reader: OfferReader
) -> tuple[tuple[tuple[Pair, ...], ...], list[int]]:
    middle = len(design.levels) // 2
    variants: list[tuple[Pair, ...]] = []
    known: dict[Pair, int] = {}
    numbers = []
    for number in range(design.offers):
        said = _bare(_read(reader, design.offer(condition, number, middle)))
        if said not in known:
            known[said] = len(variants)
            offers = (design.offer(condition, number, i) for i in range(len(design.levels)))
            variants.append(tuple(_read(reader, one) for one in offers))
        numbers.append(known[said])
    return tuple(variants), numbers


def _read(reader: OfferReader, offer: Offer) -> Pair:
    shown, turned = (reader.read(one.messages()) for one in (offer.context, offer.turned))
    return (shown, turned) if offer.first else (turned, shown)


def _bare(pair: Pair) -> Pair:
    """Without the words: what an agent's choice depends on."""
    first, second = (
        replace(one, options=tuple(replace(option, text="") for option in one.options))
        for one in pair
    )
    return first, second
