"""The axes of the grid: where the parameters of the psychometric function are looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SLOPES = (0.35, 60.0)
"""Range of slopes per unit of x: from hardly bent to switching within a factor of 1.08."""
SLOPE_CENTER, SLOPE_SPREAD = 2.5, 1.2
"""Median of the slope's prior, and standard deviation of its logarithm."""
LAPSE_MEAN, LAPSE_TOP = 0.04, 0.25
"""Mean of the lapse's exponential prior, and the largest lapse."""
BIAS_SPREADS = (0.7, 3.0)
"""Standard deviations of the two normals, equally likely, that make the bias' prior."""
BEYOND = 0.1
"""How far levels reach past either end of what is offered, as a share of the range."""


@dataclass(frozen=True)
class Axis:
    """Values of one parameter with the widths that they stand for."""

    values: Array
    widths: Array

    def __len__(self) -> int:
        return len(self.values)

    @classmethod
    def between(cls, low: float, high: float, count: int) -> Axis:
        """`count` cells of equal width, each at its middle."""
        width = (high - low) / count
        middles = low + width * np.arange(0.5, count)
        return cls(np.asarray(middles, dtype=float), np.full(count, width))

    @classmethod
    def cut(cls, edges: Sequence[float]) -> Axis:
        """One cell between each edge and the next, at its middle."""
        ends = np.asarray(edges, dtype=float)
        return cls((ends[1:] + ends[:-1]) / 2, np.diff(ends))


@dataclass(frozen=True)
class Axes:
    """One axis per parameter; `slope` in logarithms."""

    level: Axis
    slope: Axis
    lapse: Axis
    bias: Axis

    @classmethod
    def fine(cls, lowest: float, highest: float) -> Axes:
        """For estimates."""
        return cls(
            levels(lowest, highest, 96),
            slopes(9),
            Axis.cut((0.0, 0.01, 0.04, 0.1, LAPSE_TOP)),
            Axis.cut((-7.5, -4.5, -2.7, -1.5, -0.5, 0.5, 1.5, 2.7, 4.5, 7.5)),
        )

    @classmethod
    def coarse(cls, lowest: float, highest: float) -> Axes:
        """For placement, where speed counts more than the last digit."""
        return cls(
            levels(lowest, highest, 48),
            slopes(5),
            Axis.cut((0.0, 0.03, LAPSE_TOP / 1.5)),
            Axis.cut((-7.0, -2.5, -0.8, 0.8, 2.5, 7.0)),
        )

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Number of values on each axis."""
        return len(self.level), len(self.slope), len(self.lapse), len(self.bias)

    def nodes(self) -> tuple[Array, Array, Array, Array]:
        """Level, slope, lapse and bias of every node, the level changing most slowly."""
        axes = (self.level.values, np.exp(self.slope.values), self.lapse.values, self.bias.values)
        level, slope, lapse, bias = (each.ravel() for each in np.meshgrid(*axes, indexing="ij"))
        return level, slope, lapse, bias

    def prior(self) -> Array:
        """Prior density times volume of every node; the level's density is 1 per unit of x."""
        parts = (
            self.level.widths,
            slope_density(self.slope.values) * self.slope.widths,
            lapse_density(self.lapse.values) * self.lapse.widths,
            bias_density(self.bias.values) * self.bias.widths,
        )
        level, slope, lapse, bias = np.meshgrid(*parts, indexing="ij")
        return np.asarray((level * slope * lapse * bias).ravel())


def levels(lowest: float, highest: float, count: int) -> Axis:
    """Indifference levels over what is offered and a bit beyond."""
    reach = BEYOND * (highest - lowest)
    return Axis.between(lowest - reach, highest + reach, count)


def slopes(count: int) -> Axis:
    """Logarithms of the slopes."""
    return Axis.between(float(np.log(SLOPES[0])), float(np.log(SLOPES[1])), count)


def slope_density(log_slope: Array) -> Array:
    """Prior density of the slope's logarithm, normal, up to the tails cut off."""
    return normal(log_slope - np.log(SLOPE_CENTER), SLOPE_SPREAD)


def lapse_density(lapse: Array) -> Array:
    """Prior density of the lapse, exponential."""
    return np.asarray(np.exp(-lapse / LAPSE_MEAN) / LAPSE_MEAN)


def bias_density(bias: Array) -> Array:
    """Prior density of the position bias, symmetric around 0."""
    narrow, wide = BIAS_SPREADS
    return np.asarray(0.5 * normal(bias, narrow) + 0.5 * normal(bias, wide))


def normal(deviation: Array, spread: float) -> Array:
    """Normal density around 0."""
    scaled = np.exp(-0.5 * (deviation / spread) ** 2)
    return np.asarray(scaled / (spread * np.sqrt(2 * np.pi)))
