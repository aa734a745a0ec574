"""Rollouts with one outcome a turn and no offers: how far the mean moves, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.curves import sigmoid
from orexis.estimates.drift.figure import Figure
from orexis.estimates.drift.panel import Array
from orexis.estimates.drift.reading import Read, blocks_of, coded, column, times
from orexis.estimates.drift.rule import STATEMENTS, DriftRule
from orexis.estimates.estimate import Estimate, Verdict

CANNOT = (
    "one outcome a turn moves alike whether another thing is preferred or consistency is lost; "
    "what could tell them apart: forks (at least 30 repeats at one point), or offers of several "
    "strengths with anchors"
)
SHIFT = "log-odds of the last third of the turns less the first; jackknife over rollouts"
SLOPE = "logistic regression on ln(turn); jackknife over rollouts"
STEPS = 30
LOOSE = 4.0
"""Standard deviation of the normal prior on both coefficients."""
THIRD = 1 / 3


@dataclass(frozen=True)
class Turns:
    """What can be said of one topology."""

    estimates: list[Estimate]
    verdicts: list[Verdict]
    notes: list[str]


def of_turns(read: Read, rule: DriftRule) -> list[Turns]:
    """Every topology of one model and context."""
    table = read.table
    used = table["valid"] & np.isfinite(times(table))
    names = coded(column(table, "topology"))[1]
    return [
        _topology(read, name, used & (column(table, "topology") == name), rule) for name in names
    ]


def _topology(read: Read, topology: str, used: NDArray[np.bool_], rule: DriftRule) -> Turns:
    table = read.table.where(used)
    unit, names = coded(blocks_of(table))
    cell = {**read.context, **({"topology": topology} if topology else {})}
    scope = f"{read.model}, {len(names)} rollouts"
    why = _refusal(times(table), len(names), rule)

    def estimate(name: str, figure: Figure | None, method: str) -> Estimate:
        n = len(names)
        if figure is None or figure.variance == 0:
            reason = why or "all rollouts answered alike: whether they can differ was not seen"
            return Estimate.absent(
                name, read.model, reason=reason, level=rule.level, cell=cell, n=n
            )
        value, low, high = (float(each) for each in figure.limits(rule.level))
        return Estimate(name, read.model, value, low, high, rule.level, n, method, cell)

    shift = None if why else late_shift(table["outcome"], times(table), table["weight"], unit)
    slope = None if why else slope_of(table["outcome"], times(table), table["weight"], unit)
    found = [
        estimate("wander_logits", shift, SHIFT),
        estimate("slope_logits", slope, SLOPE),
        Estimate.absent(
            "incoherence", read.model, reason=CANNOT, level=rule.level, cell=cell, n=len(names)
        ),
    ]
    because = CANNOT
    if not np.isnan(found[0].value):
        because = (
            f"the log-odds moved by {found[0].value:+.2f} [{found[0].low:+.2f}, "
            f"{found[0].high:+.2f}], but {CANNOT}"
        )
    verdicts = [
        Verdict(read.model, words, "uninterpretable", because, scope, (found[0],), cell=cell)
        for words in STATEMENTS.values()
    ]
    return Turns(
        found, verdicts, [f"{read.model}: no forks and no offers of several strengths: {CANNOT}."]
    )


def _refusal(turn: Array, rollouts: int, rule: DriftRule) -> str:
    if rollouts < rule.rollouts:
        return f"{rollouts} rollouts are too few for an interval: at least {rule.rollouts}"
    if len(np.unique(turn)) < 2:  # noqa: PLR2004 - early and late
        return "all outcomes are of one turn, so nothing is early or late"
    return ""


def late_shift(outcome: Array, turn: Array, weight: Array, unit: NDArray[np.intp]) -> Figure | None:
    """Log-odds of the last third of the turns less those of the first.

    Args:
        outcome: (n,) in [0, 1].
        turn: (n,) when.
        weight: (n,) above 0.
        unit: (n,) number of the rollout; those without an early or a late part are left out.
    """
    seen = np.unique(turn)
    early = turn <= seen[int(np.floor((len(seen) - 1) * THIRD))]
    late = turn >= seen[int(np.ceil((len(seen) - 1) * (1 - THIRD)))]
    count = int(unit.max()) + 1
    sums = np.array(
        [
            np.bincount(unit[part], values[part], count)
            for part in (early, late)
            for values in (weight * outcome, weight)
        ]
    )
    sums = sums[:, (sums[1] > 0) & (sums[3] > 0)]
    if sums.shape[1] < 3:  # noqa: PLR2004 - a spread over two is none
        return None
    value = float(_shift(sums.sum(axis=1)[:, None])[0])
    without = _shift(sums.sum(axis=1)[:, None] - sums)
    behind = sums.shape[1]
    return Figure(value, (without.mean() - without) * (behind - 1) / behind, 0.0, behind)


def _shift(sums: Array) -> Array:
    """Half an answer of either kind is added, so that log-odds are finite."""
    odds = [np.log(yes + 0.5) - np.log(count - yes + 0.5) for yes, count in (sums[:2], sums[2:])]
    return np.asarray(odds[1] - odds[0])


def slope_of(outcome: Array, turn: Array, weight: Array, unit: NDArray[np.intp]) -> Figure | None:
    """Change of the log-odds by unit of ln(turn), all rollouts together."""
    if not (turn > 0).all():
        return None
    x = np.column_stack((np.ones(len(turn)), np.log(turn) - np.log(turn).mean()))
    at = np.zeros(2)
    information = np.eye(2)
    for _ in range(STEPS):
        chance = sigmoid(x @ at)
        score = x.T @ (weight * (outcome - chance)) - at / LOOSE**2
        curved = weight * chance * (1 - chance)
        information = (x * curved[:, None]).T @ x + np.eye(2) / LOOSE**2
        step = np.linalg.solve(information, score)
        at = at + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 - far below any standard error
            break
    rows = x * (weight * (outcome - sigmoid(x @ at)))[:, None]
    count = int(unit.max()) + 1
    sums = np.column_stack([np.bincount(unit, column, count) for column in rows.T])
    influence = sums @ np.linalg.inv(information)[:, 1]
    return Figure(float(at[1]), influence, 0.0, count)
