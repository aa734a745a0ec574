"""The words that page and terminal share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orexis.estimates import Estimate, Verdict
from orexis.estimates.organisms import CLASSES, OWN, UNDECIDED, UNINTERPRETABLE, OrganismReading
from orexis.reports.organisms.report import OrganismReport
from orexis.reports.words import with_interval

OPEN = "no statement is supported"


def extent(report: OrganismReport) -> str:
    """How much was read, in one line."""
    total, reached = (
        sum(getattr(one, of) for one in report.sets) for of in ("organisms", "reached")
    )
    return (
        f"{total:,} organisms, {reached:,} trained to the criterion; at most {report.choices} "
        f"choices each; seed {report.seed}"
    )


def regimes(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """In order of first appearance."""
    return tuple(dict.fromkeys(one.model for one in verdicts))


def finding(verdicts: Sequence[Verdict]) -> str:
    """What is supported of one regime; if nothing is, that."""
    supported = [one.statement for one in verdicts if one.status == "supported"]
    if supported:
        return "; ".join(supported)
    if verdicts and all(one.status == "uninterpretable" for one in verdicts):
        return UNINTERPRETABLE
    left = [one.statement for one in verdicts if one.status == "undecided"]
    return f"{OPEN}; left open: {'; '.join(left)}" if left else OPEN


def classes(reading: OrganismReading, regime: str) -> str:
    """How many seeds are in each class: `10 of 10 seeds: context's horizon`."""
    counts = reading.counts(regime)
    total = sum(counts.values())
    named = [one for one in (*CLASSES, UNDECIDED, UNINTERPRETABLE) if one in counts]
    return ", ".join(f"{counts[one]} of {total} seeds: {one}" for one in named)


def figure(reading: OrganismReading, regime: str, name: str) -> Estimate | None:
    """One of the figures of a regime."""
    return next((e for e in reading.regimes if e.model == regime and e.estimand == name), None)


def slopes(reading: OrganismReading, regime: str) -> Iterator[tuple[str, Estimate]]:
    """Slopes on log2 H, by context."""
    for one in reading.regimes:
        if one.model == regime and one.estimand == "slope":
            yield one.cell["boundary"], one


def context_words(context: str) -> str:
    """A context in words."""
    if context == OWN:
        return "each in its own context (confounded)"
    return f"{context} steps left" if context.isdecimal() else context


def value_words(one: Estimate | None) -> str:
    """Value and interval, or why there are none."""
    if one is None:
        return "none"
    if one.reason:
        return one.reason
    return with_interval(one.value, one.low, one.high)
