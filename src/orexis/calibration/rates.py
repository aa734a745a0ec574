"""Shares of runs, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.estimates import wilson

LEVEL = 0.95
"""Level of the intervals of the rates."""
DETECTED = 0.8
"""Share of runs from which on an effect counts as one that the design finds."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of runs with its Wilson interval."""

    value: float
    low: float
    high: float
    runs: int


def rate_of(hits: int, runs: int) -> Rate:
    """The share of runs that were hits."""
    low, high = wilson(hits / runs, runs, LEVEL)
    return Rate(hits / runs, low, high, runs)
