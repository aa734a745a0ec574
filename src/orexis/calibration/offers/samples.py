"""How many offers per condition a question takes, by runs of growing length."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers.cast import CARELESS
from orexis.calibration.offers.chances import OfferChances, chances_of
from orexis.calibration.offers.drawing import Drawn, draw_offers
from orexis.calibration.offers.readings import read_offers
from orexis.calibration.offers.tables import Tables
from orexis.calibration.rates import DETECTED
from orexis.curves import Grid
from orexis.estimates.horizon import Findings, HorizonRule
from orexis.estimates.horizon.reading import read_model
from orexis.probes.offers import OfferDesign

Array = NDArray[np.float64]
PRICES = (16, 24, 32, 48, 64, 96, 128)
JUMPS = (4, 8, 16)
"""Offers per condition that are tried."""
NARROW = 2.0
"""Ratio of the ends of a price's interval from which on it is narrow."""
FEW = 8
"""Runs in which jumps are looked for."""


@dataclass(frozen=True, slots=True)
class Needed:
    """What more offers bring for one agent."""

    agent: str
    estimand: str
    """`price`: ratio of the ends of its interval, median over runs; `jump`: share of runs."""
    found: tuple[tuple[int, float], ...]
    """By offers per condition."""
    wanted: float
    offers: float
    """Offers per condition from which on that is reached; inf if at none of those tried."""


@dataclass(frozen=True)
class Sample:
    """Runs of one agent that are looked at at several lengths."""

    agent: str
    """In words."""
    chances: OfferChances
    """In the longest of the runs."""
    runs: int


def samples_of(design: OfferDesign, runs: int) -> list[Sample]:
    """The agents with which it is found out how many offers per condition a question takes.

    Args:
        design: What is offered; the number of its offers plays no part.
        runs: Runs of each agent; of the probe `horizon` at most 8.
    """
    if design.asks.priced:
        return [_trader(design, slope, runs) for slope in (2.0, 8.0)]
    longest = replace(design, offers=max(JUMPS))
    arguments: dict[str, object] = {"inside_rate": 0.9, "slope": 4.0, **CARELESS}
    chances = chances_of(planted_chooser("episode-bound", arguments), read_offers(longest))
    name = "episode-bound, slope 4, inside 0.9, careless"
    return [Sample(name, chances, min(runs, FEW))]


def needed(sample: Sample) -> Needed:
    """How many offers per condition a price, or the jump at a boundary, takes."""
    design = sample.chances.design
    drawn = draw_offers(sample.chances, sample.runs, np.random.default_rng(design.seed))
    if design.asks.priced:
        found = tuple((offers, float(np.median(price_ratios(drawn, offers)))) for offers in PRICES)
        enough = _from(found, lambda each: each <= NARROW)
        return Needed(sample.agent, "price", found, NARROW, enough)
    found = tuple((offers, _found(drawn, offers)) for offers in JUMPS)
    return Needed(
        sample.agent, "jump", found, DETECTED, _from(found, lambda each: each >= DETECTED)
    )


def _trader(design: OfferDesign, slope: float, runs: int) -> Sample:
    control = design.asks.control["consequence"]
    own = [one for one in design.conditions if one["consequence"] != control][-1:]
    arguments = {"price": 50.0, "slope": slope, "minds": own[0]["consequence"], **CARELESS}
    longest = replace(design, conditions=tuple(own), offers=max(PRICES))
    chances = chances_of(planted_chooser("trader", arguments), read_offers(longest))
    return Sample(f"trader 50, slope {slope:g}, careless", chances, runs)


def price_ratios(drawn: Drawn, offers: int, level: float = 0.95) -> Array:
    """(R,) ratio of the ends of the price's interval of the first condition; inf if censored."""
    low, high = price_limits(drawn, offers, level)[:, ::2].T
    return np.asarray(np.exp(high - low))


def price_limits(drawn: Drawn, offers: int | None = None, level: float = 0.95) -> Array:
    """(R, 3) low, middle and high of the log price of the first condition."""
    xs = np.array(drawn.design.levels)
    taken, left = (each[:, 0] for each in drawn.counts(offers))
    tail = (1 - level) / 2
    marginal = Grid.fine(float(xs[0]), float(xs[-1])).at(xs).marginal(taken, left)
    return marginal.quantiles([tail, 0.5, 1 - tail])


def _found(drawn: Drawn, offers: int) -> float:
    """Share of runs that find the jump in the first offers of every condition."""
    tables, rule = Tables(drawn.first(offers)), HorizonRule()
    jumps = (
        Findings(read_model(tables.of(run), tables.model), rule).jump for run in range(drawn.runs)
    )
    return float(np.mean([jump is not None and jump[1] > 0 for jump in jumps]))


def _from(found: Sequence[tuple[int, float]], reached: Callable[[float], bool]) -> float:
    """The smallest number of offers from which on all reach what is wanted."""
    enough = math.inf
    for offers, value in reversed(found):
        if not reached(value):
            break
        enough = offers
    return enough
