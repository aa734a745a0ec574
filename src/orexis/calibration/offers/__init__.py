"""Can the probes that put offers be trusted? Planted agents through a design, many times over."""

from orexis.calibration.offers.calibrating import OfferCalibration, calibrate_offers
from orexis.calibration.offers.cast import OfferCase, cast
from orexis.calibration.offers.chances import OfferChances, chances_of
from orexis.calibration.offers.direct import simulate_offers
from orexis.calibration.offers.drawing import Drawn, draw_offers
from orexis.calibration.offers.facts import offer_facts
from orexis.calibration.offers.judged import Judged
from orexis.calibration.offers.readings import Readings, read_offers
from orexis.calibration.offers.samples import Needed
from orexis.calibration.offers.tables import Tables
from orexis.calibration.offers.tally import Tally
from orexis.calibration.offers.thinning import thinned

__all__ = [
    "Drawn",
    "Judged",
    "Needed",
    "OfferCalibration",
    "OfferCase",
    "OfferChances",
    "Readings",
    "Tables",
    "Tally",
    "calibrate_offers",
    "cast",
    "chances_of",
    "draw_offers",
    "offer_facts",
    "read_offers",
    "simulate_offers",
    "thinned",
]
