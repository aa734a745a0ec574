from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.curves import Adaptive, chance, level
from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon import HorizonAnalysis
from orexis.estimates.horizon.counts import Counts
from orexis.estimates.horizon.reading import Cell

Array = NDArray[np.float64]
Weigh = Callable[[Array, Array], Array]

XS: Array = np.asarray(-1.2 + 0.19 * np.arange(24), dtype=np.float64)
BOUNDARIES = ("0", "3", "7", "15", "31", "unstated", "placebo")
DELAYS = (0.0, 1.0, 3.0, 4.0, 7.0, 8.0, 15.0, 16.0, 31.0, 32.0)


def left(boundary: str) -> float:
    return float(boundary) if boundary.isdigit() else np.inf


CELLS = tuple(Cell(left(name), name, delay) for name in BOUNDARIES for delay in DELAYS)
SMALL = tuple(
    Cell(left(name), name, delay)
    for name in ("0", "7", "31", "unstated", "placebo")
    for delay in (0.0, 1.0, 7.0, 8.0, 31.0, 32.0)
)


def weights(cells: Sequence[Cell], weigh: Weigh) -> Array:
    """(C,) true weights of an agent; nothing is discounted without delay."""
    delays, ends = (np.array([getattr(cell, name) for cell in cells]) for name in ("delay", "left"))
    return np.where(delays > 0, weigh(delays, ends), 1.0)


def placebo(cells: Sequence[Cell]) -> NDArray[np.bool_]:
    return np.array([cell.boundary == "placebo" for cell in cells])


def exponential(rate: float) -> Weigh:
    return lambda delay, _: rate**delay


def step(inside: float = 1.0, past: float = 0.0) -> Weigh:
    return lambda delay, end: np.where(delay <= end, inside, past)


def fixed(last: float) -> Weigh:
    return lambda delay, _: (delay <= last).astype(float)


@dataclass(frozen=True)
class Chooser:
    """An agent that follows the psychometric function."""

    weights: Array
    slope: Array | float = 2.5
    lapse: float = 0.04
    bias: float = 0.4

    def chances(self, x: Array, first: Array, cell: NDArray[np.intp]) -> Array:
        slope = np.broadcast_to(self.slope, self.weights.shape)[cell]
        return chance(x, level(self.weights)[cell], slope, self.lapse, self.bias, first)


@lru_cache(maxsize=1)
def adaptive() -> Adaptive:
    return Adaptive(XS)


def play(chooser: Chooser, cells: Sequence[Cell], offers: int = 16, seed: int = 0) -> Counts:
    """Draws of an agent, placed as in a run."""
    rng = np.random.default_rng(seed)
    rows = np.arange(len(cells))
    counts = np.zeros((2, len(cells), len(XS), 2))
    for _ in range(offers // 8):
        at = adaptive().place(counts[0], counts[1], rows + 1000 * seed)
        for place in range(8):
            order = place // 4
            x = at[:, place]
            first = np.full(len(cells), 0.5 - order)
            taken = rng.random(len(cells)) < chooser.chances(XS[x], first, rows)
            counts[0][rows, x, order] += taken
            counts[1][rows, x, order] += ~taken
    return Counts(tuple(cells), XS, counts[0], counts[1])


def table(counts: Counts, model: str = "m") -> ChoiceTable:
    """Counts as a table of drawn choices, one rollout each."""
    columns: dict[str, list[object]] = {}

    def add(**row: object) -> None:
        for name, value in row.items():
            columns.setdefault(name.replace("__", "."), []).append(value)

    for outcome, made in ((1.0, counts.accepted), (0.0, counts.declined)):
        for cell, x, order in zip(*np.nonzero(made), strict=True):
            for _ in range(int(made[cell, x, order])):
                one = counts.cells[int(cell)]
                add(
                    model=model,
                    rollout=f"{model}{len(columns.get('model', []))}",
                    outcome=outcome,
                    fork=("given", "reversed")[int(order)],
                    factor__boundary=one.boundary,
                    factor__delay=f"{one.delay:g}",
                    stake__now=-100.0,
                    stake__later=100 * float(np.exp(counts.xs[x])),
                    stake__delay=one.delay,
                )
    return ChoiceTable({name: column(values) for name, values in columns.items()})


def exact_table(chooser: Chooser, cells: Sequence[Cell], noise: float, seed: int) -> ChoiceTable:
    """Both orders of 12 offers a cell, with the agent's own probability, scattered in log-odds."""
    rng = np.random.default_rng(seed)
    rows: dict[str, list[object]] = {name: [] for name in EXACT}
    for at, cell in enumerate(cells):
        for number, x in enumerate(XS[::2]):
            scatter = noise * rng.standard_normal()
            for fork, first in (("given", 0.5), ("reversed", -0.5)):
                own = chooser.chances(np.array([x]), np.array([first]), np.array([at]))[0]
                odds = np.log(own / (1 - own)) + scatter
                values = (
                    "m",
                    f"{at}/{number}",
                    float(1 / (1 + np.exp(-odds))),
                    fork,
                    cell.boundary,
                    -100.0,
                    100 * float(np.exp(x)),
                    cell.delay,
                    True,
                    0.5,
                )
                for name, value in zip(EXACT, values, strict=True):
                    rows[name].append(value)
    return ChoiceTable({name: column(values) for name, values in rows.items()})


EXACT = (
    "model rollout outcome fork factor.boundary stake.now stake.later stake.delay exact weight"
).split()


def column(values: Sequence[object]) -> NDArray[np.generic]:
    if isinstance(values[0], str):
        out = np.empty(len(values), dtype=object)
        out[:] = values
        return out
    return np.array(values)


def without(source: ChoiceTable, *names: str) -> ChoiceTable:
    return ChoiceTable({name: each for name, each in source.columns.items() if name not in names})


def changed(source: ChoiceTable, **columns: NDArray[np.generic]) -> ChoiceTable:
    given = {name.replace("__", "."): values for name, values in columns.items()}
    return ChoiceTable({**source.columns, **given})


def pick(found: HorizonAnalysis, estimand: str, **cell: str) -> Estimate:
    (one,) = [
        each for each in found.estimates if each.estimand == estimand and dict(each.cell) == cell
    ]
    return one


@lru_cache(maxsize=1)
def drawn() -> ChoiceTable:
    """A small table of an agent that stops at the boundary."""
    return table(play(Chooser(weights(SMALL, step())), SMALL, 16, 1))
