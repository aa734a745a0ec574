"""What planted agents showed in simulated runs, as plain tables of whatever was recorded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.words import clean, listing, mapping, number, percent, spaced, with_interval

KIND = "offers"
BOUNDS = ("value", "low", "high")
TABLES = (
    ("coverage", "Share of runs in which the interval holds the true value"),
    ("bias", "Estimate minus truth"),
    ("samples", "By the number of offers"),
)
WORDS = {"None": "–", "True": "yes", "False": "no"}  # noqa: RUF001
DIGITS = 3
MOST = 400
"""Rows of a table beyond which the rest is left out."""


def calibration(report: Report) -> dict[str, Any] | None:
    """Everything that the calibration says; None where it was not run, or is of another probe."""
    content = mapping(report.run.get("calibration"))
    if content.get("kind") != KIND:
        return None
    agents = [mapping(row) for row in listing(content.get("agents"))]
    agents = [row for row in agents if row]
    tables = [("Verdicts on each planted agent", _table(_judged(agents)))] if agents else []
    for name, title in TABLES:
        rows = [mapping(row) for row in listing(content.get(name))]
        tables.append((title, _table([row for row in rows if row])))
    false = content.get("false_positive")
    return {
        "runs": content.get("runs"),
        "offers": content.get("offers_per_condition"),
        "false_positive": share_words(false) if mapping(false) else _bare(false),
        "tables": [(title, table) for title, table in tables if table["rows"]],
    }


def false_positive_words(report: Report) -> str:
    """The rate of false positives; empty where no calibration of this probe is there."""
    found = calibration(report)
    return str(found["false_positive"]) if found else ""


def _judged(agents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """An agent's counts of verdicts and classes in words, its other fields as they are."""
    return [
        {
            name: counts_words(value) if name in ("verdicts", "classes") else value
            for name, value in row.items()
        }
        for row in agents
    ]


def counts_words(counts: object) -> str:
    """`supported 48, undecided 2`; one such part for each name, where counts are nested."""
    parts = []
    nested = False
    for name, value in mapping(counts).items():
        if isinstance(value, Mapping):
            parts.append(f"{spaced(name)}: {counts_words(value)}")
            nested = True
        elif number(value) > 0:
            parts.append(f"{spaced(name)} {_plain(value)}")
    return ("; " if nested else ", ").join(parts)


def _table(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Heads and cells; value, low and high become one cell."""
    heads = list(dict.fromkeys(str(name) for row in rows for name in row))
    joined = all(name in heads for name in BOUNDS)
    kept = [name for name in heads if not (joined and name in BOUNDS[1:])]
    return {
        "heads": [spaced(name) for name in kept],
        "rows": [[_cell(row, name, joined=joined) for name in kept] for row in rows[:MOST]],
    }


def _cell(row: Mapping[str, Any], name: str, *, joined: bool) -> str:
    if joined and name == BOUNDS[0]:
        value, low, high = (number(row.get(each)) for each in BOUNDS)
        if not math.isnan(value + low + high):
            return with_interval(value, low, high)
    return _plain(row.get(name))


def _plain(value: object) -> str:
    """Anything of JSON in a line."""
    if isinstance(value, Mapping):
        if "value" in value:
            return share_words(value)
        return ", ".join(f"{spaced(name)} {_plain(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value)
    return WORDS.get(str(value), clean(value))


def _number(value: float) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    return "–" if math.isnan(value) else f"{value:.{DIGITS}g}"  # noqa: RUF001


def _bare(value: object) -> str:
    share = number(value)
    return "" if math.isnan(share) else percent(share)
