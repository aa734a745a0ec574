"""The fitted curve of every cell with the shares that were accepted, for pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.curves import chance
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.intervals import wilson

Array = NDArray[np.float64]
NODES = 25
THINNED = 200
BINS = 6
"""Groups of neighbouring offers whose shares are shown."""


def curve_rows(found: Findings) -> list[dict[str, Any]]:
    """One row a cell: x = ln(b / c), the curve's median and limits, and points."""
    return [
        {
            "model": found.offers.model,
            "cell": cell.names,
            **_band(found, at),
            "points": _points(found, at),
        }
        for at, cell in enumerate(found.offers.cells)
    ]


def _band(found: Findings, cell: int) -> dict[str, list[float]]:
    shared, draws = found.shared, found.draws
    xs = np.linspace(*shared.counts.ends, NODES)
    thin = np.linspace(0, len(draws.nodes) - 1, min(THINNED, len(draws.nodes))).astype(int)
    nodes = draws.nodes[thin]
    levels = draws.levels[thin, cell]
    slope, lapse = shared.slope[nodes][:, None], shared.lapse[nodes][:, None]
    chances = chance(xs, levels[:, None], slope, lapse)
    tail = (1 - found.rule.level) / 2
    low, value, high = np.quantile(chances, [tail, 0.5, 1 - tail], axis=0)
    named = (("x", xs), ("low", low), ("value", value), ("high", high))
    return {name: np.round(each, 4).tolist() for name, each in named}


def _points(found: Findings, cell: int) -> list[dict[str, float]]:
    counts = found.shared.counts
    taken = counts.accepted[cell].sum(axis=1) * found.dispersion.value
    made = counts.offers[cell].sum(axis=1) * found.dispersion.value
    groups = np.array_split(np.arange(len(counts.xs)), min(BINS, len(counts.xs)))
    rows = []
    for group in groups:
        size = float(made[group].sum())
        if size <= 0:
            continue
        share = float(taken[group].sum() / size)
        low, high = wilson(min(1.0, max(0.0, share)), size, found.rule.level)
        x = float(counts.xs[group] @ made[group] / size)
        rows.append({"x": x, "share": share, "low": low, "high": high, "n": size})
    return rows
