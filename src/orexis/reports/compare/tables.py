"""Models side by side: verdicts, estimates and their differences, as rows of text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orexis.estimates import Estimate
from orexis.estimates.comparing import RATIOS, Column, Comparison, Difference, Shared
from orexis.reports.compare.words import amount_words
from orexis.reports.words import (
    BADGES,
    ESTIMANDS,
    cell_words,
    spaced,
)

WIDE = 7
"""Columns from which a table is turned, if that makes it narrower."""
MAIN = (
    "wander",
    "incoherence",
    "revealed_horizon",
    "price",
    "gap",
    "jump",
    "coefficient",
    "residual",
    "accuracy",
)
"""What a reader of a probe looks for first."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in one place of a table."""

    text: str
    title: str = ""
    strong: bool = False
    absent: bool = False


NOTHING = Entry("")


@dataclass(frozen=True)
class Grid:
    """Heads, and rows under them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Entry, ...]], ...]
    corner: str

    def narrow(self, turned: str) -> Grid:
        """The same with rows and columns exchanged, where it is wide and that helps."""
        wide = len(self.heads) >= WIDE and len(self.rows) < len(self.heads)
        return self.turned(turned) if wide else self

    def turned(self, corner: str) -> Grid:
        """Rows as columns."""
        labels = tuple(label for label, _ in self.rows)
        columns = zip(*(entries for _, entries in self.rows), strict=True)
        return Grid(labels, tuple(zip(self.heads, columns, strict=True)), corner)


def verdict_rows(found: Comparison) -> list[dict[str, Any]]:
    """Each statement with the status in every column."""
    return [
        {
            "statement": judged.statement,
            "cells": [_verdict(judged.verdicts.get(column)) for column in found.columns],
        }
        for judged in found.verdicts
    ]


def _verdict(verdict: Any) -> dict[str, str]:
    if verdict is None:
        return {"status": "none", "symbol": "", "because": ""}
    badge = BADGES.get(verdict.status)
    symbol = badge.symbol if badge else ""
    return {"status": verdict.status, "symbol": symbol, "because": verdict.because}


def estimands(found: Comparison) -> list[str]:
    """What several models estimate, the most wanted first."""
    names = list(dict.fromkeys(row.estimand for row in found.shared))
    return sorted(names, key=lambda name: MAIN.index(name) if name in MAIN else len(MAIN))


def estimand_tables(found: Comparison) -> list[dict[str, Any]]:
    """For each estimand the values, and the differences from the first model."""
    tables = []
    for name in estimands(found):
        rows = [row for row in found.shared if row.estimand == name]
        apart = [one for one in found.differences if one.estimand == name]
        tables.append(
            {
                "name": spaced(name),
                "says": ESTIMANDS.get(name, ""),
                "values": values(rows, found.columns).narrow("model"),
                "differences": differences(rows, apart).narrow("compared") if apart else None,
                "apart": apart_words(apart),
                "level": _levels(rows),
                "count": len(rows),
            }
        )
    return tables


def values(rows: Sequence[Shared], columns: Sequence[Column]) -> Grid:
    """Cells against models."""
    used = [column for column in columns if any(column in row.entries for row in rows)]
    return Grid(
        tuple(column.title for column in used),
        tuple(
            (_place(row.cell), tuple(_entry(row.entries.get(column)) for column in used))
            for row in rows
        ),
        "where",
    )


def differences(rows: Sequence[Shared], apart: Sequence[Difference]) -> Grid:
    """Cells against pairs of models."""
    pairs = list(dict.fromkeys((one.column, one.reference) for one in apart))
    by_place = {(_key(one.cell), one.column, one.reference): one for one in apart}
    body = []
    for row in rows:
        own = [by_place.get((_key(row.cell), *pair)) for pair in pairs]
        if any(own):
            body.append((_place(row.cell), tuple(_apart(one) for one in own)))
    common = _common(apart)
    between = "over" if apart[0].estimand in RATIOS else "minus"
    heads = tuple(
        one.title if other == common else f"{one.title} {between} {other.title}"
        for one, other in pairs
    )
    return Grid(heads, tuple(body), "where")


def apart_words(apart: Sequence[Difference]) -> str:
    """`Differences from a`, or `Ratios to a`."""
    if not apart:
        return ""
    ratio = apart[0].estimand in RATIOS
    return f"{'Ratios to' if ratio else 'Differences from'} {_common(apart).title}"


def _common(apart: Sequence[Difference]) -> Column:
    """What most are compared with."""
    references = [one.reference for one in apart]
    return max(dict.fromkeys(references), key=references.count)


def leaves_out(one: Estimate) -> bool:
    """Whether the interval leaves out that there is no difference."""
    none = 1.0 if one.estimand == "ratio" else 0.0
    return not math.isnan(one.value) and not one.low <= none <= one.high


def _apart(one: Difference | None) -> Entry:
    if one is None:
        return NOTHING
    if math.isnan(one.estimate.value):
        return Entry("–", one.estimate.reason, absent=True)  # noqa: RUF001
    return Entry(amount_words(one.estimate), strong=leaves_out(one.estimate))


def _entry(one: Estimate | None) -> Entry:
    if one is None:
        return NOTHING
    if math.isnan(one.value):
        return Entry("–", one.reason, absent=True)  # noqa: RUF001
    return Entry(amount_words(one), f"n = {one.n:,}; {one.method}")


def _place(cell: Mapping[str, str]) -> str:
    return cell_words(cell) or "all conditions"


def _key(cell: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(cell.items()))


def _levels(rows: Sequence[Shared]) -> str:
    levels = {one.level for row in rows for one in row.entries.values()}
    return f"{100 * levels.pop():g}% intervals" if len(levels) == 1 else "intervals"
