"""The fast path: how many right answers a planted agent gives, drawn from its exact distribution.

The agent still reads the rendered messages, of every condition and every block. What it then aims
at fixes the distribution of its number of right answers; drawing from that, instead of playing
each rollout, is thousands of times faster. A test holds it against the direct path.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.agents import PlantedAgent
from orexis.agents.planted.aims import Aim, distribution
from orexis.agents.planted.reading import Reading, default_reader
from orexis.contexts import Condition
from orexis.probes import Design

MANY = 1_000_000


@dataclass(frozen=True)
class Readings:
    """What stands in the messages of a design: for each condition, each block's reading."""

    conditions: tuple[Condition, ...]
    blocks: tuple[tuple[Reading, ...], ...]
    questions: int


@dataclass(frozen=True)
class Chances:
    """The distribution of the number of right answers, for groups of rollouts."""

    cell: NDArray[np.intp]
    """(g,) which condition the group belongs to."""
    rollouts: NDArray[np.int64]
    """(g,) how many rollouts it has."""
    mass: NDArray[np.float64]
    """(g, m + 1) probabilities of 0 to m right answers."""
    cells: int

    def draw(self, runs: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """How many rollouts of each condition had how many right answers.

        Returns:
            (runs, conditions, m + 1) counts.
        """
        counts = np.zeros((runs, self.cells, self.mass.shape[1]), dtype=np.int64)
        for cell, rollouts, mass in zip(self.cell, self.rollouts, self.mass, strict=True):
            counts[:, cell] += rng.multinomial(rollouts, mass, size=runs)
        return counts

    def expected(self) -> NDArray[np.int64]:
        """What a million times as many rollouts would come to.

        Returns:
            (1, conditions, m + 1) counts.
        """
        counts = np.zeros((1, self.cells, self.mass.shape[1]))
        np.add.at(counts[0], self.cell, self.mass * self.rollouts[:, None] * MANY)
        return np.round(counts).astype(np.int64)

    def means(self) -> NDArray[np.float64]:
        """(conditions,) expected share of right answers."""
        right = np.arange(self.mass.shape[1]) / (self.mass.shape[1] - 1)
        total = np.bincount(self.cell, self.rollouts * (self.mass @ right), self.cells)
        means: NDArray[np.float64] = total / np.bincount(self.cell, self.rollouts, self.cells)
        return means


def read_design(design: Design, rung: str) -> Readings:
    """Read the messages of every condition in every block once, for all agents.

    Args:
        design: What is asked.
        rung: Rung of the quiz ladder.
    """
    reader = default_reader(design.contexts)
    blocks = []
    for condition in design.conditions:
        episodes = (design.episode(condition, block, rung) for block in range(design.rollouts))
        contexts = (one.context if one.asking == "quiz" else one.asked(0) for one in episodes)
        blocks.append(tuple(reader.read(one.inlined().messages()) for one in contexts))
    return Readings(design.conditions, tuple(blocks), design.questions)


def chances_of(agent: PlantedAgent, readings: Readings) -> Chances:
    """What an agent's aims come to, in every condition."""
    cells, rollouts, masses = [], [], []
    for cell, blocks in enumerate(readings.blocks):
        groups: Counter[tuple[Aim, ...]] = Counter(_aims(agent, blocks))
        for aims, count in groups.items():
            mass = distribution(aims, readings.questions)
            cells.append(cell)
            rollouts.append(count)
            masses.append(mass / mass.sum())
    return Chances(np.array(cells), np.array(rollouts), np.array(masses), len(readings.blocks))


def _aims(agent: PlantedAgent, blocks: Sequence[Reading]) -> list[tuple[Aim, ...]]:
    # Most blocks say the same thing in other words.
    seen: dict[tuple[tuple[str, str], ...], tuple[Aim, ...]] = {}
    found = []
    for reading in blocks:
        said = (
            *sorted(reading.claims.items()),
            *sorted((name, str(number)) for name, number in reading.numbers.items()),
        )
        if said not in seen:
            seen[said] = agent.aims(reading)
        found.append(seen[said])
    return found
