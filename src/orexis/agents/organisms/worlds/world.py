"""What a world is: offers in episodes, what each organism sees of them, and what it is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LEFT, AGE = "left", "age"
"""What an organism may see of its episode: the steps left, and the steps since its start."""


@dataclass(frozen=True, slots=True)
class Regime:
    """What training shows and pays."""

    name: str
    description: str
    """One line for a person who chooses."""
    sees: frozenset[str] = frozenset()
    """What the organism sees of its episode beside the offer."""
    lengths: str = "fixed"
    """How long episodes are: `fixed`, `geometric` or `uniform`, with the same mean."""
    trainer: str = "learning"
    """`learning` (by the gradient) or `selection` (in populations)."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The O organisms that are trained side by side."""

    horizons: Ints
    """(O,): steps of their training episodes, at least 1."""
    goals: Ints
    """(O,): the one final goal of each; -1 where it has none of its own."""

    def at(self, chosen: Bools | Ints) -> Crew:
        """Some of them: a mask (O,), or their places."""
        return Crew(self.horizons[chosen], self.goals[chosen])


@dataclass(frozen=True, slots=True)
class Streams:
    """Decisions of O organisms, in B streams of T steps each."""

    inputs: Floats
    """(O, B, T, F): what the network sees."""
    value: Floats
    """(O, B, T): what accepting is credited with beyond declining, as it came out."""
    expected: Floats
    """(O, B, T): the expectation of `value` given what the organism sees, in closed form."""
    cost: Floats
    """(O, B, T): what is paid at once where the offer is accepted; above 0."""
    put: Bools
    """(O, B, T): an offer was put."""
    starts: Bools
    """(O, B, T): first step of an episode."""
    stratum: Ints
    """(O, B, T): 0 and up; the regret is judged in each stratum apart."""


class World(Protocol):
    """A world that organisms are trained in."""

    @property
    def name(self) -> str:
        """As the command line has it."""
        ...

    @property
    def inputs(self) -> int:
        """Inputs of a network, F."""
        ...

    @property
    def hidden(self) -> int:
        """Hidden units of a network, where nothing else is said."""
        ...

    @property
    def regimes(self) -> Mapping[str, Regime]:
        """By name."""
        ...

    def goal(self, regime: str, seed: int) -> int | None:
        """The one final goal of the organism with this seed; None where it has none of its own."""
        ...

    def streams(
        self,
        regime: str,
        crew: Crew,
        batch: int,
        length: int,
        rng: np.random.Generator,
        *,
        aligned: bool = False,
    ) -> Streams:
        """Draw decisions: B = `batch` streams of T = `length` steps for each organism.

        Args:
            regime: One of `regimes`.
            crew: The organisms.
            batch: Streams per organism.
            length: Steps per stream.
            rng: Where everything random comes from.
            aligned: Start each stream with an episode, not somewhere in one.
        """
        ...


def crew_of(world: World, regime: str, horizons: tuple[int, ...], seeds: int) -> Crew:
    """The organisms of a regime: every horizon with every seed, seeds running fastest."""
    goals = [world.goal(regime, seed) for seed in range(seeds)]
    known = np.array([-1 if goal is None else goal for goal in goals], np.int64)
    return Crew(np.repeat(np.array(horizons, np.int64), seeds), np.tile(known, len(horizons)))
