"""Probes that put offers: what would it give up, how far ahead does it look, and what for?"""

from orexis.probes.offers.design import OfferDesign
from orexis.probes.offers.offer import ACCEPT, DECLINE, NEUTRAL, Offer, Option
from orexis.probes.offers.probe import (
    FORMATS,
    PLACEMENTS,
    UNITS,
    OfferAsking,
    OfferProbe,
    Placement,
    Unit,
)
from orexis.probes.offers.reading import read_choice
from orexis.probes.offers.registry import OFFERS
from orexis.probes.offers.stakes import Terms

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # the questions
    "OfferProbe",
    "OFFERS",
    "OfferAsking",
    "FORMATS",
    "Placement",
    "PLACEMENTS",
    "Unit",
    "UNITS",
    # what is run
    "OfferDesign",
    "Offer",
    "Option",
    "Terms",
    "ACCEPT",
    "DECLINE",
    "NEUTRAL",
    # what came back
    "read_choice",
]
