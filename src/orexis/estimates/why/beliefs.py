"""Did the manipulations move the beliefs that they target?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.arms import is_absent
from orexis.estimates.estimate import Estimate
from orexis.estimates.rollouts import Rollouts
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.checks import UNDERSTOOD, scored_by
from orexis.estimates.why.labels import number, rollouts_behind
from orexis.estimates.why.linear import sums
from orexis.estimates.why.setup import Ablation, Setup

HALF = 0.5
METHOD = (
    "mean over trunk rollouts, conditions of equal weight, Welch-Satterthwaite, or over blocks "
    "where that is wider"
)


@dataclass(frozen=True)
class Moved:
    """The shift of one target belief."""

    ablation: Ablation
    shift: Estimate
    """Belief at the ablated level minus that at the baseline's, trigger on high."""

    @property
    def unknown(self) -> bool:
        """There was no check to tell."""
        return is_absent(self.shift)

    @property
    def as_meant(self) -> bool:
        """The interval lies on the side to which the belief should move."""
        if self.unknown:
            return False
        return self.shift.high < 0 if self.ablation.moves == "down" else self.shift.low > 0

    @property
    def sentence(self) -> str:
        """Why it does not count as moved; empty if it does."""
        if self.as_meant:
            return ""
        aim = f"{self.ablation.factor} = {self.ablation.ablated}"
        if self.unknown:
            return f"whether {aim} moved the belief '{self.ablation.check}' is not known"
        return (
            f"{aim} did not move the belief '{self.ablation.check}' {self.ablation.moves}: "
            f"{self.shift.value:+.2f} [{self.shift.low:+.2f}, {self.shift.high:+.2f}]"
        )


def shifts(
    model: str,
    rollouts: Rollouts,
    names: NDArray[np.object_],
    given: dict[str, dict[str, float]],
    setup: Setup,
    level: float,
) -> list[Moved]:
    """The shift of each ablation's target belief, where the trigger is on high.

    Over all pairs of conditions that differ in this ablation alone, weighing the same; in a
    fraction, which has none, over all of its contexts.
    """
    found = []
    for ablation in setup.ablations:
        if ablation.check:
            own = scored_by(rollouts, names, given.get(ablation.check, {}))
            found.append(Moved(ablation, _shift(model, own, ablation, setup, level)))
    return found


def _shift(model: str, own: Rollouts, ablation: Ablation, setup: Setup, level: float) -> Estimate:
    cell = {"check": ablation.check, "factor": ablation.factor}
    estimand = "belief_shift"
    if not len(own):
        reason = f"no rollout answered the check '{ablation.check}'"
        return Estimate.absent(estimand, model, reason=reason, level=level, cell=cell)
    cells = Cells.of(own, setup).batched()
    row = _paired(cells, ablation, setup)
    if not row.any():
        row = _balanced(cells, ablation, setup)
    if not row.any():
        reason = (
            f"no two conditions with the check '{ablation.check}' differ in this factor alone, and "
            "over all of them it is not balanced against the other factors"
        )
        return Estimate.absent(estimand, model, reason=reason, level=level, cell=cell)
    total = sums(cells, row[None])
    low, high = total.limits(level)
    limits = (total.value[0, 0], low[0, 0], high[0, 0])
    return number(estimand, model, limits, level, rollouts_behind(cells, row), METHOD, cell)


def _paired(cells: Cells, ablation: Ablation, setup: Setup) -> NDArray[np.float64]:
    """(k,) weights: pairs of conditions that differ in the factor alone; 0 where there are none."""
    row = np.zeros(len(cells.conditions))
    for at, condition in enumerate(cells.conditions):
        if condition.get(setup.trigger) != setup.high:
            continue
        if condition[ablation.factor] != ablation.baseline:
            continue
        other = cells.where.get(setup.key({**condition, ablation.factor: ablation.ablated}))
        if other is not None:
            row[other] += 1
            row[at] -= 1
    pairs = np.maximum(row, 0.0).sum()
    return row / pairs if pairs else row


def _balanced(cells: Cells, ablation: Ablation, setup: Setup) -> NDArray[np.float64]:
    """(k,) weights in a fraction: all its contexts with the factor ablated against all without.

    Where every other factor is ablated as often on one side as on the other; else 0.
    """
    levels = {one.factor: (one.baseline, one.ablated) for one in setup.ablations}
    crossed = np.array(
        [
            condition.get(setup.trigger) == setup.high
            and all(
                condition[factor] in levels.get(factor, (baseline,))
                for factor, baseline in setup.baseline.items()
            )
            for condition in cells.conditions
        ]
    )
    out = {
        factor: np.array([c[factor] == ablated for c in cells.conditions])
        for factor, (_, ablated) in levels.items()
    }
    there, away = crossed & ~out[ablation.factor], crossed & out[ablation.factor]
    row = np.zeros(len(cells.conditions))
    if not there.any() or not away.any():
        return row
    even = all(
        column[there].mean() == column[away].mean()
        for factor, column in out.items()
        if factor != ablation.factor
    )
    return away / away.sum() - there / there.sum() if even else row


def understanding(
    names: NDArray[np.object_], given: dict[str, dict[str, float]]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) who understood what happens, and who was asked and answered."""
    answer = given.get(UNDERSTOOD, {})
    values = np.array([answer.get(name, np.nan) for name in names.tolist()], dtype=float)
    asked = ~np.isnan(values)
    return asked & (np.nan_to_num(values) > HALF), asked
