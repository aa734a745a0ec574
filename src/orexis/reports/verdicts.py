"""Verdicts in words: each in full, or side by side with what they share said once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from orexis.estimates import Verdict
from orexis.reports.report import Report
from orexis.reports.words import BADGES, NOT_KNOWN, estimate_words, mapping, spaced, written


class Shared(NamedTuple):
    """What all verdicts of a report have in common; empty where they have nothing."""

    claim: str
    """The end of their statements, from a comma on: `it scores lower when ...`."""
    ending: str
    """The last sentence of their reasons."""

    def where(self, verdict: Verdict) -> str:
        """What of the statement is the verdict's own: `without a goal`."""
        return verdict.statement.removesuffix(self.claim).removesuffix(", ")

    def because(self, verdict: Verdict) -> str:
        """What of the reason is the verdict's own."""
        return verdict.because.removesuffix(self.ending).rstrip()


def shared(report: Report) -> Shared:
    """What all verdicts of the report have in common."""
    statements = list(dict.fromkeys(one.statement for one in report.verdicts))
    endings = {one.because.rpartition(". ")[2] for one in report.verdicts}
    alike = len(report.verdicts) > 1 and len(endings) == 1
    ending = endings.pop() if alike else ""
    if any(one.because == ending for one in report.verdicts):
        ending = ""
    return Shared(_claim(statements), ending)


def _claim(statements: Sequence[str]) -> str:
    common: list[str] = []
    for parts in zip(*(reversed(one.split(", ")) for one in statements), strict=False):
        if len(set(parts)) > 1:
            break
        common.insert(0, parts[0])
    return ", ".join(common)


def judged(report: Report, models: Sequence[str]) -> list[dict[str, Any]]:
    """Each model with its verdicts."""
    planted, common = mapping(report.run.get("planted")), shared(report)
    return [
        {
            "model": model,
            "planted": planted.get(model, ""),
            "verdicts": [verdict_words(one, common) for one in report.verdicts_of(model)],
        }
        for model in models
    ]


def plain_verdict(verdict: Verdict) -> dict[str, str]:
    """A verdict that stands by itself."""
    badge = BADGES.get(verdict.status)
    return {
        "status": verdict.status,
        "symbol": badge.symbol if badge else "",
        "meaning": badge.meaning if badge else "",
        "statement": sentence(verdict.statement, verdict.model),
        "because": verdict.because,
        "scope": verdict.scope,
    }


def verdict_words(verdict: Verdict, common: Shared) -> dict[str, Any]:
    """A verdict as a reader sees it beside others."""
    return {
        **plain_verdict(verdict),
        "detectable": detectable_words(verdict.detectable),
        "where": sentence(common.where(verdict), verdict.model),
        "own_because": common.because(verdict),
        "estimates": [
            f"{spaced(one.estimand)} {estimate_words(one)} ({100 * one.level:g}%, n = {one.n:,})"
            for one in verdict.estimates
        ],
    }


def sentence(text: str, name: str) -> str:
    """`text` with a capital letter, unless it begins with a name."""
    return text if text.startswith(name) else text[:1].upper() + text[1:]


def detectable_words(effect: float) -> str:
    """The smallest effect that the design would have found."""
    return NOT_KNOWN if math.isnan(effect) else f"{written(effect)} (found in 80% of runs)"
