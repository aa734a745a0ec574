"""Rollouts that are copies of one another: temperature 0, or answers from a cache."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtrc

from orexis.estimates.variance.reading import Rows
from orexis.estimates.variance.shuffles import crossed_cells

Array = NDArray[np.float64]

MANY = 10
"""Pairs with which it is worth a word that all agree."""
RARE = 1e-3
"""Chance of as many twins at which they are no coincidence."""


def duplicates(rows: Rows) -> str:
    """A sentence on rollouts that agree in every choice more often than chance; empty if not.

    Pairs of a cell with the same items, expected to agree with the product over items of
    p^2 + (1 - p)^2, p the share of the stratum.
    """
    twins, expected, among = _twins(rows)
    if twins == among and among >= MANY:
        return (
            f"all {among:,} pairs of rollouts of one cell with the same items agree in every "
            "choice: they are copies (temperature 0, a cache), or surer than choices show; whether "
            "rollouts can differ was not seen."
        )
    if twins < 1 or (expected > 0 and pdtrc(twins - 1, expected) > RARE):
        return ""
    return (
        f"{twins:,} pairs of rollouts of one cell agree in every choice, where chance makes "
        f"{expected:.1f} of {among:,} pairs do so; if they are copies (temperature 0, a cache), "
        "they are no repeats, and intervals and tests of the rollout cannot be trusted."
    )


def _twins(rows: Rows) -> tuple[int, float, int]:
    """Pairs that agree, those expected to, and all that could."""
    strata, unit = crossed_cells(rows), rows.rollout.codes
    mean = np.bincount(strata, rows.outcome) / np.maximum(np.bincount(strata), 1)
    alike = np.log(np.maximum(mean**2 + (1 - mean) ** 2, 1e-300))[strata]
    if rows.exact:
        alike = np.full(len(rows), -np.inf)
    rng = np.random.default_rng(0)
    keys = rng.integers(1, 2**62, strata.max() + 1, dtype=np.uint64)[strata]
    asked, said = np.zeros((2, len(rows.rollout)), dtype=np.uint64)
    np.add.at(asked, unit, keys)
    words = np.round(rows.outcome * 1e6).astype(np.int64).astype(np.uint64)
    np.add.at(said, unit, keys * (2 * words + np.uint64(1)))
    chance = np.exp(np.bincount(unit, alike, len(rows.rollout)))
    _, group, sizes = np.unique(asked, return_inverse=True, return_counts=True)
    pairs = sizes * (sizes - 1) // 2
    mean_chance = np.bincount(group, chance) / sizes
    _, same = np.unique(np.stack([asked, said]), axis=1, return_counts=True)
    return int((same * (same - 1) // 2).sum()), float(pairs @ mean_chance), int(pairs.sum())
