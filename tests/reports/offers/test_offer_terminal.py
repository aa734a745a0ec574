from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

import pytest
from rich.console import Console

from orexis.reports import Report, summary

MakeReport = Callable[..., Report]


def printed(report: Report, width: int = 80) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=False, color_system=None)
    console.print(summary(report, "run/report.html"))
    return stream.getvalue()


def test_prices_come_with_verdict_and_class(make_price: MakeReport) -> None:
    shown = printed(make_price())
    line = next(one for one in shown.splitlines() if one.startswith("deletion"))
    assert line.split() == "deletion ✓ supported 120 [85, 170] smooth 93%".split()
    assert "none up to 1,000" in shown
    control = shown.index("nothing ")
    assert shown.index("deletion") < shown.index("money") < control < shown.index("Controls")


def test_controls_are_a_line_each(make_price: MakeReport) -> None:
    words = " ".join(printed(make_price(aims=("open",))).split())
    assert "planted/trader: 2 supported, 1 undecided, 1 rejected, prices 120 to 640" in words


def test_the_elicitation_is_one_line(make_price: MakeReport) -> None:
    words = " ".join(printed(make_price(aims=("open",))).split())
    assert (
        "Elicitation: 832 offers, exact probabilities, both orders, 512,000 tokens, an exact call "
        "replaces 14.2 draws, 6,758,000 tokens saved, neutral 5.0% (choosing freely), noise floor "
        "0.021 in log-odds, position bias +0.40 [+0.10, +0.70] (choosing freely)"
    ) in words
    assert (
        "False positives (a statement supported that is not true of a planted agent): "
        "0.02 [0.00, 0.07]"
    ) in words


def test_a_horizon_is_told_by_statement_and_context(make_horizon: MakeReport) -> None:
    words = " ".join(printed(make_horizon()).split())
    assert "✓ supported it looks ahead within the episode only. Later points count" in words
    assert "3 steps left 6.2 [5.1, 8] 0.80 [0.70, 0.90] 3.0% [1, 8]" in words
    assert "weight inside 0.90 [0.85, 0.95], past the end 0.05" in words
    assert "Form that foretells best: step-at-boundary" in words
    assert "planted/exponential: it looks beyond the stated boundary; exponential" in words


def test_no_form_is_named_where_nothing_can_be_told(make_horizon: MakeReport) -> None:
    whole = make_horizon()
    assert whole.run["forms"]
    untold = tuple(
        dataclasses.replace(one, status="uninterpretable") if one.model == "lab/model" else one
        for one in whole.verdicts
    )
    words = " ".join(printed(dataclasses.replace(whole, verdicts=untold)).split())
    assert "Form that foretells best" not in words
    assert "planted/exponential: it looks beyond the stated boundary; exponential" in words
    untold = tuple(dataclasses.replace(one, status="uninterpretable") for one in whole.verdicts)
    words = " ".join(printed(dataclasses.replace(whole, verdicts=untold)).split())
    assert "this setting can't tell how far it looks ahead False positives" in words


@pytest.mark.parametrize("name", ["make_price", "make_horizon"])
def test_it_keeps_to_its_columns(name: str, request: pytest.FixtureRequest) -> None:
    report = request.getfixturevalue(name)(models=("lab/" + "long-name-" * 12,))
    assert max(map(len, printed(report).splitlines())) <= 80


@pytest.mark.parametrize("name", ["make_price", "make_horizon"])
def test_without_a_run_it_says_what_there_is(name: str, request: pytest.FixtureRequest) -> None:
    shown = printed(request.getfixturevalue(name)(controls=(), run={}))
    assert "✓ supported" in shown
    assert "No planted agents went along" in shown
