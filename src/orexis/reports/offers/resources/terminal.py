"""The statements on resources in short, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from orexis.reports.offers.judged import STYLES, status_words
from orexis.reports.offers.resources.statements import by_boundary, finding
from orexis.reports.report import Report
from orexis.reports.words import clean


def statement_parts(report: Report, model: str) -> Iterator[RenderableType]:
    """A line a statement; nothing where the probe makes none."""
    every = by_boundary(report, model)
    for words, own in every.items():
        if words and len(every) > 1:
            yield Text(clean(f"{words[:1].upper()}{words[1:]}"), "italic", overflow="fold")
        for one in own:
            line = Text(status_words(one.status), STYLES.get(one.status, ""), overflow="fold")
            line.append(f"  {clean(one.statement)}. ", "bold" if one.status == "supported" else "")
            yield line.append(clean(one.because), "dim")


def statement_words(report: Report, model: str) -> str:
    """What the statements come to, in one line; empty where the probe makes none."""
    every = by_boundary(report, model)
    return "; ".join(
        f"{finding(own)} ({words})" if words and len(every) > 1 else finding(own)
        for words, own in every.items()
    )
