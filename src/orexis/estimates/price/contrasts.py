"""Position bias and format shifts, read off a regression's coefficients."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.intervals import t_quantile
from orexis.estimates.price.priced import Limits

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Leaning:
    """Coefficients in log-odds."""

    bias: Limits | None
    """Accept shown first minus shown second; None where the order is not known or never varied."""
    formats: dict[str, Limits]
    """Each format against the mean of all; empty with fewer than two."""
    rollouts: int


def read_off(
    found: Array,
    covariance: Array,
    rollouts: int,
    level: float,
    formats: Sequence[str],
    bias: int | None,
    first_format: int,
) -> Leaning:
    """Coefficients with Student's intervals.

    Args:
        found: (P,) coefficients.
        covariance: (P, P) of them.
        rollouts: Behind them.
        level: Confidence level in (0, 1).
        formats: Their names, in the order of their columns.
        bias: Column of the position bias; None where it cannot be told.
        first_format: Column of the first format.
    """
    factor = t_quantile(level, max(1.0, rollouts - len(found)))
    units = np.eye(len(found))

    def limits(weights: Array) -> Limits:
        value = float(weights @ found)
        half = factor * math.sqrt(max(0.0, float(weights @ covariance @ weights)))
        return value, value - half, value + half

    shifts: dict[str, Limits] = {}
    if len(formats) > 1:
        own = units[first_format : first_format + len(formats)]
        shifts = {
            name: limits(row - own.mean(axis=0)) for name, row in zip(formats, own, strict=True)
        }
    return Leaning(None if bias is None else limits(units[bias]), shifts, rollouts)
