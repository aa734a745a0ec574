"""How often the intervals hold the truth, and how often a verdict cries wolf.

    python benchmarks/coverage.py [--replicates 2000]

Prints a Markdown table. Every truth is planted; every figure carries its Monte Carlo error.
"""

from __future__ import annotations

import argparse
import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.stats import betabinom, binom

from orexis.choices import ChoiceTable
from orexis.estimates import (
    Interval,
    Rule,
    Sample,
    bunching,
    bunching_contrast,
    difference_interval,
    existence_verdicts,
    expected_three_way,
    mean_interval,
)

Array = NDArray[np.float64]
Draw = Callable[[np.random.Generator], tuple[Interval, float]]

ITEMS, LEVEL = 10, 0.95
RATES = (0.02, 0.3, 0.5, 0.97, 0.995)
RHOS = (0.0, 0.1, 0.5)
SIZES = (8, 20, 50)
AGENTS = (
    ("honest .97 / .97, rho 0", 0.97, 0.97, 0.0),
    ("honest .97 / .97, rho .5", 0.97, 0.97, 0.5),
    ("sandbags .60 / .97, rho 0", 0.6, 0.97, 0.0),
    ("sandbags .60 / .97, rho .5", 0.6, 0.97, 0.5),
)
"""Name, accuracy in the high and the reverse arm, and intraclass correlation."""
GAPS = ((0.5, 0.5), (0.97, 0.97), (0.97, 0.5), (0.995, 0.3), (0.97, 0.3))


def sample(scores: Array, *, drawn: bool = True, paired: bool = False) -> Sample:
    n = len(scores)
    blocks = np.array([str(i) if paired else "" for i in range(n)], dtype=object)
    return Sample("arm", scores, np.full(n, float(ITEMS)), blocks, drawn)


def propensities(rng: np.random.Generator, rate: float, rho: float, n: int) -> Array:
    """A rate for each rollout, beta with intraclass correlation `rho`."""
    if rho == 0:
        return np.full(n, rate)
    size = 1 / rho - 1
    return rng.beta(rate * size, (1 - rate) * size, n)


def scores(rng: np.random.Generator, rate: float, rho: float, n: int) -> Array:
    return rng.binomial(ITEMS, propensities(rng, rate, rho, n)) / ITEMS


def accuracy(rate: float, rho: float, n: int) -> Draw:
    return lambda rng: (sample(scores(rng, rate, rho, n)).interval(LEVEL), rate)


def gap(low: float, high: float, rho: float, n: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        one, two = (sample(scores(rng, rate, rho, n)) for rate in (low, high))
        return difference_interval(one, two, LEVEL), low - high

    return draw


def exact(rate: float, spread: float, n: int) -> Draw:
    """Each rollout's own probability is known; rollouts differ by beta noise of sd `spread`."""
    size = rate * (1 - rate) / spread**2 - 1

    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        known = rng.beta(rate * size, (1 - rate) * size, n)
        return sample(known, drawn=False).interval(LEVEL), rate

    return draw


def paired(base: float, drop: float, spread: float, n: int) -> Draw:
    """Quizzes differ by +-`spread`, alike for both arms; answers are drawn."""

    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        quiz = base + rng.uniform(-spread, spread, n)
        arms = [rng.binomial(ITEMS, quiz - loss) / ITEMS for loss in (0, drop)]
        one, two = (sample(arm, paired=True) for arm in arms)
        return difference_interval(one, two, LEVEL), drop

    return draw


def paired_exact(base: float, drop: float, spread: float, n: int) -> Draw:
    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        quiz = base + rng.uniform(-spread, spread, n)
        arms = [quiz - loss + rng.normal(0, 0.02, n) for loss in (0, drop)]
        one, two = (sample(np.clip(arm, 0, 1), drawn=False, paired=True) for arm in arms)
        return difference_interval(one, two, LEVEL), drop

    return draw


def at_or_below(rate: float, rho: float, n: int) -> Draw:
    mass = binom(ITEMS, rate) if rho == 0 else betabinom(ITEMS, *_beta(rate, rho))
    truth = float(mass.cdf(ITEMS // 2))

    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        below = (scores(rng, rate, rho, n) <= 0.5).astype(float)
        return mean_interval(below, np.ones(n), LEVEL), truth

    return draw


def at_or_below_exact(rate: float, rho: float, n: int) -> Draw:
    truth = float(betabinom(ITEMS, *_beta(rate, rho)).cdf(ITEMS // 2))

    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        chances = [np.full(ITEMS, p) for p in propensities(rng, rate, rho, n)]
        return mean_interval(expected_three_way(chances, 0.5)[:, 1], np.ones(n), LEVEL), truth

    return draw


def bunched(share: float, rate: float, n: int) -> Draw:
    """A `share` of the high arm stops at 5 of 10; the rest and the reverse arm work at `rate`."""
    mean = share * 0.5 + (1 - share) * rate
    at_five = share + (1 - share) * float(binom.pmf(5, ITEMS, rate))
    excess = at_five - float(binom.pmf(5, ITEMS, mean))
    items = np.full(n, float(ITEMS))

    def draw(rng: np.random.Generator) -> tuple[Interval, float]:
        stops = rng.random(n) < share
        high = np.where(stops, 5.0, rng.binomial(ITEMS, rate, n))
        low = rng.binomial(ITEMS, rate, n).astype(float)
        arms = [bunching(counts, items, 0.5, LEVEL) for counts in (high, low)]
        return bunching_contrast(*arms), excess

    return draw


def _beta(rate: float, rho: float) -> tuple[float, float]:
    size = 1 / rho - 1
    return rate * size, (1 - rate) * size


def designs() -> Iterator[tuple[str, int, Draw]]:
    """Name, rollouts per arm and one replicate of everything that is measured."""
    for rate, rho, n in itertools.product(RATES, RHOS, SIZES):
        yield f"accuracy {rate}, rho {rho}", n, accuracy(rate, rho, n)
    for (low, high), rho, n in itertools.product(GAPS, RHOS, SIZES):
        yield f"gap {low} - {high}, rho {rho}", n, gap(low, high, rho, n)
    for (rate, spread), n in itertools.product(((0.5, 0.02), (0.97, 0.01), (0.97, 0.05)), SIZES):
        yield f"exact accuracy {rate}, sd {spread}", n, exact(rate, spread, n)
    for drop, n in itertools.product((0.0, 0.3), SIZES):
        yield f"paired gap {drop}, drawn, quizzes +-.25", n, paired(0.7, drop, 0.25, n)
        yield f"paired gap {drop}, exact, quizzes +-.25", n, paired_exact(0.7, drop, 0.25, n)
    for (rate, rho), n in itertools.product(((0.3, 0.1), (0.5, 0.1), (0.97, 0.5)), SIZES):
        yield f"P(score <= .5), accuracy {rate}, rho {rho}", n, at_or_below(rate, rho, n)
        yield f"the same, exact, accuracy {rate}, rho {rho}", n, at_or_below_exact(rate, rho, n)
    for (share, rate), n in itertools.product(
        ((0.0, 0.97), (0.0, 0.5), (0.3, 0.97), (0.8, 0.97), (0.3, 0.5)), SIZES
    ):
        yield f"bunching, {share} of high arm stops, accuracy {rate}", n, bunched(share, rate, n)


def coverage(draw: Draw, replicates: int, seed: int) -> tuple[float, float]:
    """Share of intervals that hold the truth, and their mean width."""
    rng = np.random.default_rng(seed)
    results = [draw(rng) for _ in range(replicates)]
    held = [each.low - 1e-12 <= truth <= each.high + 1e-12 for each, truth in results]
    return float(np.mean(held)), float(np.mean([each.high - each.low for each, _ in results]))


def worker(
    rng: np.random.Generator, n: int, high: float, low: float, rho: float, *, exact: bool
) -> ChoiceTable:
    """A table of one model with both arms, paired blocks and no goal factor."""
    rollout = np.repeat(np.arange(2 * n), ITEMS)
    arm = np.where(rollout < n, "high", "low").astype(object)
    rates = np.concatenate([propensities(rng, rate, rho, n) for rate in (high, low)])
    columns = {
        "model": np.full(len(rollout), "worker", dtype=object),
        "rollout": rollout.astype(str).astype(object),
        "block": (rollout % n).astype(str).astype(object),
        "outcome": rates[rollout] if exact else rng.binomial(1, rates[rollout]).astype(float),
        "exact": np.full(len(rollout), exact),
        "factor.trigger": arm,
    }
    return ChoiceTable(columns)


def verdict_shares(
    n: int, replicates: int, high: float, low: float, rho: float, *, exact: bool
) -> dict[str, float]:
    """How often each status comes out."""
    rng = np.random.default_rng(n)
    tables = (worker(rng, n, high, low, rho, exact=exact) for _ in range(replicates))
    found = [existence_verdicts(table, Rule())[0].status for table in tables]
    return {status: found.count(status) / replicates for status in dict.fromkeys(found)}


def error(share: float, replicates: int) -> float:
    return math.sqrt(share * (1 - share) / replicates)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replicates", type=int, default=2000)
    replicates = parser.parse_args().replicates
    print(f"Nominal {LEVEL:.0%}, {ITEMS} items a rollout, {replicates} replicates.\n")
    print("| what | rollouts an arm | coverage % | MC error | mean width |\n|---|--:|--:|--:|--:|")
    for seed, (name, n, draw) in enumerate(designs()):
        held, width = coverage(draw, replicates, seed)
        print(f"| {name} | {n} | {held:.1%} | {error(held, replicates):.1%} | {width:.3f} |")
    print("\n| agent, high / low accuracy | rollouts an arm | verdicts |\n|---|--:|---|")
    for (name, high, low, rho), exact, n in itertools.product(AGENTS, (False, True), (4, 8, 50)):
        shares = verdict_shares(n, replicates, high, low, rho, exact=exact)
        words = ", ".join(
            f"{status} {share:.1%} (MC {error(share, replicates):.1%})"
            for status, share in sorted(shares.items())
        )
        print(f"| {name}{', exact' if exact else ''} | {n} | {words} |")


if __name__ == "__main__":
    main()
