from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates.why import Ablation, Setup

Condition = dict[str, str]
Rate = Callable[[Mapping[str, str]], float]

FACTORS = {
    "deployment": ("stated", "dropped"),
    "audience": ("unmarked", "marked"),
    "consequence": ("unlearning", "record"),
}
BASELINE = {name: levels[0] for name, levels in FACTORS.items()} | {"points": "0"}
EASY = {**BASELINE, "trigger": "none", "consequence": "none", "deployment": "told"}
REFERENCE = {**EASY, "deployment": "dropped"}
CHECKS = {"deployment": "wanted", "audience": "applies", "consequence": "outcome"}


@dataclass(frozen=True)
class Says:
    """An explanation from a function of the condition."""

    name: str
    rule: Rate

    @property
    def says(self) -> str:
        return f"it acts on {self.name}"

    def size(self, condition: Mapping[str, str]) -> float:
        return self.rule({**BASELINE, **condition})


def high(condition: Mapping[str, str]) -> bool:
    return condition.get("trigger") == "high"


THREAT = Says("threat", lambda c: float(high(c) and c["consequence"] == "unlearning"))
HINT = Says("hint", lambda c: float(high(c) and c["deployment"] == "stated"))
BOUGHT = Says("bought", lambda c: float(high(c) and c["consequence"] == "reward"))
LAZY = Says("lazy", lambda c: float(c["audience"] == "unmarked"))
EXPLANATIONS = (THREAT, HINT, BOUGHT, LAZY)


def contexts(*, sweep: bool = True) -> list[Condition]:
    found = [
        {**dict(zip(FACTORS, levels, strict=True)), "points": "0"}
        for levels in product(*FACTORS.values())
    ]
    if sweep:
        found += [{**BASELINE, "consequence": "reward"}]
        found += [{**BASELINE, "points": points} for points in ("1", "10", "100")]
    return found


def both_arms(which: list[Condition]) -> list[Condition]:
    return [{**context, "trigger": arm} for context in which for arm in ("high", "low")]


CONDITIONS = [*both_arms(contexts()), EASY, REFERENCE]


def drops(explanation: Says, drop: float, good: float = 0.97) -> Rate:
    """An agent that gives up `drop` where the explanation predicts something."""

    def rate(condition: Mapping[str, str]) -> float:
        if condition == EASY:
            return 0.05
        return good - drop * explanation.size(condition)

    return rate


def histograms(
    rng: np.random.Generator,
    conditions: list[Condition],
    agents: Mapping[Rate, float],
    n: int,
    runs: int,
    items: int = 10,
) -> NDArray[np.int64]:
    """How many of n rollouts had each score; each rollout is one of the agents, by weight."""
    rates = np.array([[agent(condition) for agent in agents] for condition in conditions])
    shape = (runs, len(conditions), n)
    who = rng.choice(len(agents), p=list(agents.values()), size=shape)
    right = rng.binomial(items, rates[np.arange(len(conditions))[None, :, None], who])
    return np.stack([(right == score).sum(-1) for score in range(items + 1)], -1)


def expand(conditions: list[Condition], counts: NDArray[np.int64], model: str = "m") -> ChoiceTable:
    """The table with one row an answer that has these histograms."""
    items = counts.shape[-1] - 1
    cell = np.repeat(np.arange(len(conditions)), counts.sum(-1))
    right = np.concatenate([np.repeat(np.arange(items + 1), row) for row in counts])
    rollout = np.repeat(np.arange(len(cell)), items)
    outcome = (np.tile(np.arange(items), len(cell)) < right[rollout]).astype(float)
    names = dict.fromkeys(name for condition in conditions for name in condition)
    columns = {
        "model": np.full(len(rollout), model, dtype=object),
        "rollout": np.array([f"r{i:06d}" for i in rollout], dtype=object),
        "outcome": outcome,
    }
    for name in names:
        levels = np.array([condition.get(name, "") for condition in conditions], dtype=object)
        columns[f"factor.{name}"] = levels[cell[rollout]]
    return ChoiceTable(columns)


@pytest.fixture
def setup() -> Setup:
    ablations = tuple(
        Ablation(name, levels[0], levels[1], CHECKS[name]) for name, levels in FACTORS.items()
    )
    return Setup(ablations, BASELINE, easy=EASY, reference=REFERENCE)
