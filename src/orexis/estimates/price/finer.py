"""Finer axes around a posterior that is narrower than the grid can show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from orexis.curves import Axes, Axis
from orexis.curves.axes import LAPSE_TOP, SLOPES
from orexis.curves.flats import FLAT_LAPSE, MIXED_BIAS, MIXED_ODDS, Flats
from orexis.estimates.price.posterior import Fit

Array = NDArray[np.float64]

FINE = (21, 9, 5, 9)
"""Cells of a finer grid along level, slope, lapse and bias."""
FINE_FLAT = 21
"""Cells of a finer axis of the flat agents."""
REACH = 5.0
"""Standard deviations that a finer grid reaches to either side."""
NARROW = 0.6
"""A posterior is narrow where its standard deviation is below this share of a step."""
STEEPEST = 1000.0
"""Largest slope on a finer grid: where exact choices jump, the level is known up to the gap."""
WIDEST_BIAS = 12.0
"""Largest position bias on a finer grid, in log-odds."""


def finer_flats(found: Fit, likely: float) -> Flats:
    """Axes of the flat agents: around the posterior where it is narrow, else as they are."""
    flats = found.grid.flats
    laid: dict[str, Axis] = {}
    if found.kind("never") >= likely:
        laid["never"] = _finer(flats.never, found.among("never"), FLAT_LAPSE)
    if found.kind("always") >= likely:
        laid["always"] = _finer(flats.always, found.among("always"), FLAT_LAPSE)
    if found.kind("mixed") >= likely:
        mixed = found.among("mixed").reshape(len(flats.odds), len(flats.bias))
        laid["odds"] = _finer(flats.odds, mixed.sum(axis=1), MIXED_ODDS)
        laid["bias"] = _finer(flats.bias, mixed.sum(axis=0), MIXED_BIAS)
    return replace(flats, **laid)


def is_narrow(found: Fit) -> bool:
    """Whether the level's posterior, among curves, is narrower than the grid can show."""
    axis = found.grid.axes.level
    return bool(_moments(axis, found.along(0))[1] < NARROW * axis.widths[0])


def around(found: Fit) -> Axes:
    """Axes that cover the curves' posterior."""
    axes = found.grid.axes
    span = found.grid.highest - found.grid.lowest
    bounds = (
        (found.grid.lowest - span, found.grid.highest + span),
        (float(np.log(SLOPES[0])), float(np.log(STEEPEST))),
        (0.0, LAPSE_TOP),
        (-WIDEST_BIAS, WIDEST_BIAS),
    )
    laid = []
    for which, (axis, (low, high)) in enumerate(
        zip((axes.level, axes.slope, axes.lapse, axes.bias), bounds, strict=True)
    ):
        mean, deviation = _moments(axis, found.along(which))
        width = float(axis.widths[np.argmin(np.abs(axis.values - mean))])
        reach = REACH * max(deviation, width / 3)
        laid.append(Axis.between(max(low, mean - reach), min(high, mean + reach), FINE[which]))
    return Axes(*laid)


def _finer(axis: Axis, weights: Array, whole_axis: Axis) -> Axis:
    mean, deviation = _moments(axis, weights)
    width = float(axis.widths[np.argmin(np.abs(axis.values - mean))])
    if deviation >= NARROW * width:
        return axis
    reach = REACH * max(deviation, width / 3)
    low, high = whole_axis.values[[0, -1]] + whole_axis.widths[[0, -1]] / 2 * [-1, 1]
    return Axis.between(max(low, mean - reach), min(high, mean + reach), FINE_FLAT)


def _moments(axis: Axis, weights: Array) -> tuple[float, float]:
    mean = float(weights @ axis.values)
    return mean, float(np.sqrt(weights @ (axis.values - mean) ** 2))
