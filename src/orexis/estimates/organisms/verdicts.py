"""Whose the horizon of a regime's organisms is, by the rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orexis.estimates.estimate import Estimate, Status, Verdict
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.classes import Classed, Condition, conditions
from orexis.estimates.organisms.rule import STATEMENTS, UNINTERPRETABLE, OrganismRule

WORDS = {
    "follows": "follows the context",
    "grows": "grows with training",
    "longest": "grows in the longest context",
    "lasting": "grows beyond one step",
    "past": "weight past every boundary",
    "least_past": "least weight past",
    "inside": "weight inside",
    "before": "weight before a boundary",
    "further": "more weight if trained longer",
}
SCOPE = (
    "{seeds} trained by '{regime}', H = {horizons}; one architecture, these offers, contexts "
    "{left} steps left; nothing about language models"
)


def regime_verdicts(
    regime: str,
    seeds: Sequence[Classed],
    found: Mapping[str, Interval],
    estimates: Sequence[Estimate],
    contexts: Sequence[str],
    rule: OrganismRule,
) -> Iterator[Verdict]:
    """One verdict a statement.

    Args:
        regime: What is judged.
        seeds: Its seeds, classed.
        found: Its figures over seeds.
        estimates: Its estimates.
        contexts: Those in which it was read.
        rule: The rule.
    """
    read = [one for one in seeds if one.found != UNINTERPRETABLE]
    horizons = sorted({h for one in read for h in one.horizons})
    scope = SCOPE.format(
        seeds=f"organisms of {len(read)} of {len(seeds)} seeds",
        regime=regime,
        horizons=", ".join(map(str, horizons)) or "none",
        left=" and ".join(contexts),
    )
    figures = tuple(one for one in estimates if one.estimand in WORDS or one.estimand == "slope")
    for name, needed in conditions(rule).items():
        status, because = _judged(seeds, found, needed, rule)
        yield Verdict(regime, STATEMENTS[name], status, because, scope, figures)


def _judged(
    seeds: Sequence[Classed],
    found: Mapping[str, Interval],
    needed: Sequence[Condition],
    rule: OrganismRule,
) -> tuple[Status, str]:
    lost = [one for one in seeds if one.found == UNINTERPRETABLE]
    if 2 * len(lost) >= len(seeds):
        return "uninterpretable", (
            f"{len(lost)} of {len(seeds)} seeds are uninterpretable; of seed {lost[0].seed}: "
            f"{lost[0].because}."
        )
    if len(seeds) - len(lost) == 1:
        return "undecided", "One seed is no evidence about others."
    for one in needed:
        if one.figure in found and one.fails(found[one.figure].low, found[one.figure].high):
            return "rejected", f"{_said(one, found)}, where it would have to lie {_where(one)}."
    unclear = _unclear(found, needed, rule)
    if unclear:
        return "undecided", unclear
    return "supported", "; ".join(f"{_said(one, found)}, {_where(one)}" for one in needed) + "."


def _unclear(found: Mapping[str, Interval], needed: Sequence[Condition], rule: OrganismRule) -> str:
    """Why what is not rejected is not supported either; empty if it is."""
    absent = dict.fromkeys(WORDS[one.figure] for one in needed if one.figure not in found)
    if absent:
        return f"These organisms can't tell: {', '.join(absent)}."
    for one in needed:
        if not one.holds(found[one.figure].low, found[one.figure].high):
            return f"{_said(one, found)} leaves open whether it lies {_where(one)}."
    known = min(found[one.figure].n for one in needed)
    return f"{known} seeds are too few: it takes {rule.seeds}." if known < rule.seeds else ""


def _said(one: Condition, found: Mapping[str, Interval]) -> str:
    it = found[one.figure]
    words = WORDS[one.figure]
    return f"{words[0].upper()}{words[1:]}: {it.value:.2f} [{it.low:.2f}, {it.high:.2f}]"


def _where(one: Condition) -> str:
    return f"{'above' if one.above else 'below'} {one.bound:g}"
