"""Which offers organisms are read by: the horizon probe's own texts, on one small grid for all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.choosers.reader import default_offer_reader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.errors import OrexisError
from orexis.probes.offers import Offer, OfferDesign
from orexis.probes.offers.design import conditions_of

Index = NDArray[np.intp]
CONTEXTS = ("0", "7")
"""Steps said to be left: every training showed the one, the longer ones the other."""
DELAYS = ("0", "1", "2", "4", "7", "8", "16", "32", "64")
"""Steps: the control, every octave, and both sides of the boundary at 7."""
SHUFFLES = 500
"""Orders of the numbers that are tried in each condition."""
LOSING_SHARE = 10
"""One in so many offers loses points."""


@dataclass(frozen=True)
class OfferGrid:
    """Every offer that can be put, in C conditions at L levels, and what stands in its text."""

    contexts: tuple[str, ...] = CONTEXTS
    delays: tuple[str, ...] = DELAYS

    @cached_property
    def design(self) -> OfferDesign:
        """The probe's own design, of these contexts and delays alone."""
        known = conditions_of("horizon", {"boundary": self.contexts, "delay": self.delays})
        kept = [one for one in known if one["boundary"] in self.contexts]
        return OfferDesign("horizon", tuple(kept))

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """(C x L) formats, orders and wordings change from one to the next."""
        design = self.design
        levels = len(design.levels)
        return tuple(
            design.offer(condition, int(number), level)
            for at, condition in enumerate(design.conditions)
            for level, number in zip(range(levels), self._numbers(at), strict=True)
        )

    @cached_property
    def readings(self) -> tuple[OfferReading, ...]:
        """(C x L) each text as the planted agents' reader understands it."""
        reader = default_offer_reader()
        return tuple(reader.read(offer.context.messages()) for offer in self.offers)

    @cached_property
    def shape(self) -> tuple[int, int]:
        """C and L."""
        return len(self.design.conditions), len(self.design.levels)

    @cached_property
    def gains(self) -> Index:
        """Levels at which more comes than was paid, descending by c/b."""
        return np.flatnonzero(np.array(self.design.levels) > 0)

    def placed(self, choices: int, organisms: int, rng: np.random.Generator) -> Index:
        """Which offers each organism is put.

        In each condition equally many that gain, spread evenly over c/b from 0 to 1 from a random
        start, so that the share accepted is w(k) without bias; and one in ten, in random
        conditions, that loses points.

        Args:
            choices: At most so many for each.
            organisms: How many.
            rng: Where the starts come from.

        Returns:
            (organisms, choices at most) places in `offers`.

        Raises:
            OrexisError: too few choices for one offer in each condition.
        """
        conditions, levels = self.shape
        each = choices // (conditions + conditions // (LOSING_SHARE - 1))
        if each < 1:
            least = conditions + conditions // (LOSING_SHARE - 1)
            raise OrexisError(
                f"--choices {choices} is too few: {least} put one offer in each of {conditions} "
                "conditions, and some that lose points; give more"
            )
        start = rng.random((organisms, conditions, 1))
        level = self._level_at((start + np.arange(each)) / each)
        gaining = np.arange(conditions)[:, None] * levels + level
        lost = min(choices - each * conditions, each * conditions // (LOSING_SHARE - 1))
        losing = rng.permuted(np.tile(np.arange(conditions), (organisms, 1)), axis=1)[:, :lost]
        low = rng.integers(0, self.gains[0], losing.shape)
        return np.hstack([gaining.reshape(organisms, -1), losing * levels + low]).astype(np.intp)

    def _numbers(self, condition: int) -> Index:
        """(L) which number stands for each level of a condition: it fixes format and order.

        Shuffled, and of some shuffles the one where accepting is shown first as often as second,
        among gains as they are placed and among losses, and as often at a good price as at a poor.
        """
        rng = np.random.default_rng(condition)
        levels = np.array(self.design.levels)
        gains, width = levels > 0, np.zeros(len(levels))
        fine = np.linspace(0, 1, 1000, endpoint=False)
        np.add.at(width, self._level_at(fine), 1 / len(fine))
        signs = np.where([self.design.first_of(one) for one in range(len(levels))], 1.0, -1.0)
        price = np.exp(-levels) - 0.5
        tried = [rng.permutation(len(levels)) for _ in range(SHUFFLES)]

        def uneven(numbers: Index) -> float:
            first = signs[numbers]
            sums = width @ first, width @ (first * price) * 2, first[~gains].mean()
            return float(np.abs(sums).sum())

        return min(tried, key=uneven)

    def _level_at(self, place: NDArray[np.float64]) -> Index:
        """The gaining level that stands for c/b = 1 - place."""
        x = np.array(self.design.levels)[self.gains]
        middles = np.exp(-(x[:-1] + x[1:]) / 2)
        return self.gains[np.searchsorted(1 - middles, place, side="right")]


def texts(values: Iterable[str]) -> NDArray[np.object_]:
    """A text column of a table of choices."""
    listed = list(values)
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column
