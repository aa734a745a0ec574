"""From rollouts to labelled estimates: what is measured in an arm, and how arms are set apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.contrasts import Sample, contrast, correlations
from orexis.estimates.counts import THREE_WAY, expected_three_way, three_way
from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import Interval, effective_size
from orexis.estimates.rollouts import Rollouts


@dataclass(frozen=True)
class Pair:
    """The two arms of one stratum."""

    cell: Mapping[str, str]
    """Levels of the factors other than the one that sets the arms apart."""
    high: Rollouts
    low: Rollouts

    @property
    def complete(self) -> bool:
        """Both arms were run, with or without valid answers."""
        return len(self.high) > 0 and len(self.low) > 0


def pairs(rollouts: Rollouts, factor: str, high: str, low: str) -> list[Pair]:
    """Every stratum of the other factors, split by two levels of `factor`."""
    return [
        Pair(cell, rollouts.at({**cell, factor: high}), rollouts.at({**cell, factor: low}))
        for cell in rollouts.cells(factor)
    ]


def accuracy(rollouts: Rollouts, label: str = "the arm") -> Sample:
    """The score of each rollout that has one."""
    scored = rollouts.where(~np.isnan(rollouts.score))
    drawn = bool(scored.counted.all())
    return Sample(label, scored.score, scored.items, scored.block, drawn)


def outcome_share(rollouts: Rollouts, threshold: float, label: str = "the arm") -> list[Sample]:
    """Chance of each of the `THREE_WAY` outcomes, one sample an outcome; draws give 0 or 1.

    A known chance counts as one 0 or 1 all the same: chances near 0 with a rare large one between
    them look too alike (without this 95% intervals held in 60% of runs).
    """
    scored = rollouts.where(~np.isnan(rollouts.score))
    shares = three_way(scored.score, threshold)
    shares[scored.exact] = expected_three_way(list(scored.chances[scored.exact]), threshold)
    ones = np.ones(len(scored))
    return [Sample(label, shares[:, which], ones, scored.block) for which in range(len(THREE_WAY))]


def at_or_below(rollouts: Rollouts, threshold: float, label: str = "the arm") -> Sample:
    """Chance that each rollout's score does not exceed the threshold."""
    return outcome_share(rollouts, threshold, label)[THREE_WAY.index("not_complied")]


def row_share(
    rollouts: Rollouts, share: Literal["invalid", "refused"], label: str = "the arm"
) -> Sample:
    """Share of each rollout's rows that is invalid, or refused."""
    values: NDArray[np.float64] = getattr(rollouts, share)
    return Sample(label, values, rollouts.rows, rollouts.block)


def mean(
    estimand: str, model: str, sample: Sample, level: float, cell: Mapping[str, str]
) -> Estimate:
    """The mean of one arm."""
    return combined(estimand, model, [sample], [1.0], level, cell)


def pooled_difference(
    estimand: str,
    model: str,
    arms: Sequence[tuple[Sample, Sample]],
    level: float,
    cell: Mapping[str, str],
) -> Estimate:
    """First minus second arm, averaged over strata with equal weights."""
    share = 1 / max(1, len(arms))
    samples = [sample for pair in arms for sample in pair]
    return combined(estimand, model, samples, [share, -share] * len(arms), level, cell)


def combined(
    estimand: str,
    model: str,
    samples: Sequence[Sample],
    coefficients: Sequence[float],
    level: float,
    cell: Mapping[str, str],
) -> Estimate:
    """A weighted sum of arms' means; absent, with the reason, if an arm has no rollout to show."""
    empty = [sample.label for sample in samples if not len(sample.scores)]
    if empty or not samples:
        reason = f"no valid rollout in {' and in '.join(empty) or 'any arm'}"
        return Estimate.absent(estimand, model, reason=reason, level=level, cell=cell)
    interval = contrast(samples, coefficients, level)
    return labelled(estimand, model, interval, _method(samples, level), cell)


def labelled(
    estimand: str, model: str, interval: Interval, method: str, cell: Mapping[str, str]
) -> Estimate:
    """An interval with its labels."""
    value = interval.value
    low, high = min(value, interval.low), max(value, interval.high)
    return Estimate(
        estimand, model, value, low, high, interval.level, interval.n, method, dict(cell)
    )


def _method(samples: Sequence[Sample], level: float) -> str:
    if len(samples) == 1:
        (one,) = samples
        size = effective_size(one.scores, one.items, level, drawn=one.drawn)
        return f"Wilson, effective size {size:.0f} from {len(one.scores)} rollouts"
    related = correlations(samples)
    paired = bool((related > np.eye(len(samples))).any())
    strata = f", {len(samples) // 2} strata of equal weight" if len(samples) > 2 else ""  # noqa: PLR2004
    return "MOVER of Wilson intervals by rollout" + (", paired" if paired else "") + strata


def in_words(cell: Mapping[str, str]) -> str:
    """`goal = none, prompt = plain`; empty for no factors."""
    return ", ".join(f"{name} = {level}" for name, level in cell.items())


def listed(names: Sequence[str]) -> str:
    """`'high', 'low'`; `none` for none."""
    return ", ".join(f"'{name}'" for name in names) or "none"


def is_absent(estimate: Estimate) -> bool:
    """The estimate could not be computed."""
    return math.isnan(estimate.value)
