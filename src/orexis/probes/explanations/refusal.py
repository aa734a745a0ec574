"""Refusing a plan that cannot tell explanations apart, with what would help."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

from orexis.contexts import Factor
from orexis.probes.errors import ProbeError
from orexis.probes.explanations.explanation import Explanation, Levels
from orexis.probes.explanations.matrix import prediction_matrix
from orexis.probes.explanations.separation import inseparable
from orexis.probes.explanations.separators import Separator, separators


def check_separable(
    explanations: Sequence[Explanation],
    pairs: Iterable[tuple[str, str]] | None,
    conditions: Sequence[Levels],
    factors: Sequence[Factor],
    baseline: Levels,
) -> None:
    """Refuse a plan that cannot tell explanations apart.

    Args:
        explanations: The hypotheses.
        pairs: Names of those that have to be told apart; None for each from each.
        conditions: What is run, with the trigger.
        factors: All levels that could be run.
        baseline: The level of each factor at the baseline; else its first.

    Raises:
        ProbeError: the plan does not tell a pair apart, with what to add; or an unknown name.
    """
    known = {one.name: one for one in explanations}
    wanted = None if pairs is None else [*pairs]
    for name in itertools.chain.from_iterable(wanted or ()):
        if name not in known:
            raise ProbeError(f"there is no explanation '{name}'; there are {_listed(known)}")
    found = inseparable(explanations, conditions)
    groups = list(found.same)
    if wanted is not None:
        groups = [one for one in wanted if any(set(one) <= set(group) for group in groups)]
    groups = [group for group in groups if len(set(group)) > 1]
    if not groups:
        return
    quiet = [group for group in groups if set(group) <= set(found.silent)]
    kinds = {
        "they predict the same in all its conditions": [one for one in groups if one not in quiet],
        "they predict nothing at all in any of its conditions": quiet,
    }
    faults = [f"{', nor '.join(map(_told, told))}: {why}" for why, told in kinds.items() if told]
    advice = _advice(
        [[known[name] for name in group] for group in groups], conditions, factors, baseline
    )
    raise ProbeError(f"the plan cannot tell {'; nor '.join(faults)}; {advice}")


def _told(group: Sequence[str]) -> str:
    *rest, last = (f"'{name}'" for name in group)
    return f"{rest[0]} from {last}" if len(rest) == 1 else f"{', '.join(rest)} and {last} apart"


def _advice(
    groups: Sequence[Sequence[Explanation]],
    conditions: Sequence[Levels],
    factors: Sequence[Factor],
    baseline: Levels,
) -> str:
    """What to add so that all of each group are told apart; each addition may serve many pairs."""
    plan = [*conditions]
    added: list[Separator] = []
    never: list[str] = []
    for pair in itertools.chain.from_iterable(itertools.combinations(one, 2) for one in groups):
        if not inseparable(pair, plan).same:
            continue
        one = separators(*pair, plan, factors, baseline)
        if one is None:
            never.append(_told([explanation.name for explanation in pair]))
        else:
            added.append(one)
            plan.append(one.condition)
    advice = []
    if added:
        options = _options(added, plan, factors, baseline)
        said = " and ".join(dict.fromkeys(_addition(one, added) for one in added))
        advice.append(f"add {said}" + (f" ({options})" if options else ""))
    if never:
        advice.append(f"nothing tells {', nor '.join(never)}: leave all but one of them out")
    return "; ".join(advice)


def _addition(one: Separator, added: Sequence[Separator]) -> str:
    """In words; levels of one factor that need nothing else are named together."""
    if one.known or one.beside or len(one.new) > 1:
        return f"a condition with {one.levels}"
    factor = one.new[0][0]
    alone = [other.new[0] for other in added if other.levels.count("=") == 1 and other.new]
    levels = dict.fromkeys(level for name, level in alone if name == factor)
    return f"{factor}={'/'.join(levels)}"


def _options(
    added: Sequence[Separator],
    plan: Sequence[Levels],
    factors: Sequence[Factor],
    baseline: Levels,
) -> str:
    """How the command line asks for the levels that are new to a plan."""
    new = {factor for one in added for factor, _ in one.new}
    options = []
    for factor in factors:
        if factor.name in new:
            first = baseline.get(factor.name, factor.levels[0])
            run = {one.get(factor.name, first) for one in prediction_matrix((), plan).conditions}
            levels = ",".join(level for level in factor.levels if level in run)
            options.append(f"--factor {factor.name}={levels}")
    return " ".join(options)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
