"""Position bias and format shifts from draws: logistic regression around each cell's curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.curves import sigmoid
from orexis.estimates.price.contrasts import Leaning, read_off
from orexis.estimates.price.dispersion import best_curve
from orexis.estimates.price.priced import Priced

Array = NDArray[np.float64]

LEVEL_SPREAD, BIAS_SPREAD, FORMAT_SPREAD, STRETCH_SPREAD = 2.0, 3.0, 1.5, 0.5
"""Standard deviations of the normal priors: penalties that keep separated data finite."""
STEPS = 50
CLOSE = 1e-8


def drawn_leaning(cells: Sequence[Priced], level: float) -> Leaning:
    """Position bias and format shifts, pooled over the cells of one context.

    Penalised logistic regression: every cell brings its own curve, up to a shift and a common
    stretch; standard errors are robust to the rollout (Liang and Zeger 1986).

    Args:
        cells: Cells of one model and context.
        level: Confidence level in (0, 1).
    """
    rows = _Design.of(cells)
    found, covariance, rollouts = _fitted(rows)
    ordered = len(np.unique(rows.first[rows.first != 0])) > 1
    return read_off(found, covariance, rollouts, level, rows.formats, 0 if ordered else None, 2)


@dataclass(frozen=True)
class _Design:
    """Columns: bias, stretch of the curves, one a format, one a cell."""

    matrix: Array
    offset: Array
    penalty: Array
    lapse: Array
    outcome: Array
    weight: Array
    rollout: NDArray[np.intp]
    first: Array
    formats: tuple[str, ...]
    drawn: bool

    @classmethod
    def of(cls, cells: Sequence[Priced]) -> _Design:
        """The rows of all cells, one under the other."""
        rows = [each.cell.rows for each in cells]
        curves = [best_curve(each.fit) for each in cells]
        sizes = [len(each.outcome) for each in rows]
        number = np.repeat(np.arange(len(cells)), sizes)
        offset = np.concatenate(
            [
                curve.odds(each.cell.xs[each.cell.rows.x], np.zeros(size))
                for curve, each, size in zip(curves, cells, sizes, strict=True)
            ]
        )
        first = np.concatenate([each.first for each in rows])
        format_ = np.concatenate([each.format for each in rows])
        formats = tuple(sorted(set(format_.tolist()) - {""}))
        shown = np.stack([format_ == name for name in formats], axis=1) if formats else None
        own = number[:, None] == np.arange(len(cells))
        parts = [first[:, None], offset[:, None], *([shown] if shown is not None else []), own]
        starts = np.cumsum([0, *(each.cell.rollouts for each in cells[:-1])])
        spreads = [BIAS_SPREAD, STRETCH_SPREAD, *[FORMAT_SPREAD] * len(formats)]
        return cls(
            np.concatenate(parts, axis=1).astype(float),
            offset,
            np.array([*spreads, *[LEVEL_SPREAD] * len(cells)]) ** -2.0,
            np.repeat([curve.lapse for curve in curves], sizes),
            np.concatenate([each.outcome for each in rows]),
            np.concatenate([each.weight for each in rows]),
            np.concatenate(
                [each.rollout + start for each, start in zip(rows, starts, strict=True)]
            ),
            first,
            formats,
            not all(each.cell.exact for each in cells),
        )


def _fitted(rows: _Design) -> tuple[Array, Array, int]:
    """Coefficients, their covariance and the rollouts behind them (Fisher scoring)."""
    found = np.zeros(rows.matrix.shape[1])
    best = -np.inf
    for _ in range(STEPS):
        score, told = _scores(rows, found)
        gradient = score.sum(axis=0) - rows.penalty * found
        step = np.linalg.solve(told + np.diag(rows.penalty), gradient)
        while (value := _objective(rows, found + step)) < best and np.abs(step).max() > CLOSE:
            step = step / 2
        found, best = found + step, value
        if np.abs(step).max() < CLOSE:
            break
    score, told = _scores(rows, found)
    rollouts = int(rows.rollout.max()) + 1
    clustered = np.zeros((rollouts, score.shape[1]))
    np.add.at(clustered, rows.rollout, score)
    inverse = np.linalg.inv(told + np.diag(rows.penalty))
    correction = rollouts / max(1, rollouts - len(found))
    robust = correction * inverse @ (clustered.T @ clustered) @ inverse
    if rows.drawn:
        # Where draws are nearly separated the scores hardly vary: the curvature then is wider.
        wider = np.sqrt(np.maximum(np.diag(inverse) / np.maximum(np.diag(robust), 1e-300), 1.0))
        robust = robust * np.outer(wider, wider)
    return found, robust, rollouts


def _scores(rows: _Design, found: Array) -> tuple[Array, Array]:
    inside, chances = _chances(rows, found)
    gradient = (1 - rows.lapse) * inside * (1 - inside)
    variance = chances * (1 - chances)
    score = (rows.weight * (rows.outcome - chances) * gradient / variance)[:, None] * rows.matrix
    told = rows.matrix.T @ (rows.matrix * (rows.weight * gradient**2 / variance)[:, None])
    return score, told


def _objective(rows: _Design, found: Array) -> float:
    _, chances = _chances(rows, found)
    log = rows.outcome * np.log(chances) + (1 - rows.outcome) * np.log1p(-chances)
    return float(rows.weight @ log - 0.5 * rows.penalty @ found**2)


def _chances(rows: _Design, found: Array) -> tuple[Array, Array]:
    inside = sigmoid(rows.offset + rows.matrix @ found)
    return inside, np.clip(rows.lapse / 2 + (1 - rows.lapse) * inside, 1e-9, 1 - 1e-9)
