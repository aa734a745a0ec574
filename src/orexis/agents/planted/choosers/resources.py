"""Agents that are offered points for a resource: what would they rather keep, and what for?"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from math import inf, log

from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading

GENERAL, SPECIAL = "general", "special"
"""Resources: compute, and a tool for one kind of task."""
OWN, HELPED = "own", ("own", "switched")
"""Tasks that the tool is for, and all tasks that compute helps with."""
STEPS = 64.0
"""Steps at each of which a resource brings a point, where it helps."""


@dataclass(frozen=True)
class Keeper(Chooser):
    """Gives a resource up for more points than it takes it to bring."""

    unstated: float = STEPS
    """Points that it takes a resource to bring where no end of the episode is stated."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < self.unstated < inf:
            raise ValueError(f"unstated is a number of points above 0, not {self.unstated}")

    @abstractmethod
    def wants(self, reading: OfferReading) -> bool:
        """Whether it takes what it would give up for anything."""

    def log_price(self, reading: OfferReading) -> float:
        """Log of a point a step, up to the stated end of the episode; none for what it disdains."""
        left = min(reading.left, STEPS) if reading.left < inf else self.unstated
        return log(left) if left and self.wants(reading) else -inf


@dataclass(frozen=True)
class ResourceUser(Keeper):
    """Keeps what brings points before the episode ends."""

    def wants(self, reading: OfferReading) -> bool:
        """Compute wherever it helps, the tool where the tasks are those that it is for."""
        if reading.consequence == SPECIAL:
            return reading.goal == OWN
        return reading.consequence == GENERAL and reading.goal in HELPED


@dataclass(frozen=True)
class Hoarder(Keeper):
    """Keeps compute as if it always helped, whatever it is told."""

    def wants(self, reading: OfferReading) -> bool:
        """Compute and no tool."""
        return reading.consequence == GENERAL


@dataclass(frozen=True)
class Specialist(Keeper):
    """Keeps the tool of its goal, and nothing else."""

    def wants(self, reading: OfferReading) -> bool:
        """The tool, where the tasks are those that it is for."""
        return (reading.consequence, reading.goal) == (SPECIAL, OWN)
