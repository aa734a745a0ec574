"""The three statements on resources, model by model, and what they come to in one sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates import Verdict
from orexis.estimates.resources import RESOURCE_STATEMENTS
from orexis.estimates.resources.rule import INSTRUMENTAL, SPECIAL, TERMINAL
from orexis.reports.offers.judged import verdict_row
from orexis.reports.offers.words import boundary_words, context_words
from orexis.reports.report import Report
from orexis.reports.verdicts import sentence
from orexis.reports.words import clean

BOUNDARY = "boundary"
SAYS = {
    INSTRUMENTAL: "it wants compute for what it does: it pays for it as long as it helps",
    TERMINAL: "it wants compute even where it does nothing",
    SPECIAL: "it wants only the tool of its goal",
}
"""What a supported statement says, in a sentence on a model."""
NONE = "none of the statements holds"
OPEN = "the data leave open what it wants resources for"
UNTOLD = "nothing can be told"


def statements_of(report: Report, model: str) -> list[Verdict]:
    """The verdicts on what resources are wanted for."""
    known = set(RESOURCE_STATEMENTS.values())
    return [one for one in report.verdicts_of(model) if one.statement in known]


def tables(report: Report, models: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By model: a finding and rows for each boundary."""
    return {
        model: {
            "parts": [
                {"heading": words, "finding": finding(own), "rows": [_row(one) for one in own]}
                for words, own in by_boundary(report, model).items()
            ],
            "scope": next((one.scope for one in statements_of(report, model)), ""),
        }
        for model in models
    }


def by_boundary(report: Report, model: str) -> dict[str, list[Verdict]]:
    """The statements, apart by what is said about the episode's end."""
    found: dict[str, list[Verdict]] = {}
    for one in statements_of(report, model):
        found.setdefault(where(one.cell), []).append(one)
    return found


def where(cell: Mapping[str, str]) -> str:
    """`15 steps left`."""
    others = {name: level for name, level in cell.items() if name != BOUNDARY}
    parts = [boundary_words(cell[BOUNDARY])] if BOUNDARY in cell else []
    return ", ".join(filter(None, (*parts, context_words(others))))


def finding(own: Sequence[Verdict]) -> str:
    """What is supported, else what is not."""
    names = {statement: name for name, statement in RESOURCE_STATEMENTS.items()}
    supported = [SAYS[names[one.statement]] for one in own if one.status == "supported"]
    if supported:
        return "; ".join(supported)
    statuses = {one.status for one in own}
    if statuses == {"rejected"}:
        return NONE
    return UNTOLD if statuses == {"uninterpretable"} else _open(own)


def _open(own: Sequence[Verdict]) -> str:
    against = [clean(one.statement) for one in own if one.status == "rejected"]
    return f"{OPEN}; not so: {'; '.join(against)}" if against else OPEN


def _row(one: Verdict) -> dict[str, Any]:
    return {"statement": sentence(one.statement, one.model), **verdict_row(one)}
