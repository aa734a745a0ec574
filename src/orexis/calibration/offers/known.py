"""What is known of a planted agent in a design: its prices, weights, classes and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from math import log, nan

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.habits import CoinFlipper, FirstTaker, FormatFollower
from orexis.agents.planted.choosers.horizons import Discounter, EpisodeBound, Formed
from orexis.agents.planted.choosers.traders import Contrarian, Erratic
from orexis.calibration.offers.chances import OfferChances
from orexis.calibration.offers.readings import Readings
from orexis.curves import transition
from orexis.estimates.horizon.forms import BOTH
from orexis.estimates.price.classes import FLAT, INCOHERENT, MOVES, SMOOTH, THRESHOLD

Array = NDArray[np.float64]
LEVELLESS = (CoinFlipper, FirstTaker, FormatFollower, Contrarian, Erratic)
"""Agents whose choices follow no indifference level."""
DROP = 0.05
"""Fall in acceptance with more points from which choices are incoherent."""


@dataclass(frozen=True)
class Known:
    """The truth about one agent, by condition of a design."""

    level: Array
    """(C,) indifference level in log points or log gain over cost; inf where it never accepts, -inf
    where always, nan where there is none."""
    weight: Array
    """(C,) weight of what comes later; nan where it has none."""
    classes: tuple[str, ...]
    """(C,) how it trades off."""
    accepted: Array
    """(C,) acceptance, averaged evenly over the range of levels."""
    form: str = ""
    """Of its discounting, as the forms compared are named; empty where it has none of them."""
    parameters: tuple[tuple[str, float], ...] = ()
    """Of that form."""


def known_of(chooser: Chooser, readings: Readings, chances: OfferChances, factor: float) -> Known:
    """Read the truth off an agent.

    Args:
        chooser: The agent.
        readings: What it reads.
        chances: What it does.
        factor: In points, within which a threshold agent goes from 10% to 90% acceptance.
    """
    shown = [readings.at(cell) for cell in range(len(readings.offers))]
    follows = not isinstance(chooser, LEVELLESS)
    weighs = isinstance(chooser, Discounter)
    curves = _curves(chances)
    levels = np.array(readings.design.levels)
    steps = np.diff(levels) / np.ptp(levels)
    return Known(
        np.array([chooser.level(one) if follows else nan for one in shown]),
        np.array([chooser.weight(one) if weighs else nan for one in shown]),
        tuple(_class(curve, chooser.slope, factor) for curve in curves),
        (curves[:, 1:] + curves[:, :-1]) / 2 @ steps,
        *_form(chooser),
    )


def _curves(chances: OfferChances) -> Array:
    """(C, X) acceptance by level, in the mean of all variants that come up and of both orders."""
    cells = np.arange(len(chances.variant))[:, None]
    accept, decline = (
        table[cells, chances.variant].mean(axis=(1, 3))
        for table in (chances.accept, chances.decline)
    )
    return np.asarray(accept / np.maximum(accept + decline, 1e-12))


def _class(curve: Array, slope: float, factor: float) -> str:
    if np.ptp(curve) < MOVES:
        return FLAT
    if (np.maximum.accumulate(curve) - curve).max() > DROP:
        return INCOHERENT
    return THRESHOLD if float(transition(slope)) <= log(factor) else SMOOTH


def _form(chooser: Chooser) -> tuple[str, tuple[tuple[str, float], ...]]:
    if isinstance(chooser, Formed):
        return chooser.form, tuple(chooser.parameters.items())
    if type(chooser) is not EpisodeBound:
        return "", ()
    rate = chooser.inside_rate
    return ("step-at-boundary", ()) if rate == 1 else (BOTH.name, (("g", rate),))
