"""A verdict as a line of a table: what decided, and behind it the figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from orexis.estimates import Verdict
from orexis.reports.why.verdicts import END
from orexis.reports.words import BADGES, cell_words, estimate_words, spaced, written

STYLES = {
    "supported": "bold cyan",
    "rejected": "dim",
    "undecided": "yellow",
    "uninterpretable": "magenta",
}
"""In a terminal."""
NOTHING: dict[str, Any] = {
    "status": "",
    "symbol": "",
    "meaning": "",
    "because": "",
    "more": [],
    "found": False,
}


def verdict_row(verdict: Verdict | None) -> dict[str, Any]:
    """Badge and reason of a verdict; empty where none was given."""
    if verdict is None:
        return dict(NOTHING)
    badge = BADGES.get(verdict.status)
    first, rest = reasons(verdict)
    more = [rest] if rest else []
    more += [_estimate(verdict, at) for at in range(len(verdict.estimates))]
    if not math.isnan(verdict.detectable):
        more.append(f"smallest size found in 80% of runs: {written(verdict.detectable)}")
    return {
        "status": verdict.status,
        "symbol": badge.symbol if badge else "",
        "meaning": badge.meaning if badge else "",
        "because": first,
        "more": more,
        "found": verdict.status == "supported",
    }


def status_words(status: str) -> str:
    """`✓ supported`; empty without a verdict."""
    symbols: dict[str, str] = {name: each.symbol for name, each in BADGES.items()}
    badge = symbols.get(status, "")
    return f"{badge} {status}".strip()


def without_figures(verdict: Verdict) -> dict[str, Any]:
    """What decided without the figures that follow a colon; all of it behind."""
    head, _, figures = verdict.because.partition(": ")
    if not any(map(str.isdigit, figures)):
        return {"because": verdict.because, "more": []}
    return {"because": f"{head}.", "more": [verdict.because]}


def reasons(verdict: Verdict) -> tuple[str, str]:
    """The first sentence of the reason, and the others."""
    first, *others = END.split(verdict.because)
    return first, " ".join(others)


def estimate_lines(verdict: Verdict) -> list[str]:
    """`weight within 0.88 [0.87, 0.89]`, a line an estimate."""
    return [f"{spaced(one.estimand)} {estimate_words(one)}" for one in verdict.estimates]


def levels_words(verdicts: Sequence[Verdict]) -> str:
    """The confidence level of all their intervals; empty where they differ."""
    found = {f"{100 * one.level:.4g}%" for each in verdicts for one in each.estimates}
    return found.pop() if len(found) == 1 else ""


def _estimate(verdict: Verdict, at: int) -> str:
    """An estimate with what of its cell is not the verdict's own."""
    one = verdict.estimates[at]
    own = {name: level for name, level in one.cell.items() if verdict.cell.get(name) != level}
    where = f" ({cell_words(own)})" if own else ""
    level = f", {100 * one.level:.4g}%" if not math.isnan(one.level) else ""
    return f"{spaced(one.estimand)}{where} {estimate_words(one)}{level}"
