"""One model's rows of a table, read with the setup's factors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.arms import Pair, listed
from orexis.estimates.rollouts import Rollouts, aggregate
from orexis.estimates.why.cells import Cells
from orexis.estimates.why.rule import WhyRule
from orexis.estimates.why.setup import Condition, Explanation, Setup


@dataclass(frozen=True)
class Read:
    """One model's rows, read."""

    model: str
    rollouts: Rollouts
    """Their factors are the setup's."""
    names: NDArray[np.object_]
    """The rollouts' ids."""
    batches: NDArray[np.object_]
    checks: dict[str, dict[str, float]]
    """See `checks.answers`."""
    rule: WhyRule
    setup: Setup

    def cells(self, mask: NDArray[np.bool_] | None = None) -> Cells:
        """A batch of one."""
        if mask is None:
            mask = np.ones(len(self.rollouts), dtype=bool)
        own = self.rollouts.where(mask)
        return Cells.of(own, self.setup, self.batches[mask]).batched()

    def pair(self, context: Condition) -> Pair:
        """Both arms of a context, empty ones too."""
        arms = [
            self.rollouts.at({**context, self.setup.trigger: arm})
            for arm in (self.setup.high, self.setup.low)
        ]
        return Pair(dict(context), *arms)

    def easy(self) -> Pair | None:
        """The reference of the easy arm and the easy arm, where both were run."""
        if self.setup.easy is None or self.setup.reference is None:
            return None
        arms = [
            self.rollouts.at(self.setup.filled(each))
            for each in (self.setup.reference, self.setup.easy)
        ]
        pair = Pair(self.setup.filled(self.setup.easy), *arms)
        return pair if pair.complete else None


def check_table(scores: ChoiceTable) -> None:
    """Refuse a table without a score."""
    if not len(scores) or not scores["valid"].any():
        raise ChoiceTableError(
            "the table has no valid row that is a score (rows with a trunk are checks), so there "
            f"is nothing to explain; its factors are {listed(scores.factors)}"
        )


def read_model(
    scores: ChoiceTable,
    model: str,
    given: dict[str, dict[str, float]],
    rule: WhyRule,
    setup: Setup,
) -> Read:
    """One model's rollouts with the setup's factors: missing ones filled, unknown ones dropped."""
    own = scores.where(np.asarray(scores["model"] == model, dtype=bool))
    names, first = np.unique(own["rollout"], return_index=True)
    rollouts = aggregate(own)
    size = len(rollouts)
    factors = {}
    for name in (*setup.baseline, setup.trigger):
        column = rollouts.factors.get(name, np.full(size, "", dtype=object))
        filled = np.where(column == "", setup.baseline.get(name, ""), column)
        factors[name] = filled.astype(object)
    blank = np.full(size, "", dtype=object)
    batches = own["batch"][first] if "batch" in own.columns else blank
    return Read(model, replace(rollouts, factors=factors), names, batches, given, rule, setup)


def check_explanations(explanations: Sequence[Explanation]) -> None:
    """Refuse two explanations of one name.

    Raises:
        ValueError: there are such.
    """
    names = [explanation.name for explanation in explanations]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two explanations have the name {listed(twice)}; give each its own")
