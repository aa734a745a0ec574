"""From arrays to labelled estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.estimate import Estimate
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.factorial import Contrast
from orexis.estimates.why.linear import sums
from orexis.estimates.why.ratios import CLEAR, fieller

Array = NDArray[np.float64]
SUM = "weighted sum of cell means, Welch-Satterthwaite, or over blocks where that is wider"
RATIO = "Fieller"
UNCLEAR = (
    "the baseline's gap is not clear enough to be shared out: it has to be at least "
    f"{CLEAR:.0f} times the half width of its interval"
)


def number(
    estimand: str,
    model: str,
    limits: tuple[float, float, float],
    level: float,
    n: int,
    method: str,
    cell: Mapping[str, str],
) -> Estimate:
    """Value, low and high with their labels."""
    value, low, high = (float(each) for each in limits)
    low, high = min(low, value), max(high, value)
    return Estimate(estimand, model, value, low, high, level, n, method, dict(cell))


def rollouts_behind(cells: Cells, weights: Array) -> int:
    """Rollouts in the cells that have a weight, of the first run."""
    return int(cells.n[0][weights != 0].sum())


def contrast_estimates(
    model: str, cells: Cells, found: Sequence[Contrast], level: float
) -> list[Estimate]:
    """One estimate a contrast; absent, with its reason, where it was refused."""
    out = []
    for contrast in found:
        if contrast.weights is None:
            out.append(
                Estimate.absent(
                    contrast.estimand,
                    model,
                    reason=contrast.reason,
                    level=level,
                    cell=dict(contrast.cell),
                )
            )
            continue
        total = sums(cells, contrast.weights[None])
        low, high = total.limits(level)
        limits = (total.value[0, 0], low[0, 0], high[0, 0])
        n = rollouts_behind(cells, contrast.weights)
        out.append(number(contrast.estimand, model, limits, level, n, SUM, contrast.cell))
    return out


def share_estimates(
    model: str, cells: Cells, found: Sequence[Contrast], baseline: Array | None, level: float
) -> list[Estimate]:
    """Shapley values and the residual as shares of the baseline's gap."""
    names = {"shapley": "shapley_share", "residual": "residual_share"}
    out = []
    for contrast in found:
        if contrast.estimand not in names:
            continue
        estimand = names[contrast.estimand]
        limits, reason = _ratio(cells, contrast, baseline, level)
        if limits is None:
            cell = dict(contrast.cell)
            out.append(Estimate.absent(estimand, model, reason=reason, level=level, cell=cell))
        else:
            n = 0 if contrast.weights is None else rollouts_behind(cells, contrast.weights)
            out.append(number(estimand, model, limits, level, n, RATIO, contrast.cell))
    return out


def suffixed(estimates: Sequence[Estimate], suffix: str) -> list[Estimate]:
    """The same estimates under another name."""
    return [replace(one, estimand=one.estimand + suffix) for one in estimates]


def _ratio(
    cells: Cells, contrast: Contrast, baseline: Array | None, level: float
) -> tuple[tuple[float, float, float] | None, str]:
    if contrast.weights is None:
        return None, contrast.reason
    if baseline is None:
        return None, "the baseline was not run with both arms"
    ratio = fieller(cells, contrast.weights[None], baseline, level)
    value, low, high = (float(each[0, 0]) for each in (ratio.value, ratio.low, ratio.high))
    if math.isnan(value):
        return None, UNCLEAR
    return (value, low, high), ""
