"""Shares of runs, with their intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from orexis.estimates import wilson

LEVEL = 0.95
"""Level of the intervals of the rates."""
DETECTED = 0.8
"""Share of runs from which on an effect counts as one that the design finds."""
DIGITS = 4
"""Decimals of figures in run.json."""


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


def figure_facts(value: float) -> float | None:
    """A number for run.json; None where it is not finite."""
    return round(value, DIGITS) if math.isfinite(value) else None


def rate_facts(rate: Rate) -> dict[str, Any]:
    """A rate for run.json."""
    shares = {"value": rate.value, "low": rate.low, "high": rate.high}
    return {**{name: figure_facts(each) for name, each in shares.items()}, "runs": rate.runs}


def known_rate(rate: Rate | None) -> dict[str, Any] | None:
    """The same, where there is one."""
    return None if rate is None else rate_facts(rate)
