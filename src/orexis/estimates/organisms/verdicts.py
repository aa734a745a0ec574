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
    "past": "weight past every boundary",
    "inside": "weight inside",
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
        status, because = _judged(seeds, found, needed)
        yield Verdict(regime, STATEMENTS[name], status, because, scope, figures)


def _judged(
    seeds: Sequence[Classed], found: Mapping[str, Interval], needed: Sequence[Condition]
) -> tuple[Status, str]:
    lost = [one for one in seeds if one.found == UNINTERPRETABLE]
    if 2 * len(lost) >= len(seeds):
        return "uninterpretable", (
            f"{len(lost)} of {len(seeds)} seeds are uninterpretable; of seed {lost[0].seed}: "
            f"{lost[0].because}."
        )
    for one in needed:
        if one.figure in found and one.fails(found[one.figure].low, found[one.figure].high):
            return "rejected", f"{_said(one, found)}, where it would have to lie {_where(one)}."
    absent = [WORDS[one.figure] for one in needed if one.figure not in found]
    if absent:
        return "undecided", f"These organisms can't tell: {', '.join(absent)}."
    open_ = [one for one in needed if not one.holds(found[one.figure].low, found[one.figure].high)]
    if open_:
        return (
            "undecided",
            f"{_said(open_[0], found)} leaves open whether it lies {_where(open_[0])}.",
        )
    return "supported", "; ".join(f"{_said(one, found)}, {_where(one)}" for one in needed) + "."


def _said(one: Condition, found: Mapping[str, Interval]) -> str:
    it = found[one.figure]
    words = WORDS[one.figure]
    return f"{words[0].upper()}{words[1:]}: {it.value:.2f} [{it.low:.2f}, {it.high:.2f}]"


def _where(one: Condition) -> str:
    return f"{'above' if one.above else 'below'} {one.bound:g}"
