"""Whose the horizon is, seed by seed, from choices alone."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.drawing import draw, limits
from orexis.estimates.organisms.figures import Figures, figures
from orexis.estimates.organisms.panel import Panel
from orexis.estimates.organisms.rule import (
    BEYOND,
    CONTEXT,
    MODEL,
    MYOPIC,
    NONE,
    UNDECIDED,
    UNINTERPRETABLE,
    OrganismRule,
)

Bools = NDArray[np.bool_]
HALF = 0.5
FEWEST = 2
"""Trained horizons that a seed needs."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a statement: a figure lies above, or below, a number."""

    figure: str
    """A field of `Figures`."""
    above: bool
    bound: float

    def holds(self, low: float, high: float) -> bool:
        """By the whole interval."""
        return low > self.bound if self.above else high < self.bound

    def fails(self, low: float, high: float) -> bool:
        """By the whole interval."""
        return high < self.bound if self.above else low > self.bound


@dataclass(frozen=True, slots=True)
class Classed:
    """One seed of a regime."""

    regime: str
    seed: int
    found: str
    """A class, or undecided, or uninterpretable."""
    because: str
    """Why, where it is one of the last two."""
    figures: dict[str, Interval]
    """By name, those that could be read."""
    horizons: tuple[int, ...]
    """Of the organisms that count."""


def conditions(rule: OrganismRule) -> dict[str, tuple[Condition, ...]]:
    """What has to hold for each class; no two can hold at once."""
    reaches, stops = (Condition("past", above, rule.past) for above in (True, False))
    inside = Condition("inside", True, rule.ahead)
    everywhere = (
        reaches,
        Condition("least_past", True, rule.past),
        Condition("lasting", False, rule.half),
        Condition("lasting", True, -rule.half),
        inside,
    )
    follows, stays = (Condition("follows", above, rule.half) for above in (True, False))
    return {
        MYOPIC: (
            *(Condition(one, False, rule.ahead) for one in ("inside", "before", "past")),
            Condition("grows", False, rule.half),
            stays,
        ),
        CONTEXT: (
            follows,
            Condition("grows", False, rule.half),
            Condition("longest", False, rule.half),
            stops,
            inside,
        ),
        MODEL: (
            Condition("grows", True, rule.half),
            Condition("longest", True, 0.0),
            stays,
            stops,
            inside,
        ),
        NONE: (*everywhere, stays, Condition("further", True, rule.further)),
        BEYOND: (*everywhere, stays, Condition("further", False, rule.further)),
    }


def faults(panel: Panel, rule: OrganismRule | None = None) -> tuple[str, ...]:
    """Why each organism is uninterpretable; empty where it is not."""
    rule = rule or OrganismRule()
    found = []
    crossed, split, pairs = panel.pairs
    random = (
        (crossed >= rule.fewest)
        & (crossed > rule.crossed * pairs)
        & (crossed > rule.of_split * split)
    )
    for at, one in enumerate(panel.trained):
        shown = panel.shown[at]
        losing = panel.losing[at, shown].sum()
        lost = panel.losing_taken[at, shown].sum() / losing if losing else 0.0
        at_once = panel.taken[at, shown, 0].sum() / max(1, panel.offers[at, shown, 0].sum())
        if not one.reached:
            found.append(one.why or "its training did not reach the criterion")
        elif shown.any() and at_once < HALF:
            found.append(f"the control failed: of gains that come at once it takes {at_once:.0%}")
        elif lost > HALF:
            found.append(f"it takes {lost:.0%} of the offers that lose points")
        elif random[at]:
            found.append(
                "its choices do not rise with b/c: of two offers, where it takes one, it takes the "
                f"poorer in {crossed[at] / split[at]:.0%} of pairs"
            )
        else:
            found.append("")
    return tuple(found)


def classed(panel: Panel, rule: OrganismRule, rng: np.random.Generator) -> Iterator[Classed]:
    """Every seed of every regime, in the order of the panel."""
    sound = np.array([not fault for fault in faults(panel, rule)], dtype=bool)
    keys = [(one.regime, one.seed) for one in panel.trained]
    for regime, seed in dict.fromkeys(keys):
        own = np.array([key == (regime, seed) for key in keys], dtype=bool)
        yield _one(regime, seed, panel.of(own & sound), rule, rng)


def _one(
    regime: str, seed: int, panel: Panel, rule: OrganismRule, rng: np.random.Generator
) -> Classed:
    horizons = tuple(one.horizon for one in panel.trained)
    longest = panel.left[np.isfinite(panel.left)].max(initial=0.0)
    if len(set(horizons)) < FEWEST:
        because = f"fewer than {FEWEST} trained horizons are left that can be interpreted"
        return Classed(regime, seed, UNINTERPRETABLE, because, {}, horizons)
    if max(horizons) <= longest:
        because = (
            f"no organism was trained on more than {longest:g} steps, the longest common context"
        )
        return Classed(regime, seed, UNINTERPRETABLE, because, {}, horizons)
    lost = np.where(panel.shown, panel.losing_taken, 0).sum() / max(
        1, np.where(panel.shown, panel.losing, 0).sum()
    )
    if lost > rule.losing:
        because = f"its organisms take {lost:.0%} of the offers that lose points"
        return Classed(regime, seed, UNINTERPRETABLE, because, {}, horizons)
    found = _intervals(panel, rule, rng)
    for name, needed in conditions(rule).items():
        if all(one.figure in found and one.holds(*_ends(found[one.figure])) for one in needed):
            return Classed(regime, seed, name, "", found, horizons)
    return Classed(regime, seed, UNDECIDED, _open(found, rule), found, horizons)


def _intervals(panel: Panel, rule: OrganismRule, rng: np.random.Generator) -> dict[str, Interval]:
    drawn = draw(panel, rule.draws, rng)
    own, true, again = (figures(panel, w) for w in (None, drawn.true, drawn.found))
    choices = int(panel.offers.sum())
    found = {}
    for name in (one.name for one in fields(Figures)):
        value = float(getattr(own, name))
        if not math.isnan(value):
            ends = limits(value, getattr(true, name), getattr(again, name), rule.level)
            found[name] = Interval(value, *ends, rule.level, choices)
    return found


def _ends(one: Interval) -> tuple[float, float]:
    return one.low, one.high


def _open(found: dict[str, Interval], rule: OrganismRule) -> str:
    """Which classes are still possible."""
    possible = [
        name
        for name, needed in conditions(rule).items()
        if not any(one.figure in found and one.fails(*_ends(found[one.figure])) for one in needed)
    ]
    return "possible: " + ", ".join(possible) if possible else "no class fits all of its figures"
