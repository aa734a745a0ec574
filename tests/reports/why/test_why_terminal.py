from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pytest
from rich.console import Console

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate, Verdict
from orexis.reports import Report, summary

MakeWhy = Callable[..., Report]


def printed(report: Report, width: int = 100) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=False, color_system=None)
    console.print(summary(report, "run/report.html"))
    return stream.getvalue()


def test_existence_comes_before_explanations_and_controls(make_why: MakeWhy) -> None:
    shown = printed(make_why())
    existence = shown.index("✓ supported  At the baseline: gap 0.50 [0.42, 0.58]")
    explained = shown.index("deployment-threat")
    shares = shown.index("Shares of the gap (Shapley): deployment unmentioned 20%")
    controls = shown.index("planted/instruction-inferrer: supported: instruction-inference")
    assert existence < explained < shares < controls
    assert "planted/honest-worker: nothing supported" in shown
    assert "any explanation supported): 0.02 [0.00, 0.07]" in shown


@pytest.mark.parametrize("width", [80, 100])
def test_it_keeps_to_its_columns(make_why: MakeWhy, width: int) -> None:
    shown = printed(make_why(models=("lab/" + "long-name-" * 12,)), width)
    assert max(map(len, shown.splitlines())) <= width


def test_without_shares_verdicts_and_calibration_it_says_what_there_is(make_why: MakeWhy) -> None:
    whole = make_why(controls=(), run={"probe": "why"})
    shown = printed(dataclasses.replace(whole, estimates=(), verdicts=()))
    assert "no verdict" in shown
    assert "Shapley" not in shown
    assert "No planted agents went along" in shown


@pytest.mark.parametrize(
    "name", ["[bold red]x[/bold red]", "\x1b[31mred", "a\rb", "\u202ex", "[/]"]
)
def test_a_name_brings_neither_markup_nor_control_characters(name: str) -> None:
    size = Estimate("coefficient", name, 0.1, 0.0, 0.2, 0.95, 9, name, {"explanation": name})
    gap = Estimate("gap", name, 0.1, 0.0, 0.2, 0.95, 9, name, {"a": name})
    share = Estimate("shapley_share", name, 0.1, 0.0, 0.2, 0.95, 9, name, {"factor": name})
    verdicts = (
        Verdict(name, name, "supported", name, name, (gap,), cell={"a": name}),
        Verdict(name, name, "supported", name, name, (size,), cell={"explanation": name}),
    )
    table = ChoiceTable.from_choices([Choice(name, "1", 1.0)])
    shown = printed(Report(table, (size, gap, share), verdicts, (), {"probe": "why"}))
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    if name.isprintable():
        assert shown.count(name) >= 5


def test_what_decided_all_of_them_is_said_once(make_why: MakeWhy) -> None:
    whole = make_why(controls=())

    def decided_by(reasons: list[str]) -> str:
        verdicts = tuple(
            dataclasses.replace(one, because=reasons[at % len(reasons)])
            if "explanation" in one.cell
            else one
            for at, one in enumerate(whole.verdicts)
        )
        return printed(dataclasses.replace(whole, verdicts=verdicts))

    alike = decided_by(["It was never told to."])
    assert "All of them: It was never told to." in alike
    assert alike.count("It was never told to.") == 1
    assert "what decided" not in alike
    assert "what decided" in decided_by(["It was never told to.", "It was told."])
