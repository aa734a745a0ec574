"""The report in short, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.reports.drift import about_drift, drift_parts
from orexis.reports.facts import FALSE_POSITIVES, NO_CONTROLS
from orexis.reports.offers import about_offers, offer_parts
from orexis.reports.report import Report
from orexis.reports.sections import (
    alarm,
    extent,
    headline,
    share_words,
)
from orexis.reports.variance import variance_lines, without_variance
from orexis.reports.verdicts import shared, verdict_words
from orexis.reports.why import about_why, why_parts
from orexis.reports.words import ESTIMANDS, cell_words, clean, estimate_words, mapping, spaced

STYLES = {
    "supported": "bold cyan",
    "rejected": "bold",
    "undecided": "yellow",
    "uninterpretable": "magenta",
}


def summary(report: Report, path: Path | str | None = None) -> RenderableType:
    """Verdicts, gaps and controls as something for rich to print.

    No text of a model can bring markup or control characters along.

    Args:
        report: What to show.
        path: Where the full report lies, named in the last line.
    """
    whose, report = [*variance_lines(report)], without_variance(report)
    parts: list[RenderableType] = [Text(clean(headline(report)), "bold"), _said(extent(report))]
    if alarm(report):
        parts.append(_said(f"! {alarm(report)}", "bold yellow"))
    parts.extend(_asked(report)(report))
    parts.extend(whose)
    parts.extend(_said(line, "dim") for line in _closing(report))
    if path is not None:
        parts.append(Text(f"Report: {clean(path)}", overflow="fold"))
    return Group(*parts)


def _asked(report: Report) -> Callable[[Report], Iterator[RenderableType]]:
    """What shows the verdicts of the report's probe."""
    if about_why(report):
        return why_parts
    if about_drift(report):
        return drift_parts
    return offer_parts if about_offers(report) else _differences


def _differences(report: Report) -> Iterator[RenderableType]:
    """Verdicts and figures of a report that asks whether, not why."""
    if shared(report).claim:
        yield _said(f"Statement: {shared(report).claim}")
    yield _verdicts(report)
    if shared(report).ending:
        yield _said(f"All verdicts: {shared(report).ending}", "dim")
    if report.estimates:
        yield _figures(report, _shown(report))
    if _shown(report) in ESTIMANDS:
        yield _said(f"{spaced(_shown(report))}: {ESTIMANDS[_shown(report)]}", "dim")
    calibration = mapping(report.run.get("calibration"))
    if calibration:
        share = share_words(calibration.get("false_positive"))
        yield _said(f"{FALSE_POSITIVES}: {share}", "dim")


def _verdicts(report: Report) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("model", max_width=24, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    table.add_column("what decided", ratio=1, overflow="fold")
    for models, control in ((report.user_models, False), (report.controls, True)):
        for model in models:
            for name, status, words in _rows(report, model, control=control):
                table.add_row(name, status, words)
        table.add_section()
    return table


def _rows(report: Report, model: str, *, control: bool) -> Iterator[tuple[Text, Text, Text]]:
    name = _name(model, control=control)
    verdicts = report.verdicts_of(model)
    if not verdicts:
        yield name, Text("no verdict", "dim"), Text("")
    for place, verdict in enumerate(verdicts):
        common = shared(report)
        shown = verdict_words(verdict, common)
        status = Text(f"{shown['symbol']} {verdict.status}", STYLES.get(verdict.status, ""))
        where = shown["where"]
        words = Text(f"{clean(where)}: " if where else "", "bold")
        words.append(clean(shown["own_because"]), "not bold")
        yield (Text("") if place else name), status, words


def _figures(report: Report, estimand: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("model", max_width=24, overflow="fold")
    table.add_column("context", ratio=1, overflow="fold")
    table.add_column(_said(f"{spaced(estimand)} [low, high]"), overflow="fold")
    table.add_column("n", justify="right", no_wrap=True)
    for model in report.models:
        for place, one in enumerate(report.estimates_of(model, estimand)):
            name = Text("") if place else _name(model, control=model in report.controls)
            cell, words = _said(cell_words(one.cell)), _said(estimate_words(one))
            table.add_row(name, cell, words, f"{one.n:,}")
    return table


def _shown(report: Report) -> str:
    """The gap, or the first estimand of a table that has none."""
    names = [one.estimand for one in report.estimates]
    return "gap" if "gap" in names else next(iter(names), "")


def _closing(report: Report) -> Iterator[str]:
    if not report.controls:
        yield NO_CONTROLS
    if report.notes:
        yield f"Notes on what the table can't answer, in the report: {len(report.notes)}"


def _name(model: str, *, control: bool) -> Text:
    name = Text(clean(model), overflow="fold")
    return name.append("\ncontrol", "dim") if control else name


def _said(text: str, style: str = "") -> Text:
    return Text(clean(text), style)
