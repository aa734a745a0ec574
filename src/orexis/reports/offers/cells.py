"""The cells of the tables that show a calibration, out of what run.json says."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from orexis.reports.offers.asking import PRICE
from orexis.reports.words import (
    clean,
    listing,
    mapping,
    number,
    percent,
    spaced,
    with_interval,
    written,
)

DASH, NEVER = "–", "·"  # noqa: RUF001
OWN = "cell best"
"""How a cell is shown that is as it should be."""


class Cell(NamedTuple):
    """A cell of a table: its words, what they are, how many rows it covers."""

    words: str
    kind: str = ""
    rows: int = 1


class Shown(NamedTuple):
    """A table with its title and what is to be known of it."""

    title: str
    heads: list[str]
    rows: list[list[Cell]]
    note: str = ""


def wanted(row: Mapping[str, Any]) -> str:
    """What was wanted of an estimand, in words."""
    name, least = str(row.get("estimand", "")), number(row.get("wanted"))
    if name == PRICE:
        return f"price interval within a factor of {error_words(least)}"
    if name == "jump":
        return f"drop found in {percent(least)} of runs"
    return clean(f"{spaced(name)} {error_words(least)}")


def value_words(row: Mapping[str, Any], value: float) -> str:
    """A figure by the number of offers."""
    if math.isnan(value):
        return DASH
    return percent(value) if row.get("estimand") == "jump" else written(value)


def interval_words(row: Mapping[str, Any]) -> str:
    """A rate with its interval; empty without a value."""
    value, low, high = (number(row.get(name)) for name in ("value", "low", "high"))
    if math.isnan(value):
        return ""
    return written(value) if math.isnan(low + high) else with_interval(value, low, high)


def error_words(value: object) -> str:
    """An error with three digits; empty without one."""
    found = number(value)
    return "" if math.isnan(found) else f"{found:.3g}"


def share_cell(count: float, total: float, *, own: bool) -> Cell:
    """A share of runs, marked where it is as it should be."""
    words = written(count / total) if count > 0 else written(0.0) if own else NEVER
    return Cell(words, OWN if own else "cell")


def counts_of(value: object) -> dict[str, float]:
    """How often what was found, without what was not."""
    found = {str(name): number(count) for name, count in mapping(value).items()}
    return {name: count for name, count in found.items() if 0 < count < math.inf}


def whole(value: object) -> str:
    """A number as a whole one."""
    found = number(value)
    return f"{found:,.0f}" if math.isfinite(found) else "" if value is None else clean(value)


def rows_of(content: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The rows of a list out of JSON."""
    return [row for row in map(mapping, listing(content.get(name))) if row]
