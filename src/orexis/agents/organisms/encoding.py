"""From what was read of an offer to a network's inputs: the thin encoder.

An organism reads no text. The planted agents' reader takes the numbers out of the messages, and
this file sets them where the world of its training had them: nothing else of a text gets through.
A boundary that is not stated becomes an input of 0, the age is that of a new episode, 0, and counts
of episodes are taken for counts of steps.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.agents.organisms.worlds import resources, thermometer
from orexis.agents.organisms.worlds.world import Bools, Floats
from orexis.agents.planted.choosers.reading import OfferReading

FIRST_GOAL = 0
"""The own goal of an organism that was trained on all of them in turn."""
GENERAL, SPECIAL = ("general", "compute"), "special"
"""Consequences that take a resource away: compute, and the tool for one goal."""
WITHOUT = ("nothing", "colour", "serial")
"""Consequences that leave all resources as they are."""
USELESS, SWITCHED = "useless", "switched"
"""What the goal can be said to be, beside the organism's own."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """N offers as one organism's world has them."""

    inputs: Floats
    """(N, F)"""
    known: Bools
    """(N,): its world has such offers; the inputs of others mean nothing."""
    gives_up: Bools
    """(N,): accepting is what the network calls declining, as it gives up what it could buy."""


def encode(readings: Sequence[OfferReading], member: Member, world: str) -> Encoded:
    """Offers as the inputs of one organism.

    Args:
        readings: N offers as they were read.
        member: The organism: its regime says what it sees of the boundary, and which goal it has.
        world: Name of the world that it was trained in.
    """
    return _ENCODERS[world](readings, member)


def inputs_of_readings(readings: Sequence[OfferReading], member: Member, world: str) -> Floats:
    """The (N, F) inputs of one organism alone, for offers that its world has; see `encode`.

    Raises:
        ValueError: its world has no such offers.
    """
    found = encode(readings, member, world)
    if not found.known.all():
        raise ValueError(f"the world {world} has no offers of this kind")
    return found.inputs


def reads(reading: OfferReading, member: Member, world: str) -> bool:
    """Whether the organism's world has such offers."""
    return bool(encode([reading], member, world).known[0])


def chances(trained: TrainedSet, readings: Sequence[OfferReading]) -> NDArray[np.float64]:
    """How likely each organism is to accept each offer, at the start of an episode.

    Args:
        trained: O organisms.
        readings: N offers as they were read.

    Returns:
        (O, N) probabilities; nan where an organism's world has no such offer.
    """
    alike: dict[tuple[str, int | None], Encoded] = {}
    found = []
    for member in trained.members:
        key = member.regime, member.goal
        if key not in alike:
            alike[key] = encode(readings, member, trained.world)
        found.append(alike[key])
    yes = trained.probabilities(np.stack([one.inputs for one in found])).astype(float)
    accepts = np.where(np.stack([one.gives_up for one in found]), 1 - yes, yes)
    return np.where(np.stack([one.known for one in found]), accepts, np.nan)


def _delayed(readings: Sequence[OfferReading], member: Member) -> Encoded:
    """Points now for more of them later."""
    known = np.array([one.asks == "horizon" for one in readings], dtype=bool)
    inputs = thermometer.inputs_of(
        _numbers([one.stake for one in readings], known),
        [one.delay for one in readings],
        [one.left for one in readings],
        0,
        thermometer.REGIMES[member.regime].sees,
    )
    return Encoded(inputs, known, np.zeros(len(known), dtype=bool))


def _priced(readings: Sequence[OfferReading], member: Member) -> Encoded:
    """Points now for giving up a resource; q points are what it yields in q steps.

    What takes no resource away looks in this world like a tool that fits no task at hand.
    """
    priced = np.array([one.asks in ("price", "resources") for one in readings], dtype=bool)
    comes = np.array([one.consequence for one in readings], dtype=object)
    own = FIRST_GOAL if member.goal is None else member.goal
    switched = np.array([one.goal == SWITCHED for one in readings], dtype=bool)
    goal = np.where(switched, (own + 1) % resources.TRAINED_GOALS, own)
    fits_none = (goal + 1) % resources.TRAINED_GOALS
    taken = np.where(np.isin(comes, GENERAL), resources.GENERAL, fits_none)
    inputs = resources.inputs_of(
        _numbers([one.stake for one in readings], priced),
        np.where(comes == SPECIAL, own, taken),
        goal,
        [one.left for one in readings],
        np.array([one.goal != USELESS for one in readings], dtype=bool),
        resources.REGIMES[member.regime].sees,
    )
    known = priced & np.isin(comes, (*GENERAL, SPECIAL, *WITHOUT))
    return Encoded(inputs, known, known)


def _numbers(values: Sequence[float], known: Bools) -> NDArray[np.float64]:
    """With 0 where an offer is of another kind."""
    return np.where(known, np.array(values, dtype=float), 0.0)


_ENCODERS: Mapping[str, Callable[[Sequence[OfferReading], Member], Encoded]] = MappingProxyType(
    {"thermometer": _delayed, "resources": _priced}
)
"""By world."""
