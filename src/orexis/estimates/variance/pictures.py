"""What a report draws, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from orexis.estimates.variance.clusters import Two
from orexis.estimates.variance.components import Sizes
from orexis.estimates.variance.posterior import Posterior
from orexis.estimates.variance.reading import Rows
from orexis.estimates.variance.shuffles import Test
from orexis.estimates.variance.strips import Strips, posteriors

SHOWN = 2000
"""Rollouts that are given one by one."""
TOLD = ("name", "p", "method", "reason", "statistic")


def extras(
    rows: Rows,
    posterior: Posterior,
    sizes: Sizes,
    tests: Sequence[Test],
    found: Strips | None,
    two: Two | None,
) -> dict[str, list[dict[str, Any]]]:
    """`variance_fit`, one row; `variance_tests`; `variance_rollouts`, of whole rollouts."""
    told = [*tests, *([two.test] if two else [])]
    about: dict[str, Any] = {
        "draws": len(posterior.weights),
        "ess": posterior.ess,
        "choices": float(rows.weight.sum()),
        "exact": rows.exact,
        "rest": sizes.rest,
        "gap": two.gap if two else np.nan,
        "upper": two.share if two else np.nan,
    }
    return {
        "variance_fit": [about | {f"{name}s": count for name, count in sizes.numbers.items()}],
        "variance_tests": [{name: getattr(test, name) for name in TOLD} for test in told],
        "variance_rollouts": _one_by_one(rows, posterior, found) if found is not None else [],
    }


def _one_by_one(rows: Rows, posterior: Posterior, found: Strips) -> list[dict[str, Any]]:
    sd = float(np.exp(posterior.centre[posterior.structure.rollout]))
    values = posteriors(found, sd)
    arm = rows.arm if rows.forks else rows.context
    shown = []
    for unit in range(min(len(found.unit), SHOWN)):
        row, label = int(found.first[unit]), found.unit.labels[unit]
        mean, low, high = values[unit].tolist()
        shown.append(
            {
                "model": str(rows.model.labels[rows.model.codes[row]]),
                "context": str(arm.labels[arm.codes[row]]),
                "rollout": str(label[0] if isinstance(label, tuple) else label),
                "log_odds": mean,
                "low": low,
                "high": high,
                "choices": float(found.choices[unit]),
            }
        )
    return shown
