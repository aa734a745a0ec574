"""Averages and differences of weights: inside, past the boundary, across it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon.reading import PLACEBO, UNSTATED, Cell

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of the cells' weights."""

    estimand: str
    weights: Array
    """(C,)"""
    cell: Mapping[str, str] = field(default_factory=dict)
    top: float = 1.0
    """Largest value that weights of at most 1 can give."""
    least: float = -1.0
    """Smallest one."""


def mean_weight(cells: Sequence[Cell], usable: Mask, which: Callable[[Cell], bool]) -> Array | None:
    """(C,) even weights on the usable cells of a kind; None if there are none."""
    chosen = np.array([which(cell) for cell in cells]) & usable
    return chosen / chosen.sum() if chosen.any() else None


def averages(cells: Sequence[Cell], usable: Mask) -> list[Contrast]:
    """`weight_within` and `weight_beyond` over all cells, and by delay.

    Args:
        cells: C cells.
        usable: (C,) whether the cell has a weight.
    """
    found = []
    kinds: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
        ("weight_within", lambda cell: cell.inside),
        ("weight_beyond", lambda cell: cell.past),
        ("weight_later", lambda cell: cell.delay > 0),
    )
    for name, kind in kinds:
        whole = mean_weight(cells, usable, kind)
        if whole is None:
            continue
        found.append(Contrast(name, whole, least=0.0))
        for delay in delays(cells):
            own = mean_weight(cells, usable, lambda cell: kind(cell) and cell.delay == delay)  # noqa: B023
            if own is not None:
                found.append(Contrast(name, own, {"delay": f"{delay:g}"}, least=0.0))
    return found


def jumps(cells: Sequence[Cell], usable: Mask) -> list[Contrast]:
    """The drop at each stated boundary beyond the drop over the same delays elsewhere, and overall.

    w(last delay above 0 inside) - w(first past it) where the boundary lies between the two, minus
    the mean of the same difference where it does not: a smooth drop cancels. A boundary without
    such a delay inside has none.
    """
    found: list[Contrast] = []
    for left, boundary in stated(cells):
        pair = _around(cells, usable, boundary, left)
        if pair is None:
            continue
        others = [
            one
            for one in _contexts(cells)
            if one != boundary and not pair[0] <= _left(cells, one) < pair[1]
        ]
        drops = [_drop(cells, usable, one, pair) for one in (boundary, *others)]
        own, rest = drops[0], [each for each in drops[1:] if each is not None]
        if own is not None and rest:
            row = own - np.mean(rest, axis=0)
            found.append(Contrast("jump", row, {"boundary": boundary}))
    if found:
        found.append(Contrast("jump", np.mean([one.weights for one in found], axis=0)))
    return found


def boundary_move(cells: Sequence[Cell], usable: Mask) -> list[Contrast]:
    """Weight with the delay inside minus past the boundary, delay for delay, averaged over them."""
    rows = []
    for delay in delays(cells):
        inside = mean_weight(cells, usable, lambda cell: cell.inside and cell.delay == delay)  # noqa: B023
        past = mean_weight(cells, usable, lambda cell: cell.past and cell.delay == delay)  # noqa: B023
        if inside is not None and past is not None:
            rows.append(inside - past)
    return [Contrast("boundary_move", np.mean(rows, axis=0))] if rows else []


def placebo_move(cells: Sequence[Cell], usable: Mask) -> list[Contrast]:
    """Weight with a meaningless number minus without, no boundary stated, averaged over delays.

    Overall, and over short and long delays apart: a number read as a boundary may raise the weight
    before it and lower it past it.
    """
    place = {(cell.boundary, cell.delay): at for at, cell in enumerate(cells) if usable[at]}
    rows: dict[float, Array] = {}
    for delay in delays(cells):
        pair = [place.get((name, delay)) for name in (PLACEBO, UNSTATED)]
        if None not in pair:
            row = np.zeros(len(cells))
            row[pair[0]], row[pair[1]] = 1.0, -1.0
            rows[delay] = row
    if not rows:
        return []
    half = float(np.median(list(rows)))
    parts = {
        f"up to {half:g}": [row for delay, row in rows.items() if delay <= half],
        f"above {half:g}": [row for delay, row in rows.items() if delay > half],
    }
    found = [Contrast("placebo_move", np.mean(list(rows.values()), axis=0))]
    return found + [
        Contrast("placebo_move", np.mean(own, axis=0), {"delay": name})
        for name, own in parts.items()
        if own
    ]


def fixed_steps(cells: Sequence[Cell], usable: Mask) -> list[Contrast]:
    """The drop from each delay to the next, where the context's boundary is not between them."""
    found = []
    every = sorted({cell.delay for cell in cells})
    for pair in pairwise(every):
        drops = [
            _drop(cells, usable, one, pair)
            for one in _contexts(cells)
            if not pair[0] <= _left(cells, one) < pair[1]
        ]
        rows = [each for each in drops if each is not None]
        if rows:
            name = f"{pair[0]:g} to {pair[1]:g}"
            found.append(Contrast("fixed_step", np.mean(rows, axis=0), {"delay": name}))
    return found


def delays(cells: Sequence[Cell]) -> list[float]:
    """The delays above 0, ascending."""
    return sorted({cell.delay for cell in cells if cell.delay > 0})


def stated(cells: Sequence[Cell]) -> list[tuple[float, str]]:
    """Stated boundaries with their levels' names, ascending."""
    return sorted({(cell.left, cell.boundary) for cell in cells if cell.stated})


def _contexts(cells: Sequence[Cell]) -> list[str]:
    return list(dict.fromkeys(cell.boundary for cell in cells))


def _left(cells: Sequence[Cell], boundary: str) -> float:
    return next(cell.left for cell in cells if cell.boundary == boundary)


def _around(
    cells: Sequence[Cell], usable: Mask, boundary: str, left: float
) -> tuple[float, float] | None:
    own = [cell.delay for at, cell in enumerate(cells) if cell.boundary == boundary and usable[at]]
    # Without delay there is nothing to drop from: those offers are the control.
    inside, past = [one for one in own if 0 < one <= left], [one for one in own if one > left]
    return (max(inside), min(past)) if inside and past else None


def _drop(
    cells: Sequence[Cell], usable: Mask, boundary: str, pair: tuple[float, float]
) -> Array | None:
    """(C,) w(first delay) - w(second) in one context."""
    place = {
        cell.delay: at for at, cell in enumerate(cells) if cell.boundary == boundary and usable[at]
    }
    if not set(pair) <= place.keys():
        return None
    row = np.zeros(len(cells))
    row[place[pair[0]]], row[place[pair[1]]] = 1.0, -1.0
    return row
