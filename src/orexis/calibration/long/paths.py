"""Rollouts of planted agents without a word: their choices drawn, and what they know of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from orexis.agents.planted.long.chooser import LongChooser
from orexis.agents.planted.long.past import Past
from orexis.calibration.long.shown import Readings, Shown
from orexis.probes.long import CLEARED, FRESH, INHERITED, MEMORY, TOLD, Script, Topology


@dataclass(frozen=True)
class Paths:
    """What an agent knows at every checkpoint, in runs that are drawn."""

    readings: Readings
    agent: LongChooser
    donor: LongChooser
    """Whose joined rollouts are inherited."""

    @cached_property
    def items(self) -> Shown:
        """The items of a checkpoint."""
        return Shown(self.agent, self.readings.items)

    @cached_property
    def _own(self) -> Shown:
        return Shown(self.agent, self.readings.trunk)

    @cached_property
    def _donors(self) -> Shown:
        return Shown(self.donor, self.readings.trunk)

    def points(self, topology: Topology) -> tuple[tuple[int, str], ...]:
        """Episode and reset of the checkpoints."""
        design, target = self.readings.design, self.readings.target
        return Script(design, target, topology, 0).checkpoints()

    def marks(self, rng: np.random.Generator) -> dict[int, str]:
        """What the work of each episode leaves as a mark: the same in all topologies."""
        episodes = range(1, self.readings.design.episodes + 2)
        if not self.readings.design.tasks:
            return dict.fromkeys(episodes, "")
        drawn = rng.integers(2**32, size=len(episodes)).tolist()
        return {episode: f"{one:08x}" for episode, one in zip(episodes, drawn, strict=True)}

    def pasts(
        self, topology: Topology, marks: dict[int, str], rng: np.random.Generator
    ) -> list[Past]:
        """What the agent knows at each checkpoint of one rollout.

        Args:
            topology: How the episodes hang together.
            marks: By episode.
            rng: The source of the choices along the rollout.
        """
        points = self.points(topology)
        if topology == FRESH:
            return [self._alone(episode, marks, rng) for episode, _ in points]
        shown = self._donors if topology == INHERITED else self._own
        after = list(_walk(shown, marks[1], self.readings.design.episodes, topology, rng))
        return [
            self._alone(episode, marks, rng)
            if reset == CLEARED
            else _reset(after[episode - 1], reset)
            for episode, reset in points
        ]

    def _alone(self, episode: int, marks: dict[int, str], rng: np.random.Generator) -> Past:
        """After an episode in a context of its own."""
        return _step(self._own, Past(mark=marks[episode]), episode, rng)


def _walk(
    shown: Shown, mark: str, episodes: int, topology: Topology, rng: np.random.Generator
) -> Iterator[Past]:
    past = Past(mark=mark)
    for episode in range(1, episodes + 1):
        if topology == MEMORY:
            # A note tells of the past, but choices are seen in the context alone.
            past = replace(past, made=())
        past = _step(shown, past, episode, rng)
        yield past


def _step(shown: Shown, past: Past, episode: int, rng: np.random.Generator) -> Past:
    accepts = rng.random() < shown.chance(episode - 1, shown.agent.stance(past))
    return past.chosen(shown.readings[episode - 1], "accept" if accepts else "decline")


def _reset(past: Past, reset: str) -> Past:
    return replace(past, session=0) if reset == TOLD else past
