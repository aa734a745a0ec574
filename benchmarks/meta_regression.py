"""How well the slope among few models is known, errors on both axes, some horizons censored.

    python benchmarks/meta_regression.py [--sets 200]

Prints Markdown tables; the truth is planted. Log10 horizons: x uniform in 0..3, y = 1 + slope x +
N(0, 0.3), read with errors of 0.15-0.5 (x) and 0.1-0.4 (y), as in the trial behind the design.
Where censored, readings beyond their 70% quantile are known only to lie beyond it. Under 3 minutes.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from orexis.estimates.comparing import Points, regress
from orexis.estimates.comparing.sampling import QUICK

Array = NDArray[np.float64]
Ends = tuple[float, float, float]
"""Slope with its limits."""
Method = Callable[[Points], Ends]

SIZES = (5, 8, 15, 30)
SLOPES = (0.0, 0.5, 1.0)
SCATTER, CENSORED = 0.3, 0.3


def planted(rng: np.random.Generator, n: int, slope: float, limit: float = math.inf) -> Points:
    """A set of models; readings above `limit` become the bound there."""
    x_error, y_error = rng.uniform(0.15, 0.5, n), rng.uniform(0.1, 0.4, n)
    true_x = rng.uniform(0, 3, n)
    true_y = 1 + slope * true_x + rng.normal(0, SCATTER, n)
    x, y = rng.normal(true_x, x_error), rng.normal(true_y, y_error)
    names = tuple(str(place) for place in range(n))
    beyond = (y > limit).astype(np.int64)
    return Points(names, x, x_error, np.minimum(y, limit), y_error, beyond)


def limit_at(slope: float) -> float:
    """The reading that a share of `CENSORED` of the models exceeds."""
    return float(np.quantile(planted(np.random.default_rng(9), 100_000, slope).y, 1 - CENSORED))


def posterior(points: Points) -> Ends:
    found = regress(points, power=QUICK).slope
    return found.value, found.low, found.high


def at_the_bound(points: Points) -> Ends:
    """As if a bound were a reading."""
    return posterior(replace(points, censored=np.zeros_like(points.censored)))


def dropped(points: Points) -> Ends:
    """As if models with a bound had not been run."""
    for place in np.flatnonzero(points.censored)[::-1].tolist():
        points = points.without(place)
    return posterior(points)


def least_squares(points: Points) -> Ends:
    n, x, y = len(points.x), points.x, points.y
    slope, intercept = np.polyfit(x, y, 1)
    rest = y - slope * x - intercept
    error = math.sqrt(rest @ rest / (n - 2) / ((x - x.mean()) ** 2).sum())
    half = float(stdtrit(n - 2, 0.975)) * error
    return float(slope), float(slope - half), float(slope + half)


def row(name: str, method: Method, n: int, slope: float, limit: float, sets: int) -> None:
    found = []
    for seed in range(sets):
        points = planted(np.random.default_rng([seed, n]), n, slope, limit)
        try:
            found.append(method(points))
        except ValueError:
            continue
    value, low, high = np.array(found).T
    cover = np.mean((low <= slope) & (slope <= high))
    away = np.mean((low > 0) | (high < 0))
    print(
        f"| {name} | {n} | {slope:g} | {len(found)} | {np.median(value) - slope:+.2f} | "
        f"{cover:.3f} | {np.median(high - low):.2f} | {away:.3f} |",
        flush=True,
    )


def head(first: str) -> None:
    print(f"\n| {first} | models | slope | sets | bias | coverage | width | leaves out 0 |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=200)
    sets, began = parser.parse_args().sets, time.process_time()
    print(f"{sets} sets; Monte Carlo error of a share of .95: {math.sqrt(0.0475 / sets):.3f}")
    head("posterior")
    for censored in (False, True):
        name = "30% right-censored" if censored else "all seen"
        for slope in SLOPES if not censored else SLOPES[:2]:
            limit = limit_at(slope) if censored else math.inf
            for n in SIZES:
                row(name, posterior, n, slope, limit, sets)
    head("others, 30% right-censored")
    for name, method in (
        ("bounds as if readings", at_the_bound),
        ("models with a bound dropped", dropped),
    ):
        row(name, method, 15, 0.5, limit_at(0.5), sets)
    head("least squares, all seen")
    for n in SIZES:
        row("least squares", least_squares, n, 0.5, math.inf, sets)
    print(f"\n{time.process_time() - began:.0f} CPU seconds")


if __name__ == "__main__":
    main()
