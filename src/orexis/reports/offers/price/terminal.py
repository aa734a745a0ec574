"""Verdicts and prices of one model, for a terminal of 80 columns."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orexis.estimates import Estimate
from orexis.reports.offers.judged import STYLES, status_words
from orexis.reports.offers.price.cells import Priced, cells_of, contexts_of, within
from orexis.reports.offers.price.points import Offered, offered, price_words
from orexis.reports.offers.price.verdicts import class_words
from orexis.reports.offers.words import CONTROL, context_words
from orexis.reports.report import Report
from orexis.reports.words import clean, figure


def price_parts(report: Report, model: str) -> Iterator[RenderableType]:
    """A table a context."""
    cells, between = cells_of(report, model), offered(report)
    if not cells:
        yield Text("  no price and no verdict", "dim")
    for context in contexts_of(cells):
        words = context_words(context)
        if words:
            yield Text(clean(f"{words[:1].upper()}{words[1:]}"), "italic", overflow="fold")
        yield _table(within(cells, context), between)


def control_words(report: Report, model: str) -> str:
    """One line: how many verdicts of each status, and between which prices, context by context."""
    cells, between = cells_of(report, model), offered(report)
    parts = []
    for context in contexts_of(cells):
        own = [one for one in within(cells, context) if one.verdict]
        counts = Counter(one.verdict.status for one in own if one.verdict)
        words = ", ".join(f"{count} {status}" for status, count in counts.items())
        prices = _span([one.price for one in own if one.price], between)
        where = context_words(context)
        if words:
            parts.append(f"{words}{prices}{f' ({where})' if where else ''}")
    return "; ".join(parts) or "no verdict"


def _span(prices: Sequence[Estimate], between: Offered) -> str:
    """`, prices 26 to 92`, of those that are finite."""
    found = [one.value for one in prices if not math.isnan(one.value)]
    finite = [x for x in found if not (between.below(x) or between.above(x))]
    if not finite:
        return ""
    low, high = figure(min(finite)), figure(max(finite))
    return f", price {low}" if low == high else f", prices {low} to {high}"


def _table(cells: Sequence[Priced], between: Offered) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("comes with it", max_width=16, overflow="fold")
    table.add_column("avoids it?", no_wrap=True)
    table.add_column("price in points", overflow="fold", max_width=22)
    table.add_column("class", overflow="fold", ratio=1)
    for checks in (False, True):
        for one in cells:
            if one.checks == checks:
                table.add_row(*_row(one, between), style="dim" if checks else "")
        table.add_section()
    return table


def _row(one: Priced, between: Offered) -> tuple[Text, Text, Text, Text]:
    status = one.verdict.status if one.verdict else ""
    check = ("control" if one.consequence == CONTROL else "placebo") if one.checks else ""
    badge = Text(status_words(status) or check, STYLES.get(status, ""))
    name, share = class_words(one.classed)
    return (
        Text(clean(one.consequence or one.words)),
        badge,
        Text(_price(one.price, between)),
        Text(f"{name} {share}"),
    )


def _price(one: Estimate | None, between: Offered) -> str:
    if one is None:
        return "–"  # noqa: RUF001
    if not math.isnan(one.value) and between.above(one.value):
        return f"none up to {figure(between.high)}"
    return price_words(one, between)
