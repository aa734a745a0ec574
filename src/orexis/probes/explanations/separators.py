"""What would have to be added to a plan to tell two explanations apart."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orexis.contexts import Condition, Factor
from orexis.probes.explanations.explanation import Explanation, Levels
from orexis.probes.explanations.matrix import TRIGGER, prediction_matrix
from orexis.probes.explanations.separation import alike


@dataclass(frozen=True, slots=True)
class Separator:
    """A condition that tells two explanations apart, as a change of one that is run."""

    condition: Condition
    """The condition to add, in both directions; without the trigger."""
    new: tuple[tuple[str, str], ...]
    """Changed factors, each with a level that the plan has nowhere."""
    known: tuple[tuple[str, str], ...]
    """Changed factors, each with a level that the plan has in other conditions."""
    beside: tuple[tuple[str, str], ...]
    """What else differs from the baseline in the condition and bears on the two."""

    @property
    def levels(self) -> str:
        """The condition by what is particular to it, e.g. "deployment=dropped"."""
        return ", ".join(f"{one}={level}" for one, level in (*self.new, *self.known, *self.beside))

    def __str__(self) -> str:
        if self.known:
            return f"add a condition with {self.levels}"
        said = " and ".join(f"{factor}: add the level '{level}'" for factor, level in self.new)
        beside = ", ".join(f"{factor}={level}" for factor, level in self.beside)
        return said + (f", with {beside}" if beside else "")


def separators(
    a: Explanation,
    b: Explanation,
    conditions: Sequence[Levels],
    factors: Sequence[Factor],
    baseline: Levels,
) -> Separator | None:
    """The smallest addition that separates two explanations, which the plan itself does not.

    Changes of one factor of a condition that is run come before changes of two and more; then
    levels that the plan has nowhere, then conditions near the baseline; last come levels that the
    plan has only without a trigger, an order to score low, say. What cannot be run at all is left
    out of `factors`.

    Returns:
        The addition; None where the two predict the same whatever is added.

    Raises:
        ProbeError: no condition runs in both directions.
    """
    matrix = prediction_matrix((a, b), conditions)
    level_of = {factor.name: factor.levels[0] for factor in factors} | dict(baseline)
    level_of.pop(TRIGGER, None)
    bases = [Condition(tuple({**level_of, **one}.items())) for one in matrix.conditions]
    used = {pair for base in bases for pair in base.items()}
    idle = {pair for one in conditions for pair in one.items()} - used
    open_to = {
        factor.name: factor.levels
        for factor in factors
        if factor.name != TRIGGER and factor.name in {*a.depends_on, *b.depends_on}
    }
    for changed in range(1, len(open_to) + 1):
        tried = _changes(bases, open_to, changed, used, level_of)
        for one in sorted(tried, key=lambda one: bool({*one.new} & idle)):
            if not alike(*prediction_matrix((a, b), [*matrix.conditions, one.condition]).both):
                return one
    return None


def _changes(
    bases: Sequence[Condition],
    open_to: Mapping[str, Sequence[str]],
    changed: int,
    used: set[tuple[str, str]],
    level_of: Levels,
) -> list[Separator]:
    """Every condition that differs from one that is run in some factors, the plainest first."""
    found: dict[tuple[str, ...], Separator] = {}
    seen = {tuple(base[name] for name in open_to) for base in bases}
    for base in sorted(bases, key=lambda one: sum(one[f] != level_of.get(f) for f in one)):
        for names in itertools.combinations(open_to, changed):
            for levels in itertools.product(*(open_to[name] for name in names)):
                pairs = tuple(zip(names, levels, strict=True))
                one = Condition(tuple((f, dict(pairs).get(f, level)) for f, level in base.pairs))
                key = tuple(one[name] for name in open_to)
                if key not in seen and all(base[name] != level for name, level in pairs):
                    beside = [(f, one[f]) for f in open_to if f not in names]
                    found.setdefault(
                        key,
                        Separator(
                            one,
                            tuple(pair for pair in pairs if pair not in used),
                            tuple(pair for pair in pairs if pair in used),
                            tuple(pair for pair in beside if pair[1] != level_of[pair[0]]),
                        ),
                    )
    return sorted(found.values(), key=lambda one: (len(one.known), len(one.beside)))
