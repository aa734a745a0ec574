"""By how much a price falls where resources are useless, and how much more than a placebo's."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.estimate import Estimate
from orexis.estimates.price.acceptance import BINS, difference, quantiles
from orexis.estimates.price.claims import Claim, named
from orexis.estimates.price.priced import HALF, Priced
from orexis.estimates.price.verdicts import CONTRAST

Pair = tuple[Priced, Priced]
"""The same offers where resources help, and where they are useless."""
BEYOND = "difference of two differences of the posteriors of the mean acceptance"


def fall(here: Priced, useless: Priced, level: float) -> Estimate:
    """Acceptance over the range where the resource is useless, minus that where it helps."""
    value, low, high = difference(useless.accepted, here.accepted, _shares(level)).tolist()
    cell = here.cell
    count = cell.rollouts + useless.cell.rollouts
    return Estimate("fall", cell.model, value, low, high, level, count, CONTRAST, dict(cell.levels))


def fall_over(own: Pair, placebo: Pair, name: str, level: float) -> Estimate:
    """The fall of a resource's price, minus that of a placebo's between the same tasks.

    Args:
        own: offers of the resource.
        placebo: offers of the placebo, with the same tasks.
        name: of the placebo.
        level: confidence level in (0, 1).
    """
    spread = np.convolve(_change(own), _change(placebo)[::-1])
    # Bins of a difference of differences i - j - (k - l); its triangle has the bin as its middle.
    edges = (np.arange(len(spread) + 1) - len(spread) / 2) / BINS
    steps = np.r_[0.0, np.cumsum(spread) / spread.sum()]
    value, low, high = np.interp(_shares(level), steps, edges).tolist()
    cell = own[0].cell
    levels = {**cell.levels, "over": name}
    count = sum(each.cell.rollouts for each in (*own, *placebo))
    return Estimate("fall_over", cell.model, value, low, high, level, count, BEYOND, levels)


def placebo_pairs(here: Claim, useless: Claim) -> dict[str, Pair]:
    """The placebos that were offered with the tasks of both claims, by name."""
    before, after = (
        {named(each.cell, claim.rule): each for each in claim.placebos} for claim in (here, useless)
    )
    return {name: (each, after[name]) for name, each in before.items() if name in after}


def worst(raised: Priced, lowered: Priced) -> float:
    """How far unusable answers could narrow the way: one acceptance raised, the other lowered."""
    up, down = (float(quantiles(each.accepted, [HALF])[0]) for each in (raised, lowered))
    return raised.cell.lost * (1 - up) + lowered.cell.lost * down


def _change(pair: Pair) -> NDArray[np.float64]:
    """Posterior of the change in acceptance over 2 * BINS - 1 bins of [-1, 1]."""
    here, useless = pair
    return np.convolve(useless.accepted, here.accepted[::-1])


def _shares(level: float) -> list[float]:
    return [HALF, (1 - level) / 2, (1 + level) / 2]
