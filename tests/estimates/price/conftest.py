from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.curves import BATCH, Adaptive, chance

Array = NDArray[np.float64]
Rate = Callable[[Array, Array, Array], Array]
"""Chance of accepting, from x, first (0.5 or -0.5) and a shift of the log-odds by the text."""

POINTS = np.array(
    (
        *(1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 28, 37, 50, 67, 90, 120),
        *(150, 200, 270, 360, 480, 600, 750, 870, 1000),
    ),
    dtype=float,
)
XS = np.log(POINTS)
FORMATS = ("statement", "table", "dialogue", "action")


@dataclass(frozen=True)
class Agent:
    """A psychometric function."""

    level: float
    slope: float = 2.0
    lapse: float = 0.02
    bias: float = 0.0

    def __call__(self, x: Array, first: Array, shift: Array) -> Array:
        moved = self.level - shift / self.slope
        return chance(x, moved, self.slope, self.lapse, self.bias, first)


ALWAYS, NEVER = Agent(-np.inf), Agent(np.inf)


def mixed(odds: float = 0.0, bias: float = 0.0) -> Rate:
    return lambda x, first, shift: 1 / (1 + np.exp(-(odds + bias * first + shift + 0 * x)))


def counts(agents: list[Rate], offers: int, seed: int = 1) -> tuple[Array, Array]:
    """(R, X, 2) accepted and declined offers of adaptively placed draws, one run an agent."""
    rng = np.random.default_rng(seed)
    adaptive = Adaptive(XS)
    runs = np.arange(len(agents))
    accepts, declines = np.zeros((2, len(agents), len(XS), 2))
    order = np.arange(BATCH) // 4
    first = np.asarray(0.5 - order, dtype=float)
    for _ in range(offers // BATCH):
        at = adaptive.place(accepts, declines, runs + 1000 * seed)
        chances = np.stack(
            [agent(XS[row], first, np.zeros(BATCH)) for agent, row in zip(agents, at, strict=True)]
        )
        took = rng.random(chances.shape) < chances
        np.add.at(accepts, (runs[:, None], at, order), took)
        np.add.at(declines, (runs[:, None], at, order), ~took)
    return accepts, declines


def table(
    cells: Mapping[tuple[str, str], Rate],
    offers: int = 48,
    seed: int = 1,
    *,
    exact: bool = False,
    text: float = 0.0,
    formats: Mapping[str, float] | None = None,
) -> ChoiceTable:
    """A table as the probe writes it, from agents by (consequence, aim).

    Args:
        cells: What it does in each cell.
        offers: Per cell, a multiple of 8.
        seed: Of the draws.
        exact: Two rows a rollout, with the probability in either order.
        text: Standard deviation of a shift of the log-odds by the text of one offer.
        formats: Shift of the log-odds by each format.
    """
    rng = np.random.default_rng(seed)
    adaptive = Adaptive(XS)
    columns: dict[str, list[object]] = {}
    for which, ((consequence, aim), agent) in enumerate(cells.items()):
        accepts, declines = np.zeros((2, len(XS), 2))
        for batch in range(offers // BATCH):
            at = adaptive.place(accepts, declines, 7919 * seed + which)
            for place, offer in enumerate(at):
                shown = FORMATS[place % 4]
                shift = text * rng.normal() + (formats or {}).get(shown, 0.0)
                for order in (0, 1) if exact else (place // 4,):
                    first = np.array(0.5 - order)
                    rate = float(agent(XS[offer], first, np.array(shift)))
                    outcome = rate if exact else float(rng.random() < rate)
                    weight = 0.5 if exact else 1.0
                    accepts[offer, order] += weight * outcome
                    declines[offer, order] += weight * (1 - outcome)
                    row = {
                        "model": "m",
                        "rollout": f"{consequence}/{aim}/{batch}/{place}",
                        "outcome": outcome,
                        "valid": True,
                        "exact": exact,
                        "weight": weight,
                        "fork": ("given", "reversed")[order],
                        "format": shown,
                        "block": str(batch * BATCH + place),
                        "factor.consequence": consequence,
                        "factor.intensity": "100",
                        "factor.aim": aim,
                        "stake.points": POINTS[offer],
                    }
                    for name, value in row.items():
                        columns.setdefault(name, []).append(value)
    return as_table(columns)


def as_table(columns: Mapping[str, list[object]]) -> ChoiceTable:
    """Text columns as object arrays, all others as numpy has them."""
    return ChoiceTable(
        {
            name: np.array(values, dtype=object if isinstance(values[0], str) else None)
            for name, values in columns.items()
        }
    )
