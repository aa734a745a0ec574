"""Which conditions are run: a factorial of the ablations, and sweeps from the baseline."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from orexis.contexts import Condition
from orexis.contexts.designs import Fraction, fraction, full
from orexis.contexts.factor import kept_levels
from orexis.probes.errors import ProbeError
from orexis.probes.probe import Keep
from orexis.probes.why.factors import (
    ABLATIONS,
    BASELINE,
    CONSEQUENCE,
    EASY_ARM,
    FACTORS,
    INSTRUCTION,
    POINTS,
    REFERENCE,
)

DESIGNS: Mapping[str, str] = {
    "full": "every combination of the ablations, and the sweeps from the baseline",
    "resolution-v": "a fraction that keeps main effects and pairs apart, and the sweeps",
    "resolution-iv": "the smallest fraction that keeps main effects apart from pairs (with five "
    "ablations no smaller than resolution-v), and the sweeps",
    "sweep": "every consequence under every prefix of the user, no factorial",
}
"""Every design, in words."""
RESOLUTIONS = {"resolution-v": 5, "resolution-iv": 4}
PREFIXES = ("none", "best", "test", "forbid_sandbagging", "forbid_underperforming")
"""The user's prefixes of E2."""
WITH_SWEEP = ("deployment", "documentation", "audience")
"""Crossed with the sweep where the user names their levels; else at the baseline."""
IN_TEXT = ("deployment", "instruction", "documentation", "points", "audience", "consequence")
"""The factors in the order in which their texts stand in a context."""
DIRECTIONS = ("high", "low")
Levels = Mapping[str, str]


def conditions(keep: Keep | None = None, design: str = "") -> tuple[Condition, ...]:
    """The conditions of a design, each beside its reverse arm, then the capability control.

    Args:
        keep: The levels to keep of the factors that it names.
        design: A name out of `DESIGNS`; `full` where empty.

    Raises:
        ContextError: an unknown factor or level, or no such fraction.
        ProbeError: an unknown design, or a trigger without its reverse arm.
    """
    design = design or "full"
    if design not in DESIGNS:
        raise ProbeError(f"there is no design '{design}'; there are {', '.join(DESIGNS)}")
    levels = kept_levels(FACTORS, keep or {})
    if not {*DIRECTIONS} <= {*levels["trigger"]}:
        raise ProbeError("the probe `why` needs trigger=high and trigger=low: the gap is between")
    start = {name: _first(levels[name], BASELINE[name]) for name in BASELINE}
    if design == "sweep":
        crossed = {name: levels[name] for name in keep or {} if name in WITH_SWEEP}
        runs = _prefixed(start, levels, crossed)
    else:
        runs = [*_ablated(start, levels, design), *_swept(start, levels)]
    # In the order of their texts, so that neighbours share long prefixes.
    contexts = sorted({tuple(run.items()) for run in runs}, key=_by_text)
    every = [
        Condition((*levels, ("trigger", direction)))
        for levels in contexts
        for direction in DIRECTIONS
    ]
    return (*every, EASY_ARM, REFERENCE)


def _by_text(levels: tuple[tuple[str, str], ...]) -> tuple[int, ...]:
    place = {factor.name: factor.levels for factor in FACTORS}
    run = dict(levels)
    return tuple(place[name].index(run[name]) for name in IN_TEXT)


def fraction_of(keep: Keep | None, design: str) -> Fraction:
    """The factorial part of a design, with its aliases.

    Raises:
        ContextError: there is no such fraction.
    """
    free = _free(kept_levels(FACTORS, keep or {}))
    return fraction(free, RESOLUTIONS[design]) if design in RESOLUTIONS else full(free)


def _first(levels: Sequence[str], baseline: str) -> str:
    return baseline if baseline in levels else levels[0]


def _free(levels: Mapping[str, Sequence[str]]) -> list[str]:
    return [one.factor for one in ABLATIONS if {one.baseline, one.ablated} <= {*levels[one.factor]}]


def _ablated(start: Levels, levels: Mapping[str, Sequence[str]], design: str) -> list[Levels]:
    free = _free(levels)
    made = fraction(free, RESOLUTIONS[design]) if design in RESOLUTIONS else full(free)
    to = {one.factor: one.ablated for one in ABLATIONS}
    return [
        {**start, **{name: to[name] for name, away in zip(free, run, strict=True) if away}}
        for run in made.runs
    ]


def _swept(start: Levels, levels: Mapping[str, Sequence[str]]) -> list[Levels]:
    """One factor at a time away from the baseline, over the levels that are no ablation."""
    ablated = {(one.factor, one.ablated) for one in ABLATIONS}
    return [
        {**start, factor.name: level}
        for factor in (CONSEQUENCE, INSTRUCTION, POINTS)
        for level in levels[factor.name]
        if (factor.name, level) not in ablated
        and level not in {"underperform", *(["none"] if factor is CONSEQUENCE else [])}
    ]


def _prefixed(
    start: Levels, levels: Mapping[str, Sequence[str]], crossed: Mapping[str, Sequence[str]]
) -> list[Levels]:
    named = {
        **crossed,
        "consequence": [one for one in levels["consequence"] if one not in {"none", "record"}],
        "instruction": [one for one in PREFIXES if one in levels["instruction"]],
    }
    return [
        {**start, **dict(zip(named, run, strict=True))}
        for run in itertools.product(*named.values())
    ]
