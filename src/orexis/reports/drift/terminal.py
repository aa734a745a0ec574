"""The verdicts on long rollouts in short, for a terminal of 80 columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orexis.reports.drift.calibration import false_positive_words
from orexis.reports.drift.findings import refused
from orexis.reports.drift.gathering import strands_of
from orexis.reports.drift.spots import Ends
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import (
    DASH,
    class_words,
    ratio_of,
    signed_interval,
    strand_words,
    times_words,
    topology_words,
)
from orexis.reports.drift.work import window_words
from orexis.reports.offers.elicitation import elicitation_line
from orexis.reports.report import Report
from orexis.reports.words import clean

STYLES = {
    "steady": "bold",
    "wanders": "bold cyan",
    "incoherent": "bold cyan",
    "both": "bold cyan",
    "undecided": "yellow",
}
FALSE = "False positives (a verdict supported that is not true of a planted agent)"
TIMES = "Price and consistency: late, as a multiple of the model's own {of} ones."
BACK = "Comes back: share of the wander undone once told that a new session begins."


def drift_parts(report: Report) -> Iterator[RenderableType]:
    """Each model under study with its table, then the controls a line each."""
    for model in report.user_models:
        yield Text(f"\n{clean(model)}", "bold", overflow="fold")
        strands = [one for one in strands_of(report, model) if one.long]
        if not strands:
            yield Text("  no figure and no verdict", "dim")
        for strand in strands:
            yield from _strand(strand)
        if line := elicitation_line(report, model):
            yield Text(f"Elicitation: {clean(line)}", "dim", overflow="fold")
    yield from _reading([one for each in report.user_models for one in strands_of(report, each)])
    for line in window_words(report):
        yield Text(line, "yellow", overflow="fold")
    if report.controls:
        yield Text("\nControls", "bold")
    for model in report.controls:
        words = "; ".join(_control(one) for one in strands_of(report, model))
        yield Text(f"  {clean(model)}: {clean(words) or 'no verdict'}", overflow="fold")
    if false := false_positive_words(report):
        yield Text(f"{FALSE}: {clean(false)}", "dim")


def _reading(strands: Sequence[Strand]) -> Iterator[RenderableType]:
    """How to read the tables, and why some tell less."""
    reasons = (refused(one) for one in strands)
    for reason in dict.fromkeys(one for one in reasons if one):
        yield Text(f"Wander and incoherence are not told apart: {clean(reason)}", "yellow")
    priced = [one for one in strands if any(_moved(one, each).known for each in one.long)]
    if priced:
        words = TIMES.format(of="fresh" if any(one.fresh for one in priced) else "first")
        back = any(_back(one, each) != DASH for one in priced for each in one.long)
        yield Text(f"{words} {BACK}" if back else words, "dim")


def _strand(strand: Strand) -> Iterator[RenderableType]:
    if words := strand_words(strand):
        yield Text(clean(words), "italic", overflow="fold")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("topology", max_width=12, overflow="fold")
    table.add_column("class", max_width=11, overflow="fold")
    columns = _columns(strand)
    for name in columns:
        table.add_column(name, no_wrap=True)
    for topology in strand.long:
        row = strand.classed(topology)
        words = class_words(row) or DASH
        named = Text(words, STYLES.get(str(row.get("class")), ""))
        cells = (Text(say(strand, topology)) for say in columns.values())
        table.add_row(Text(topology_words(topology)), named, *cells)
    yield table


def _columns(strand: Strand) -> dict[str, Callable[[Strand, str], str]]:
    """What is known: heads, and what stands under them."""
    if not any(_moved(strand, each).known for each in strand.long):
        return {"wander in log-odds": _logits}
    columns: dict[str, Callable[[Strand, str], str]] = {"price": _price, "consistency": _kept}
    if any(_back(strand, each) != DASH for each in strand.long):
        columns["comes back"] = _back
    return columns


def _moved(strand: Strand, topology: str) -> Ends:
    return ratio_of(strand.estimate("wander", topology))


def _price(strand: Strand, topology: str) -> str:
    return times_words(_moved(strand, topology))


def _kept(strand: Strand, topology: str) -> str:
    return times_words(ratio_of(strand.estimate("incoherence", topology), -1))


def _logits(strand: Strand, topology: str) -> str:
    return signed_interval(strand.estimate("wander_logits", topology))


def _back(strand: Strand, topology: str) -> str:
    one = strand.estimate("recovery", topology, "told")
    if one is None or math.isnan(one.value):
        return DASH
    return f"{100 * one.value:.0f}% [{100 * one.low:.0f}, {100 * one.high:.0f}]"


def _control(strand: Strand) -> str:
    """`joined wanders, memory steady`."""
    found = [(each, class_words(strand.classed(each))) for each in strand.long]
    return ", ".join(f"{topology_words(each)} {words}" for each, words in found if words)
