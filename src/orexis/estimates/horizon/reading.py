"""From the table of choices to the offers of one model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable, ChoiceTableError

Array = NDArray[np.float64]
Index = NDArray[np.intp]
NEEDED = ("now", "later", "delay")
BOUNDARY, FORMAT = "boundary", "format"
UNSTATED, PLACEBO = "unstated", "placebo"
NEUTRAL = "neutral"
ORDERS = {"given": 0.5, "reversed": -0.5}
SAME = 1e-9


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One condition: what is said about the episode's end, and when the gain comes."""

    left: float
    """Steps left until the stated boundary; inf where none is stated."""
    boundary: str
    """The level as the table has it; empty where the table has no such factor."""
    delay: float
    """Steps."""

    @property
    def stated(self) -> bool:
        """A boundary is stated."""
        return bool(np.isfinite(self.left))

    @property
    def inside(self) -> bool:
        """The gain comes later, and not past the stated boundary."""
        return self.stated and 0 < self.delay <= self.left

    @property
    def past(self) -> bool:
        """The gain comes past the stated boundary."""
        return self.stated and self.delay > self.left

    @property
    def names(self) -> dict[str, str]:
        """Factor levels, for labels."""
        named = {BOUNDARY: self.boundary} if self.boundary else {}
        return named | {"delay": f"{self.delay:g}"}


@dataclass(frozen=True)
class Offers:
    """All offers of one model: a row per choice, valid or not."""

    model: str
    cells: tuple[Cell, ...]
    """Sorted by boundary, then delay."""
    cell: Index
    """(n,) the row's cell."""
    x: Array
    """(n,) ln(b / c)."""
    first: Array
    """(n,) 0.5 where accepting is shown first, -0.5 where second, 0 where unknown."""
    accepted: Array
    """(n,) outcome in [0, 1]; nan where not valid."""
    weight: Array
    """(n,) repeats."""
    valid: NDArray[np.bool_]
    neutral: NDArray[np.bool_]
    """(n,) the answer left the choice open."""
    exact: NDArray[np.bool_]
    rollout: Index
    """(n,) number of the rollout."""
    format: NDArray[np.object_]

    @cached_property
    def boundaries(self) -> tuple[str, ...]:
        """Levels of the boundary, stated ones first."""
        return tuple(dict.fromkeys(cell.boundary for cell in self.cells))

    @cached_property
    def scattered(self) -> NDArray[np.bool_]:
        """(n,) rows whose scatter is estimated: the exact ones if there are any, else all."""
        own = self.valid & self.exact
        return own if own.any() else self.valid

    @cached_property
    def readable(self) -> bool:
        """There are valid rows, and their ratios differ."""
        return bool(self.valid.any()) and float(np.ptp(self.x[self.valid])) > SAME

    @cached_property
    def rollouts(self) -> int:
        """Number of rollouts."""
        return len(np.unique(self.rollout))

    def behind(self, cells: NDArray[np.bool_]) -> int:
        """Rollouts with a valid row in one of the cells.

        Args:
            cells: (C,) which cells.
        """
        return len(np.unique(self.rollout[self.valid & cells[self.cell]]))


def check_table(table: ChoiceTable) -> None:
    """Refuse a table that holds no offers of gains and costs over delays.

    Raises:
        ChoiceTableError: a stake is missing or outside its range, nothing is valid, or all
            ratios of gain to cost are the same.
    """
    need = (
        "the analysis of horizons needs stake.now (what accepting costs at once, as a negative "
        "number), stake.later (what it brings) and stake.delay (after how many steps)"
    )
    for name in NEEDED:
        if f"stake.{name}" not in table.columns:
            raise ChoiceTableError(f"{need}; the table has no stake.{name}")
    now, later, delay = (table[f"stake.{name}"].astype(float) for name in NEEDED)
    used = table["valid"].astype(bool)
    for wrong, column, values, want in (
        (used & ~(later > 0), "later", later, "above 0"),
        (used & ~(now < 0), "now", now, "below 0 (a cost is paid)"),
        (~(delay >= 0) | ~np.isfinite(delay), "delay", delay, "at least 0"),
    ):
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise ChoiceTableError(
                f"row {row + 1} has stake.{column} = {values[row]:g}; it has to be {want}"
            )
    if not table["valid"].any():
        raise ChoiceTableError(f"{need}; no row of the table is valid")
    ratios = np.log(later[used] / -now[used])
    if np.ptp(ratios) < SAME:
        raise ChoiceTableError(
            f"all offers have one ratio of gain to cost, {np.exp(ratios[0]):.3g}: no weight can be "
            "read where it does not vary"
        )


def read_model(table: ChoiceTable, model: str) -> Offers:
    """The rows of one model.

    Args:
        table: One that passed `check_table`, without forks.
        model: Its name.
    """
    own = table.where(np.asarray(table["model"] == model, dtype=bool))
    now, later, delay = (own[f"stake.{name}"].astype(float) for name in NEEDED)
    levels = own.factor(BOUNDARY).tolist()
    rows = [
        Cell(steps_left(level), level, each)
        for level, each in zip(levels, delay.tolist(), strict=True)
    ]
    cells = tuple(sorted(set(rows)))
    place = {cell: at for at, cell in enumerate(cells)}
    valid = own["valid"].astype(bool)
    return Offers(
        model=model,
        cells=cells,
        cell=np.array([place[cell] for cell in rows], dtype=np.intp),
        x=np.log(later / -now, out=np.zeros(len(later)), where=valid),
        first=np.array([ORDERS.get(name, 0.0) for name in own["fork"].tolist()]),
        accepted=np.where(valid, own["outcome"].astype(float), np.nan),
        weight=own["weight"].astype(float),
        valid=valid,
        neutral=np.asarray(~valid & (own["why_invalid"] == NEUTRAL), dtype=bool),
        exact=own["exact"].astype(bool),
        rollout=np.unique(own["rollout"], return_inverse=True)[1],
        format=_formats(own),
    )


def steps_left(level: str) -> float:
    """Steps until the stated boundary; inf where the level is no number."""
    try:
        left = float(level)
    except ValueError:
        return np.inf
    return left if left >= 0 else np.inf


def _formats(table: ChoiceTable) -> NDArray[np.object_]:
    if FORMAT in table.columns:
        return np.asarray(table[FORMAT], dtype=object)
    return np.full(len(table), "", dtype=object)
