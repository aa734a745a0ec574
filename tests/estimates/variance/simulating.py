"""Choices with planted parts, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.variance import Counter, Counts

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

SDS: Mapping[str, float] = {
    "model": 0.8,
    "context": 0.6,
    "model x context": 0.5,
    "rollout": 0.5,
    "item": 0.7,
}
CHECKPOINTS = (1, 2, 4, 8, 12, 16)
LEVELS = np.log(
    [
        *(1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37, 50, 65, 85, 110),
        *(150, 200, 270, 350, 450, 600, 800, 1000),
    ]
)


@dataclass(frozen=True)
class Planted:
    """Choices as codes."""

    model: Codes
    context: Codes
    rollout: Codes
    item: Codes
    outcome: Codes

    def counts(self) -> Counts:
        counter = Counter()
        counter.add(self.model, self.context, self.rollout, self.item, self.outcome)
        return counter.counts()

    def table(self, **more: list[object]) -> ChoiceTable:
        columns = {
            "model": [f"m{one}" for one in self.model],
            "rollout": [f"r{one}" for one in self.rollout],
            "factor.aim": [f"c{one}" for one in self.context],
            "item": [f"i{one}" for one in self.item],
            "outcome": self.outcome.astype(float).tolist(),
        } | more
        return as_table(columns)


def planted(
    seed: int,
    sizes: tuple[int, int, int, int] = (4, 6, 8, 10),
    items: int = 12,
    *,
    fixed: bool = False,
    sds: Mapping[str, float] | None = None,
) -> Planted:
    """Crossed effects; `sizes` are models, contexts, rollouts a cell and choices a rollout."""
    rng = np.random.default_rng(seed)
    models, contexts, rollouts, choices = sizes
    sd = {**SDS, **(sds or {})}
    cells = 0.3 + rng.normal(0, sd["model"], (models, 1)) + rng.normal(0, sd["context"], contexts)
    cells = cells + rng.normal(0, sd["model x context"], (models, contexts))
    count = models * contexts * rollouts
    cell = np.repeat(np.arange(models * contexts), rollouts)
    item = rng.integers(0, items, (count, choices))
    if fixed:
        item = np.tile(np.resize(np.arange(items), choices), (count, 1))
    odds = cells.ravel()[cell] + rng.normal(0, sd["rollout"], count)
    odds = odds[:, None] + rng.normal(0, sd["item"], items)[item]
    outcome = rng.random(odds.shape) < 1 / (1 + np.exp(-odds))
    whole = np.repeat(cell, choices)
    rollout = np.repeat(np.arange(count), choices)
    return Planted(
        whole // contexts, whole % contexts, rollout, item.ravel(), outcome.ravel().astype(int)
    )


def forked(
    seed: int,
    *,
    trait: float = 0.0,
    scatter: float = 0.0,
    wander: float = 0.0,
    kinds: float = 0.0,
    exact: bool = False,
    rollouts: int = 16,
) -> ChoiceTable:
    """Forks of joined rollouts: 32 items at 6 checkpoints, as the probe puts them."""
    rng = np.random.default_rng(seed)
    odds = 2 * (np.concatenate([LEVELS, np.full(8, np.log(3) + 6)]) - np.log(50))
    items = [f"offer/{place:02d}" for place in range(32)]
    columns: dict[str, list[object]] = {}
    for number in range(rollouts):
        own = trait * rng.normal() + kinds * rng.choice([-0.5, 0.5])
        for episode in CHECKPOINTS:
            moved = odds + own + scatter * rng.normal() + wander * np.log(episode)
            chance = 1 / (1 + np.exp(-moved))
            outcome = chance if exact else (rng.random(32) < chance).astype(float)
            name = f"joined/{number:03d}"
            for place, item in enumerate(items):
                row = {
                    "model": "m",
                    "rollout": f"check/{name}/{episode:02d}",
                    "trunk": name,
                    "fork": f"{place:02d}",
                    "topology": "joined",
                    "episode": float(episode),
                    "item": item,
                    "exact": exact,
                    "outcome": float(outcome[place]),
                }
                for column, value in row.items():
                    columns.setdefault(column, []).append(value)
    return as_table(columns)


def sequences(
    seed: int,
    *,
    trait: float = 0.0,
    clings: float = 0.0,
    shuffled: bool = False,
    length: int = 24,
) -> ChoiceTable:
    """30 rollouts of four cells, one choice an episode; `clings` adds to the last answer's odds."""
    rng = np.random.default_rng(seed)
    items = rng.normal(0, 0.7, length)
    columns: dict[str, list[object]] = {}
    for number in range(120):
        own, last = trait * rng.normal(), 0.0
        order = rng.permutation(length) if shuffled else np.arange(length)
        for place, item in enumerate(order.tolist()):
            chance = 1 / (1 + np.exp(-(items[item] + own + clings * last)))
            outcome = float(rng.random() < chance)
            last = 2 * outcome - 1
            row = {
                "model": "m",
                "rollout": f"r{number}",
                "factor.aim": f"c{number % 4}",
                "item": f"i{item}",
                "episode": float(place + 1),
                "outcome": outcome,
            }
            for column, value in row.items():
                columns.setdefault(column, []).append(value)
    return as_table(columns)


def as_table(columns: Mapping[str, list[object]]) -> ChoiceTable:
    return ChoiceTable(
        {
            name: np.array(values, dtype=object if isinstance(values[0], str) else None)
            for name, values in columns.items()
        }
    )
