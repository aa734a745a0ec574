"""Verdicts and horizons of one model, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orexis.estimates import Estimate
from orexis.reports.offers.horizon.contexts import contexts_of
from orexis.reports.offers.horizon.forms import best_words
from orexis.reports.offers.horizon.verdicts import finding
from orexis.reports.offers.horizon.weights import share_words, steps_words
from orexis.reports.offers.judged import STYLES, status_words, without_figures
from orexis.reports.offers.words import boundary_words
from orexis.reports.report import Report
from orexis.reports.words import clean, estimate_words

OVERALL = (
    ("weight_within", "weight inside"),
    ("weight_beyond", "past the end"),
    ("jump", "drop at it"),
    ("boundary_move", "moves with it"),
    ("placebo_move", "with a placebo"),
)


def horizon_parts(report: Report, model: str) -> Iterator[RenderableType]:
    """The three statements, the contexts, and what the weight moves with."""
    verdicts = report.verdicts_of(model)
    if not verdicts:
        yield Text("  no verdict", "dim")
    for one in verdicts:
        line = Text(status_words(one.status), STYLES.get(one.status, ""), overflow="fold")
        line.append(f"  {clean(one.statement)}. ", "bold" if one.status == "supported" else "")
        yield line.append(clean(without_figures(one)["because"]), "dim")
    if contexts_of(report, model):
        yield _contexts(report, model)
    if overall := overall_line(report, model):
        yield Text(clean(overall), overflow="fold")
    if best := best_words(report, model):
        yield Text(clean(f"Form that foretells best: {best}"), overflow="fold")


def horizon_words(report: Report, model: str) -> str:
    """One line for a control."""
    best = best_words(report, model)
    return (finding(report, model) or "no verdict") + (f"; {best}" if best else "")


def overall_line(report: Report, model: str) -> str:
    """Weights and moves over all contexts; empty where there are none."""
    parts = []
    for estimand, words in OVERALL:
        found = [one for one in report.estimates_of(model, estimand) if not one.cell]
        parts += [f"{words} {estimate_words(one)}" for one in found[:1] if not one.reason]
    return ", ".join(parts)


def _contexts(report: Report, model: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("said about the end", ratio=1, overflow="fold")
    for head in ("steps that count", "drop at the end", "losing offers taken"):
        table.add_column(head, overflow="fold")
    for one in contexts_of(report, model):
        jump = "" if _empty(one.jump) else estimate_words(one.jump)  # type: ignore[arg-type]
        table.add_row(
            Text(clean(boundary_words(one.boundary))),
            Text(steps_words(one.horizon)),
            Text(jump),
            Text(share_words(one.losing)),
        )
    return table


def _empty(one: Estimate | None) -> bool:
    return one is None or bool(one.reason)
