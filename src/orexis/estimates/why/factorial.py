"""What each ablation does to the gap: weighted sums over the crossed design."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.why.aliases import aliased
from orexis.estimates.why.gaps import Gaps

Array = NDArray[np.float64]
MOST_NAMED = 4
"""Missing cells that a sentence names before it counts the rest."""


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of cells with its name, or the reason why it cannot be had."""

    estimand: str
    cell: Mapping[str, str]
    weights: Array | None
    """(k,) over the cells."""
    reason: str = ""


def varied(gaps: Gaps) -> list[str]:
    """Factors of the ablations of which both levels were run, with both arms, in the factorial."""
    here = _within(gaps, [a.factor for a in gaps.setup.ablations])
    found = []
    for ablation in gaps.setup.ablations:
        levels = {context[ablation.factor] for context in here}
        if {ablation.baseline, ablation.ablated} <= levels:
            found.append(ablation.factor)
    return found


def present(gaps: Gaps, factors: Sequence[str]) -> list[tuple[str, ...]]:
    """Which subsets of the ablations were run with both arms."""
    return [out for out in gaps.setup.grid(factors) if not gaps.missing(gaps.setup.context(out))]


def contrasts(gaps: Gaps) -> list[Contrast]:
    """Every contrast of the factorial, the refused ones too."""
    factors = varied(gaps)
    if not factors:
        return []
    named = [
        *_main_effects(factors),
        *_interactions(factors),
        *_removed(factors),
        *_shapley(factors),
        ("residual", {}, {tuple(factors): 1.0}),
    ]
    effects = {"main_effect", "interaction"}
    found = []
    for estimand, cell, parts in named:
        row = gaps.combine([(gaps.setup.context(out), w) for out, w in parts.items()])
        if isinstance(row, list):
            about = tuple(cell[name] for name in ("factor",) if name in cell) or tuple(
                cell.get("factors", "").split(" x ")
            )
            twins = aliased(about, factors, present(gaps, factors)) if estimand in effects else []
            found.append(Contrast(estimand, cell, None, _refusal(row, twins)))
        else:
            found.append(Contrast(estimand, cell, row))
    return found + bundles(gaps, factors)


def bundles(gaps: Gaps, factors: Sequence[str]) -> list[Contrast]:
    """Where the factorial has holes: baseline minus each context with several ablations at once.

    Only those whose parts were not all run one by one, so that they cannot be told apart.
    """
    run = present(gaps, factors)
    if len(run) == 2 ** len(factors) or () not in run:
        return []
    found = []
    for out in run:
        alone = [name for name in out if (name,) in run]
        if len(out) > 1 and len(alone) < len(out):
            row = gaps.combine([(gaps.setup.context(), 1.0), (gaps.setup.context(out), -1.0)])
            if not isinstance(row, list):
                found.append(Contrast("bundle", {"factors": " + ".join(out)}, row))
    return found


def shapley_weight(size: int, k: int) -> float:
    """|S|! (k - 1 - |S|)! / k!: the share of orders in which exactly S comes before (Shapley)."""
    return factorial(size) * factorial(k - 1 - size) / factorial(k)


Parts = dict[tuple[str, ...], float]
Named = tuple[str, dict[str, str], Parts]


def _subsets(factors: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(factors) + 1):
        yield from combinations(factors, size)


def _with(out: Sequence[str], more: Sequence[str], factors: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in factors if name in out or name in more)


def _main_effects(factors: Sequence[str]) -> Iterator[Named]:
    for factor in factors:
        others = [name for name in factors if name != factor]
        parts: Parts = {}
        for out in _subsets(others):
            parts[out] = 0.5 ** len(others)
            parts[_with(out, [factor], factors)] = -(0.5 ** len(others))
        yield "main_effect", {"factor": factor}, parts


def _interactions(factors: Sequence[str]) -> Iterator[Named]:
    """By how much the effect of one ablation is smaller once the other is applied."""
    for one, two in combinations(factors, 2):
        others = [name for name in factors if name not in {one, two}]
        parts: Parts = {}
        for out in _subsets(others):
            for taken, sign in (((), 1), ((one,), -1), ((two,), -1), ((one, two), 1)):
                parts[_with(out, taken, factors)] = sign * 0.5 ** len(others)
        yield "interaction", {"factors": f"{one} x {two}"}, parts


def _removed(factors: Sequence[str]) -> Iterator[Named]:
    for factor in factors:
        yield "removed", {"factor": factor}, {(): 1.0, (factor,): -1.0}


def _shapley(factors: Sequence[str]) -> Iterator[Named]:
    k = len(factors)
    for factor in factors:
        parts: Parts = {}
        for out in _subsets([name for name in factors if name != factor]):
            weight = shapley_weight(len(out), k)
            parts[out] = weight
            parts[_with(out, [factor], factors)] = -weight
        yield "shapley", {"factor": factor}, parts


def _within(gaps: Gaps, factors: Sequence[str]) -> list[dict[str, str]]:
    """Contexts that differ from the baseline in nothing but ablated levels."""
    levels = {a.factor: {a.baseline, a.ablated} for a in gaps.setup.ablations}
    return [
        context
        for context in gaps.contexts
        if all(
            level in levels[name] if name in factors else level == gaps.setup.baseline[name]
            for name, level in context.items()
        )
    ]


def _refusal(missing: Sequence[str], twins: Sequence[str]) -> str:
    named = "; ".join(missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    alias = (
        f"; in the cells that were run it cannot be told from {', '.join(twins)}" if twins else ""
    )
    return f"no rollout in the cells {named}{more}{alias}"
