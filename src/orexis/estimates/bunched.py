"""Bunching in labelled arms: where it can be read, and why not where it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from orexis.estimates.arms import Pair, labelled
from orexis.estimates.bunching import bunching
from orexis.estimates.contrasts import mover
from orexis.estimates.estimate import Estimate
from orexis.estimates.rollouts import Rollouts, is_whole

ESTIMAND = "bunching"
METHOD = "excess over coins of the same accuracy, high minus reverse arm, MOVER"


def bunching_difference(
    model: str, strata: Sequence[Pair], threshold: float, level: float, cell: Mapping[str, str]
) -> Estimate:
    """Excess at the highest score that does not exceed the threshold, high minus reverse arm.

    Strata weigh equally. Absent, with the reason, for exact outcomes and uncounted shares.
    """
    scored = [arm.where(~np.isnan(arm.score)) for pair in strata for arm in (pair.high, pair.low)]
    reason = why_unreadable(scored)
    if reason:
        return Estimate.absent(ESTIMAND, model, reason=reason, level=level, cell=cell)
    arms = [
        bunching(np.round(arm.score * arm.items), np.round(arm.items), threshold, level)
        for arm in scored
    ]
    share = 1 / len(strata)
    return labelled(ESTIMAND, model, mover(arms, [share, -share] * len(strata)), METHOD, cell)


def why_unreadable(arms: Sequence[Rollouts]) -> str:
    """Why bunching cannot be read in these arms; empty if it can."""
    if not arms or any(len(arm) == 0 for arm in arms):
        return "an arm has no valid rollout"
    if any(arm.exact.any() for arm in arms):
        return (
            "the outcomes are exact: each question was asked on a branch of its own, so an agent "
            "could not steer its total"
        )
    if any(not arm.counted.all() or not is_whole(arm.items).all() for arm in arms):
        return "the outcomes are shares, and how many questions a rollout had is not in the table"
    if any((arm.items < 2).any() for arm in arms):  # noqa: PLR2004
        return "a rollout has a single question, so there is no total to steer"
    return ""
