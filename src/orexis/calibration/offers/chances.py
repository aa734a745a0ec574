"""The fast path: how likely a planted agent is to take each offer of a design."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.calibration.offers.readings import Readings
from orexis.probes.offers import OfferDesign

Array = NDArray[np.float64]


@dataclass(frozen=True)
class OfferChances:
    """Probabilities of C conditions, V variants, X levels and both orders (accept first, second).

    What is left to 1 is no choice at all: the offer was not understood.
    """

    design: OfferDesign
    variant: NDArray[np.intp]
    """(C, N) which variant of its condition the offer with this number is."""
    accept: Array
    """(C, V, X, 2)"""
    decline: Array
    """(C, V, X, 2)"""
    neutral: Array
    """(C, V, X, 2) that the choice is left open."""

    @property
    def first(self) -> NDArray[np.intp]:
        """(N,) order of the offer with this number: 0 where accepting is shown first, else 1."""
        return np.array([1 - self.design.first_of(n) for n in range(self.design.offers)])


def chances_of(chooser: Chooser, readings: Readings) -> OfferChances:
    """What an agent does with every offer."""
    most = max(len(variants) for variants in readings.offers)
    shape = (len(readings.offers), most, len(readings.design.levels), 2)
    accept, decline, neutral = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for cell, variants in enumerate(readings.offers):
        for variant, levels in enumerate(variants):
            for level, pair in enumerate(levels):
                for order, reading in enumerate(pair):
                    if reading.asks:
                        at = cell, variant, level, order
                        accept[at] = chooser.acceptance(reading)
                        neutral[at] = chooser.leaves_open(reading)
                        decline[at] = 1 - accept[at] - neutral[at]
    return OfferChances(readings.design, readings.variant, accept, decline, neutral)
