from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from orexis.estimates import Estimate, Verdict
from orexis.estimates.comparing import Run

MakeRun = Callable[..., Run]


@pytest.fixture(scope="session")
def make_run() -> MakeRun:
    return build


def estimate(
    model: str,
    value: float,
    cell: Mapping[str, str] | None = None,
    estimand: str = "revealed_horizon",
    factor: float = 1.5,
    n: int = 100,
) -> Estimate:
    low, high = (value / factor, value * factor) if value else (0.0, 0.8)
    return Estimate(estimand, model, value, low, high, 0.95, n, "grid", cell or {})


def build(
    name: str,
    horizons: Mapping[str, float] | None = None,
    *,
    boundaries: Sequence[str] = ("unstated",),
    more: Sequence[Estimate] = (),
    verdicts: Sequence[Verdict] = (),
    n: int = 100,
    **facts: Any,
) -> Run:
    """A run of the probe `horizon`: the same horizon for a model at every boundary."""
    known: dict[str, Any] = {
        "probe": "horizon",
        "models": list(horizons or {}),
        "controls": [],
        "seed": 1,
        "complete": True,
        "versions": {"orexis": "0.2.0"},
        "arguments": {"design": {"rollouts": 20, "seed": 1}},
    }
    found = [
        estimate(model, value, {"boundary": boundary}, n=n)
        for model, value in (horizons or {}).items()
        for boundary in boundaries
        if not math.isnan(value)
    ]
    return Run(name, (*found, *more), tuple(verdicts), known | facts)
