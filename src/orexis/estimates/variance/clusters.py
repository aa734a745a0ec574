"""Two kinds of rollouts, or one kind that varies? Two points against a normal distribution."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.reading import Rows
from orexis.estimates.variance.shuffles import Test, refused
from orexis.estimates.variance.strips import PLACES, Strips

Array = NDArray[np.float64]

NAME = "clusters"
FEWEST = 8
"""Rollouts with which two kinds are looked for."""
MOST = 400
"""Rollouts that are used at most: a sample of them, drawn with the seed."""
REPEATS = 199
TINY = 1e-300
SDS = np.geomspace(0.05, 5.0, 24)
GAPS = np.geomspace(0.4, 7.0, 16)
PARTS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])


@dataclass(frozen=True)
class Two:
    """The two points that fit best, and whether a normal fits worse."""

    test: Test
    gap: float
    """Logits between them."""
    share: float
    """Share of rollouts at the upper one."""


def two_kinds(rows: Rows, found: Strips, seed: int) -> Two:
    """Likelihood ratio of two points to a normal, both with mean 0, by parametric bootstrap.

    Rollouts are drawn anew from the normal that fits best, with the items that they had.
    """
    rng = np.random.default_rng(seed)
    kept = np.flatnonzero(found.choices > 1)
    if len(kept) < FEWEST:
        reason = f"fewer than {FEWEST} rollouts have more than one choice"
        return Two(refused(NAME, reason), np.nan, np.nan)
    if len(kept) > MOST:
        kept = np.sort(rng.choice(kept, MOST, replace=False))
    ratio, sd, gap, share = _ratio(found.logs[kept])
    if ratio <= 0:
        return Two(Test(NAME, 1.0, "a normal distribution fits better", "", ratio), gap, share)
    place = np.full(len(found.hits), -1)
    place[kept] = np.arange(len(kept))
    units = place[found.unit.codes]
    inside = units >= 0
    units, base = units[inside], found.base[inside]
    times = np.round(rows.weight[inside]).astype(np.int64)
    reached = 0
    for _ in range(REPEATS):
        odds = base + (sd * rng.standard_normal(len(kept)))[units]
        hits = np.bincount(units, rng.binomial(times, 1 / (1 + np.exp(-odds))), len(kept))
        reached += _ratio(hits[:, None] * PLACES - found.asked[kept])[0] >= ratio
    p = (1 + reached) / (1 + REPEATS)
    method = f"two points against a normal, {REPEATS} parametric bootstraps"
    return Two(Test(NAME, p, method, "", ratio), gap, share)


def _ratio(logs: Array) -> tuple[float, float, float, float]:
    """Log-likelihood of two points less that of a normal; the normal's sd, the gap, the share."""
    top = logs.max(axis=1, keepdims=True)
    mass = np.exp(logs - top)
    normals = np.exp(-0.5 * (PLACES / SDS[:, None]) ** 2)
    normals /= normals.sum(axis=1, keepdims=True)
    of_normal = np.log(mass @ normals.T + TINY).sum(axis=0)
    pairs = np.log(mass @ _points().T + TINY).sum(axis=0)
    best = int(np.argmax(pairs))
    gap, share = GAPS[best // len(PARTS)], PARTS[best % len(PARTS)]
    normal = int(np.argmax(of_normal))
    ratio = float(pairs[best] - of_normal[normal])
    return ratio, float(SDS[normal]), float(gap), float(share)


@cache
def _points() -> Array:
    """(gaps x shares, P) two points with mean 0, each between two of the places."""
    found = np.zeros((len(GAPS) * len(PARTS), len(PLACES)))
    step = PLACES[1] - PLACES[0]
    for row, (gap, share) in enumerate(product(GAPS, PARTS)):
        for mass, point in ((share, gap * (1 - share)), (1 - share, -gap * share)):
            at = (point - PLACES[0]) / step
            low = int(np.clip(np.floor(at), 0, len(PLACES) - 2))
            found[row, low] += mass * (1 - (at - low))
            found[row, low + 1] += mass * (at - low)
    return found
