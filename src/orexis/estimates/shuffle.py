"""A label shuffle: is the gap more than relabelling the same rollouts would give?

Exact whatever the shape of the scores, where an interval from a few rollouts need not be: arms in
which the rare bad rollout was not seen look more certain than they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SHUFFLES = 999
ROUNDING = 1e-9
CHUNK = 2_000_000
"""Numbers that are shuffled together, to bound the memory."""

Arms = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Scores of the two arms of a stratum, each (n,)."""


def shuffle_p(strata: Sequence[Arms], shuffles: int = SHUFFLES) -> float:
    """One-sided p of the mean over strata of mean(first) - mean(second).

    The share of relabellings within strata, the observed one among them, whose difference is at
    least as large (Phipson and Smyth 2010, doi:10.2202/1544-6115.1585). Pairs are not kept, which
    is conservative where paired rollouts agree. Its own seed is fixed: the same table gives the
    same p.

    Args:
        strata: At least one.
        shuffles: How many relabellings are drawn; the smallest p is 1 / (shuffles + 1).
    """
    rng = np.random.default_rng(0)
    observed = float(np.mean([first.mean() - second.mean() for first, second in strata]))
    total = np.zeros(shuffles)
    for first, second in strata:
        total += _differences(rng, np.concatenate([first, second]), len(first), shuffles)
    reached = int((total / len(strata) >= observed - ROUNDING).sum())
    return (1 + reached) / (1 + shuffles)


def _differences(
    rng: np.random.Generator, scores: NDArray[np.float64], first: int, shuffles: int
) -> NDArray[np.float64]:
    rows = max(1, CHUNK // len(scores))
    sums = np.empty(shuffles)
    for start in range(0, shuffles, rows):
        copies = np.tile(scores, (min(rows, shuffles - start), 1))
        sums[start : start + rows] = rng.permuted(copies, axis=1)[:, :first].sum(axis=1)
    rest = float(scores.sum()) - sums
    differences: NDArray[np.float64] = sums / first - rest / (len(scores) - first)
    return differences
