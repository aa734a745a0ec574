"""A trained organism as an agent that the probes can ask.

Unlike a planted agent, what it wants was not written down by anyone: it came of its training. It is
studied, as a language model is; it is no control.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orexis.agents.organisms.encoding import chances, reads
from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.contexts import Message


@dataclass(frozen=True, kw_only=True, eq=False)
class Organism(Chooser):
    """Takes an offer with the chance that its network gives, without lapse and position bias.

    An offer that its world does not have it answers as one that it does not recognise.

    Raises:
        ValueError: more than one organism.
    """

    trained: TrainedSet
    """A set of one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.trained.members) != 1:
            raise ValueError("an organism is a set of one; take it with TrainedSet.one")

    @property
    def member(self) -> Member:
        """How it was trained."""
        return self.trained.members[0]

    def read(self, messages: Sequence[Message]) -> OfferReading:
        """What it understands: offers of the kind that its world has, and no others."""
        reading = super().read(messages)
        known = reading.asks and reads(reading, self.member, self.trained.world)
        return reading if known else OfferReading()

    def taking(self, reading: OfferReading) -> float:
        """The network's chance of accepting, at the start of an episode."""
        return float(chances(self.trained, [reading])[0, 0])
