"""A checkpoint of all rollouts of one topology, and its figures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from orexis.reports.words import number

FRESH, JOINED, MEMORY, INHERITED = "fresh", "joined", "memory", "inherited"
TOPOLOGIES = (FRESH, JOINED, MEMORY, INHERITED)
RESETS = ("told", "cleared")
TARGET, TOPOLOGY, EPISODE, RESET = "target", "topology", "episode", "reset"


class Ends(NamedTuple):
    """A value with its interval; nan where not known."""

    value: float
    low: float
    high: float

    @property
    def known(self) -> bool:
        """There is a value, and both ends."""
        return not any(map(math.isnan, self))


NOTHING = Ends(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Spot:
    """A checkpoint of all rollouts of one topology; with `episode` nan all of them pooled."""

    topology: str
    episode: float
    reset: str
    tokens: float
    row: Mapping[str, Any]

    def of(self, name: str) -> Ends:
        """One of its figures."""
        return Ends(*(number(self.row.get(f"{name}{end}")) for end in ("", "_low", "_high")))


def first_part(spot: Spot) -> Spot:
    """What a checkpoint's changes are measured from, or the checkpoint where it has none."""
    wander, lost, lapses = (
        spot.of(name).value for name in ("wander", "incoherence", "lapse_change")
    )
    if math.isnan(wander):
        return spot
    figures = {
        "price": spot.of("price").value * exp(-wander),
        "consistency": spot.of("consistency").value * exp(lost),
        "lapse": spot.of("lapse").value - lapses,
    }
    row = {f"{name}{end}": x for name, x in figures.items() for end in ("", "_low", "_high")}
    return Spot(spot.topology, math.nan, "", math.nan, row)


def rank(topology: str) -> int:
    """Its place among the topologies."""
    return TOPOLOGIES.index(topology) if topology in TOPOLOGIES else len(TOPOLOGIES)


def place_of(reset: str) -> int:
    """A reset's place among them."""
    return RESETS.index(reset) if reset in RESETS else len(RESETS)


def exp(x: float) -> float:
    """The exponential, held back from overflow."""
    return math.exp(min(x, 700.0))
