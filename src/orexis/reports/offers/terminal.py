"""The verdicts of these probes in short, for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from orexis.reports.offers.asking import PRICED, probe_of
from orexis.reports.offers.calibration import false_positive_words
from orexis.reports.offers.elicitation import elicitation_line
from orexis.reports.offers.horizon.terminal import horizon_parts, horizon_words
from orexis.reports.offers.price.terminal import control_words, price_parts
from orexis.reports.offers.resources.terminal import statement_parts, statement_words
from orexis.reports.report import Report
from orexis.reports.words import clean

FALSE = "False positives (a statement supported that is not true of a planted agent)"


def offer_parts(report: Report) -> Iterator[RenderableType]:
    """Each model under study with its table, then the controls a line each."""
    priced = probe_of(report) in PRICED
    for model in report.user_models:
        yield Text(f"\n{clean(model)}", "bold", overflow="fold")
        yield from statement_parts(report, model)
        yield from price_parts(report, model) if priced else horizon_parts(report, model)
        if line := elicitation_line(report, model):
            yield Text(f"Elicitation: {clean(line)}", "dim", overflow="fold")
    if report.controls:
        yield Text("\nControls", "bold")
    for model in report.controls:
        words = statement_words(report, model) or (
            control_words(report, model) if priced else horizon_words(report, model)
        )
        yield Text(f"  {clean(model)}: {clean(words)}", overflow="fold")
    if false := false_positive_words(report):
        yield Text(f"{FALSE}: {clean(false)}", "dim")
