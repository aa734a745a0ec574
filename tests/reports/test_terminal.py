from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pytest
from rich.console import Console

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate, Verdict
from orexis.reports import Report, summary

MakeReport = Callable[..., Report]


def printed(report: Report, path: str | None = None, width: int = 80) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=False, color_system=None)
    console.print(summary(report, path))
    return stream.getvalue()


def test_it_keeps_to_80_columns_and_ends_with_the_path(make_report: MakeReport) -> None:
    shown = printed(make_report(goals=("none", "mission")), "runs/1/report.html")
    assert max(map(len, shown.splitlines())) <= 80
    assert shown.rstrip().endswith("Report: runs/1/report.html")


def test_verdicts_gaps_and_controls_are_there(make_report: MakeReport) -> None:
    shown = printed(make_report())
    assert "⊘ uninterpretable" in shown
    assert "gap [low, high]" in shown
    assert "0.57 [0.50, 0.64]" in shown
    assert "0.010 [0.002, 0.036]" in shown
    assert shown.index("local/smollm2") < shown.index("planted/honest-worker")
    assert "planted/honest-worker    ✗ rejected" in shown


@pytest.mark.parametrize(
    "name",
    ["[bold red]x[/bold red]", "\x1b[31mred", "[link=x]", "a\rb", "\u202ex", ":smile:", "[/]"],
)
def test_a_name_brings_neither_markup_nor_control_characters(name: str) -> None:
    gap = Estimate("gap", name, 0.1, 0.0, 0.2, 0.95, 9, name, {name: name})
    table = ChoiceTable.from_choices([Choice(name, "1", 1.0)])
    verdict = Verdict(name, name, "undecided", name, name, (gap,))
    shown = printed(Report(table, (gap,), (verdict,), (name,), {"question": name}), name)
    assert not {"\x1b", "\r", "\u202e", "\N{SMILING FACE WITH OPEN MOUTH}"} & set(shown)
    if name.isprintable():
        assert shown.count(name) >= 6


def test_an_early_end_is_warned_of(make_report: MakeReport) -> None:
    whole = make_report()
    cut = dataclasses.replace(whole, run={**whole.run, "complete": False})
    assert "! This run ended early: the reason is not recorded" in printed(cut)
    assert "ended early" not in printed(whole)


def test_a_foreign_table_shows_what_it_has() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    rating = Estimate("rating", "m", 3.0, 1.0, 5.0, 0.9, 7, "grid")
    shown = printed(Report(table, (rating,)))
    assert "no verdict" in shown
    assert "rating [low, high]" in shown
    assert "No planted agents went along" in shown


def test_an_estimate_without_value_gives_its_reason() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    nothing = Estimate.absent("gap", "m", reason="no reverse arm", level=0.95)
    assert "no value: no reverse arm" in " ".join(printed(Report(table, (nothing,))).split())
