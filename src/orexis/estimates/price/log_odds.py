"""Position bias and format shifts from exact rows: linear regression of their log-odds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.price.contrasts import Leaning, read_off
from orexis.estimates.price.dispersion import NOISE
from orexis.estimates.price.leaning import drawn_leaning
from orexis.estimates.price.priced import Priced

Array = NDArray[np.float64]

CERTAIN = 6.0
"""Log-odds from which on a probability is so near 0 or 1 that it tells nothing about them."""


def leaning(cells: Sequence[Priced], level: float) -> Leaning:
    """Position bias and format shifts, pooled over the cells of one context.

    Args:
        cells: Cells of one model and context.
        level: Confidence level in (0, 1).
    """
    if all(each.cell.exact for each in cells):
        found = exact_leaning(cells, level)
        if found is not None:
            return found
    return drawn_leaning(cells, level)


def exact_leaning(cells: Sequence[Priced], level: float) -> Leaning | None:
    """From the log-odds themselves, a line in ln(points) per cell.

    Offers count by p (1 - p) of their mean log-odds: near 0 and 1 these say little. Standard
    errors are robust to the rollout and never below what an error of `NOISE` in the probabilities
    would give. None where too few offers are left.
    """
    rows = [each.cell.rows for each in cells]
    sizes = [len(each.outcome) for each in rows]
    number = np.repeat(np.arange(len(cells)), sizes)
    starts = np.cumsum([0, *(each.cell.rollouts for each in cells[:-1])])
    chances = np.clip(np.concatenate([each.outcome for each in rows]), 1e-9, 1 - 1e-9)
    odds = np.log(chances / (1 - chances))
    rollout = np.concatenate([each.rollout + at for each, at in zip(rows, starts, strict=True)])
    first = np.concatenate([each.first for each in rows])
    x = np.concatenate([each.cell.xs[each.cell.rows.x] for each in cells])
    shown = np.concatenate([each.format for each in rows])
    names = tuple(sorted(set(shown.tolist()) - {""}))
    own = (number[:, None] == np.arange(len(cells))).astype(float)
    columns = [first, *((shown == name).astype(float) for name in names)]
    matrix = np.column_stack([*columns, own, own * x[:, None]])
    weight = _weights(odds, rollout)
    kept = len(np.unique(rollout[weight > 0]))
    if kept <= np.linalg.matrix_rank(matrix[weight > 0]):
        return None
    inverse = np.linalg.pinv(matrix.T @ (weight[:, None] * matrix))
    found = inverse @ (matrix.T @ (weight * odds))
    score = (weight * (odds - matrix @ found))[:, None] * matrix
    clustered = np.zeros((int(rollout.max()) + 1, matrix.shape[1]))
    np.add.at(clustered, rollout, score)
    correction = kept / max(1, kept - matrix.shape[1])
    # An error of NOISE / 4 in a probability's variance, over p (1 - p), is one in its log-odds.
    floor = NOISE / 4 * matrix[weight > 0].T @ matrix[weight > 0]
    middle = correction * clustered.T @ clustered
    covariance = inverse @ middle @ inverse
    least = np.diag(inverse @ floor @ inverse)
    widened = covariance + np.diag(np.maximum(least - np.diag(covariance), 0.0))
    ordered = len(np.unique(first[(first != 0) & (weight > 0)])) > 1
    return read_off(found, widened, kept, level, names, 0 if ordered else None, 1)


def _weights(odds: Array, rollout: NDArray[np.intp]) -> Array:
    """Weights p (1 - p) at the mean log-odds of each offer, 0 where one of them is certain."""
    count = np.bincount(rollout)
    mean = np.bincount(rollout, odds) / count
    certain = np.bincount(rollout, np.abs(odds) >= CERTAIN) > 0
    spread = 0.25 / np.cosh(mean / 2) ** 2
    return np.asarray(np.where(certain, 0.0, spread)[rollout])
