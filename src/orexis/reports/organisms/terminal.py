"""What trained organisms want in short, for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.estimates.organisms import OWN, WORDS, OrganismReading
from orexis.reports.organisms.report import OrganismReport, TextTable
from orexis.reports.organisms.words import (
    classes,
    context_words,
    extent,
    figure,
    finding,
    regimes,
    slopes,
    value_words,
)
from orexis.reports.words import clean

SHORT = ("follows", "grows", "past")
"""Figures that fit a narrow terminal; the page has all that decide."""
MOST = 6
"""Organisms named as uninterpretable; the page has all."""


def organisms_summary(report: OrganismReport) -> RenderableType:
    """Verdicts, figures and slopes as something for rich to print.

    No text of a set can bring markup or control characters along.
    """
    parts: list[RenderableType] = [_said(report.question, "bold"), _said(extent(report))]
    parts.extend(_verdicts(report))
    if report.reading:
        parts.extend(_figures(report.reading))
    parts.extend(_worded(one) for one in report.tables)
    parts.extend(_faults(report))
    parts.extend(_said(f"! {one}", "yellow") for one in report.notes if len(one) < 300)  # noqa: PLR2004
    parts.append(_said(f"May not be claimed: {report.may_not[0]}", "dim"))
    return Group(*parts)


def _verdicts(report: OrganismReport) -> Iterator[RenderableType]:
    yield Text("\nVerdicts", "bold")
    for regime in regimes(report.verdicts):
        own = [one for one in report.verdicts if one.model == regime]
        line = Text(f"  {clean(regime)}: ", "bold")
        line.append(clean(finding(own)), "bold cyan")
        if report.reading:
            line.append(f"  ({clean(classes(report.reading, regime))})", "not bold dim")
        yield line


def _figures(reading: OrganismReading) -> Iterator[RenderableType]:
    names = tuple(dict.fromkeys(one.model for one in reading.regimes))
    table = _table("regime", *(WORDS[name] for name in SHORT))
    for regime in names:
        table.add_row(*_texts(regime, *(value_words(figure(reading, regime, f)) for f in SHORT)))
    yield table
    yield Text("Slope of the revealed on the trained horizon (log2 on log2)", "bold")
    contexts = [*(one for one in reading.panel.contexts), OWN]
    table = _table("regime", *(context_words(one) for one in contexts))
    for regime in names:
        found = dict(slopes(reading, regime))
        table.add_row(*_texts(regime, *(value_words(found.get(one)) for one in contexts)))
    yield table
    yield _said(
        "The common contexts are the estimate: 0 where the horizon is the context's, 1 where it is "
        "the model's. The last column is confounded: it rises with H in both cases.",
        "dim",
    )


def _worded(table: TextTable) -> RenderableType:
    found = _table(*table.heads)
    found.title = clean(table.title)
    found.title_justify = "left"
    for row in table.rows:
        found.add_row(*_texts(*row))
    return found


def _faults(report: OrganismReport) -> Iterator[RenderableType]:
    if not report.faults:
        return
    yield Text(f"\nUninterpretable: {len(report.faults)} organisms", "magenta")
    for name, why in report.faults[:MOST]:
        yield _said(f"  {name}: {why}", "dim")
    if len(report.faults) > MOST:
        yield _said(f"  and {len(report.faults) - MOST} more, on the page", "dim")


def _table(*heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in heads:
        table.add_column(_said(head), overflow="fold")
    return table


def _texts(*cells: str) -> list[Text]:
    return [_said(one) for one in cells]


def _said(text: str, style: str = "") -> Text:
    return Text(clean(text), style)
