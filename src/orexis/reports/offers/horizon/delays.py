"""The axis of delays: about logarithmic, with neighbours pulled apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

APART = 0.62
"""Least distance of two delays, where a doubling has 1: a boundary lies between neighbours."""
LABELLED = 0.9
"""Least distance of two labels."""


@dataclass(frozen=True)
class Delays:
    """The delays that were offered, with their places."""

    steps: tuple[float, ...]
    """Ascending."""
    places: tuple[float, ...]

    @classmethod
    def of(cls, steps: Sequence[float]) -> Delays:
        """The axis of these delays."""
        found = sorted({one for one in steps if math.isfinite(one) and one >= 0}) or [0.0]
        places = [0.0]
        for before, after in pairwise(found):
            places.append(places[-1] + max(APART, math.log2((1 + after) / (1 + before))))
        return cls(tuple(found), tuple(places))

    def at(self, steps: float) -> float:
        """The place of any number of steps, those between and beyond the offered ones too."""
        if len(self.steps) == 1:
            return self.places[0]
        if steps > self.steps[-1]:
            beyond = math.log2((1 + min(steps, 1e9)) / (1 + self.steps[-1]))
            return self.places[-1] + beyond
        return float(np.interp(steps, self.steps, self.places))

    def edge(self, left: float) -> float:
        """Where a boundary stands: between the last delay inside and the first past it."""
        inside = [one for one in self.steps if one <= left]
        past = [one for one in self.steps if one > left]
        if inside and past:
            return (self.at(inside[-1]) + self.at(past[0])) / 2
        return self.limits[1] if inside else self.limits[0]

    @property
    def limits(self) -> tuple[float, float]:
        """The ends of the axis."""
        return self.places[0] - 0.45, self.places[-1] + 0.45

    def ticks(self, apart: float = LABELLED) -> list[tuple[float, str]]:
        """Every place; words only where there is room for them."""
        found: list[tuple[float, str]] = []
        last = -math.inf
        for steps, place in zip(self.steps, self.places, strict=True):
            free = place - last >= apart
            found.append((place, f"{steps:g}" if free else ""))
            last = place if free else last
        return found
