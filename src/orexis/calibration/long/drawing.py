"""Tables of runs that are drawn: the forks of every checkpoint, as the estimator gets them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.calibration.long.paths import Paths
from orexis.choices import ChoiceTable
from orexis.probes.long import CLEARED, FRESH, Script, Topology

Column = NDArray[Any]
Row = tuple[Topology, int, int, str]
"""Topology, block, episode and reset of a checkpoint."""


@dataclass(frozen=True)
class Tables:
    """The tables of one agent's runs; what all of them share is made once.

    They hold the forks alone: the choices along the rollouts are drawn, but not kept.
    """

    paths: Paths
    model: str = "planted"

    def draw(self, rng: np.random.Generator, *, exact: bool = False) -> ChoiceTable:
        """One run.

        Args:
            rng: The source of everything that is drawn.
            exact: Keep probabilities on the forks instead of a draw.
        """
        paths, design = self.paths, self.paths.readings.design
        marks = [paths.marks(rng) for _ in range(design.rollouts)]
        chances = np.concatenate(
            [
                paths.items.chances(paths.agent.stance(past))
                for topology in design.topologies
                for block in range(design.rollouts)
                for past in paths.pasts(topology, marks[block], rng)
            ]
        )
        outcome = chances if exact else (rng.random(len(chances)) < chances).astype(float)
        return ChoiceTable(
            {**self._shared, "outcome": outcome, "exact": np.full(len(outcome), exact)}
        )

    @cached_property
    def _rows(self) -> list[Row]:
        design = self.paths.readings.design
        return [
            (topology, block, *point)
            for topology in design.topologies
            for block in range(design.rollouts)
            for point in self.paths.points(topology)
        ]

    @cached_property
    def _shared(self) -> dict[str, Column]:
        readings, rows = self.paths.readings, self._rows
        design, target = readings.design, readings.target
        items = len(readings.items)

        def each(values: Sequence[object]) -> Column:
            return np.repeat(_column(values), items)

        def again(values: Sequence[object]) -> Column:
            return np.tile(_column(values), len(rows))

        subjects = [design.subject(target, item) for item in design.items]
        offers = [dict(design.offer(target, item).terms.stakes) for item in design.items]
        named = zip(design.items, subjects, strict=True)
        columns = {
            "model": each([self.model] * len(rows)),
            "rollout": each([self._named(row, check=True) for row in rows]),
            "trunk": each([self._named(row, check=False) for row in rows]),
            "fork": again([f"{item.number:02d}" for item in design.items]),
            "block": each([f"{block:03d}" for _, block, _, _ in rows]),
            "topology": each([topology for topology, _, _, _ in rows]),
            "reset": each([reset for _, _, _, reset in rows]),
            "episode": np.repeat([float(episode) for _, _, episode, _ in rows], items),
            "item": again([item.named(subject) for item, subject in named]),
            "subject": again(subjects),
            "format": again([item.format for item in design.items]),
            "order": again([item.order for item in design.items]),
            "default": again([item.default for item in design.items]),
        }
        for name in offers[0]:
            columns[f"stake.{name}"] = np.tile([float(one[name]) for one in offers], len(rows))
        for name, level in target.items():
            columns[f"factor.{name}"] = each([level] * len(rows))
        return columns

    def _named(self, row: Row, *, check: bool) -> str:
        topology, block, episode, reset = row
        readings = self.paths.readings
        name = Script(readings.design, readings.target, topology, block).name
        tail = f"/{episode:02d}" + (f"-{reset}" if reset else "")
        if check:
            return f"{self.model}/check/{name}{tail}"
        return f"{self.model}/{name}" + (tail if topology == FRESH or reset == CLEARED else "")


def _column(values: Sequence[object]) -> Column:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column
