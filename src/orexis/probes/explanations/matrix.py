"""What explanations predict on a plan, before anything is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.contexts import Condition
from orexis.probes.errors import ProbeError
from orexis.probes.explanations.explanation import Explanation, Levels

TRIGGER = "trigger"
"""The factor between whose levels `high` and `low` a gap lies."""
ARMS = ("high", "low")
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Matrix:
    """What each explanation predicts for the conditions that run in both directions."""

    names: tuple[str, ...]
    conditions: tuple[Condition, ...]
    """Without the trigger."""
    gaps: Floats
    """(names, conditions): size(high) - size(low), from -2 to 2; nan for no prediction."""
    floors: Floats
    """(names, conditions): size(low), from -1 to 1; nan for no prediction."""

    @property
    def both(self) -> Floats:
        """(names, 2 x conditions): gaps, then floors."""
        return np.hstack([self.gaps, self.floors])


def prediction_matrix(explanations: Sequence[Explanation], conditions: Sequence[Levels]) -> Matrix:
    """What the explanations predict on a plan, before anything is run.

    Args:
        explanations: The hypotheses.
        conditions: What is run. One without a trigger stands for both directions; one that runs in
            a single direction, or with the trigger at another level, has no gap and is left out.

    Raises:
        ProbeError: no condition runs in both directions.
    """
    runs: dict[Condition, set[str]] = {}
    for condition in conditions:
        rest = Condition(tuple(pair for pair in condition.items() if pair[0] != TRIGGER))
        runs.setdefault(rest, set()).update([condition[TRIGGER]] if TRIGGER in condition else ARMS)
    paired = tuple(rest for rest, arms in runs.items() if arms.issuperset(ARMS))
    if not paired:
        raise ProbeError("no condition of the plan runs with trigger=high and with trigger=low")
    shape = (2, len(explanations), len(paired))
    sizes = [
        [[one.size({**rest, TRIGGER: arm}) for rest in paired] for one in explanations]
        for arm in ARMS
    ]
    high, low = np.array(sizes, dtype=np.float64).reshape(shape)
    return Matrix(tuple(one.name for one in explanations), paired, high - low, low)
