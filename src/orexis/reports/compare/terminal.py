"""The comparison in short, for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.estimates.comparing import (
    Comparison,
    HorizonSlopes,
    chance_words,
    counted,
    moved,
    remarks,
)
from orexis.reports.compare.forest import row_label
from orexis.reports.compare.tables import Grid, estimand_tables, estimands, verdict_rows
from orexis.reports.compare.words import extent, headline, slope_words
from orexis.reports.words import clean, spaced, with_interval

STYLES = {"supported": "bold cyan", "undecided": "yellow", "uninterpretable": "magenta"}
DOWN, ACROSS = 15, 3
"""Rows and columns of a table of figures; the page has all."""
CONFOUNDED = (
    "Not an experiment: training horizons go along with capability, scale, date, lab and data; the "
    "page says what such a slope cannot show."
)
ASSIGNED = (
    "Small networks whose training horizon was set: the slope shows what the instrument can see, "
    "and nothing of language models."
)


def comparison_summary(found: Comparison) -> RenderableType:
    """Slope, verdicts and main figures as something for rich to print.

    No text of a model can bring markup or control characters along.
    """
    parts: list[RenderableType] = [_said(headline(found), "bold"), _said(extent(found))]
    if found.slopes:
        parts.extend(_slopes(found.slopes))
    parts.extend(_verdicts(found))
    parts.extend(_figures(found))
    if any(one.matters for one in found.differing):
        unlike = ", ".join(one.what for one in found.differing if one.matters)
        parts.append(_said(f"! The runs differ in more than their models: {unlike}", "yellow"))
    return Group(*parts)


def _slopes(slopes: HorizonSlopes) -> Iterator[RenderableType]:
    yield Text(f"\nRevealed against training horizon, context {clean(slopes.main.context)}", "bold")
    yield _said(slope_words(slopes))
    yield _said(f"{counted(slopes.main)}.", "dim")
    if moved(slopes):
        yield _said(moved(slopes), "dim")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("context", overflow="fold")
    table.add_column("slope [low, high]", no_wrap=True)
    table.add_column("P(slope > 0)", justify="right", no_wrap=True)
    table.add_column("models", justify="right")
    for one in (*slopes.contexts, *([slopes.own] if slopes.own else [])):
        name = _said(row_label(one, own=one is slopes.own), "bold" if one is slopes.main else "")
        count = f"{len(one.points)}"
        if one.regression is None:
            table.add_row(name, Text("none", "dim"), "", count)
            continue
        slope = one.regression.slope
        words = with_interval(slope.value, slope.low, slope.high)
        table.add_row(name, words, chance_words(one.regression.positive), count)
    yield table
    for line in remarks(slopes):
        yield _said(line, "dim")
    yield _said(ASSIGNED if slopes.unit == "steps" else CONFOUNDED, "yellow")


def _verdicts(found: Comparison) -> Iterator[RenderableType]:
    rows = verdict_rows(found)
    if rows:
        yield Text("\nVerdicts", "bold")
    for row in rows:
        yield _said(row["statement"])
        for column, cell in zip(found.columns, row["cells"], strict=True):
            if not cell["symbol"]:
                continue
            line = Text(f"  {cell['symbol']} {cell['status']:16}", STYLES.get(cell["status"], ""))
            line.append(clean(column.title), "dim" if column.control else "not bold")
            yield line


def _figures(found: Comparison) -> Iterator[RenderableType]:
    tables = estimand_tables(found)
    if not tables:
        return
    first, rest = tables[0], estimands(found)[1:]
    yield Text(f"\n{clean(first['name'])} ({first['level']})", "bold")
    yield from _grid(first["values"])
    if first["differences"]:
        yield _said(first["apart"], "bold")
        yield from _grid(first["differences"])
    if rest:
        names = ", ".join(spaced(name) for name in rest)
        yield _said(f"Also compared, on the page: {names}", "dim")


def _grid(grid: Grid) -> Iterator[RenderableType]:
    """The longer side down, the shorter one across, as far as they fit."""
    tall = grid.turned("") if len(grid.heads) > len(grid.rows) else grid
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(tall.corner, overflow="fold")
    for head in tall.heads[:ACROSS]:
        table.add_column(_said(head), overflow="fold")
    for label, entries in tall.rows[:DOWN]:
        cells = (Text(clean(e.text), "bold" if e.strong else "") for e in entries[:ACROSS])
        table.add_row(_said(label), *cells)
    yield table
    if len(tall.rows) > DOWN or len(tall.heads) > ACROSS:
        shown = min(len(tall.rows), DOWN) * min(len(tall.heads), ACROSS)
        rest = len(tall.rows) * len(tall.heads) - shown
        yield _said(f"{rest} more on the page", "dim")


def _said(text: str, style: str = "") -> Text:
    return Text(clean(text), style)
