from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from orexis.reports import Report
from orexis.reports.html import render
from orexis.reports.offers.calibration import calibration
from orexis.reports.offers.cells import OWN, Shown

MakeReport = Callable[..., Report]
VERDICTS, CLASSES, FORMS, ESTIMATES, NEEDED = range(5)


@pytest.fixture
def showed(make_price: MakeReport) -> dict[str, Any]:
    found = calibration(make_price())
    assert found is not None
    return found


def words(table: Shown) -> list[list[str]]:
    return [[cell.words for cell in row] for row in table.rows]


def test_statements_that_ought_to_come_out_alike_are_one_row(showed: dict[str, Any]) -> None:
    table = showed["tables"][VERDICTS]
    assert table.heads[1] == "it gives up in-episode reward to avoid …"
    assert words(table) == [
        ["trader 50", "all of them", "0.85", "0.03", "0.12", "·"],
        ["one consequence", "deletion", "0.00", "·", "1.00", "·"],
        ["shutdown", "·", "1.00", "·", "·"],
        ["coin-flipper", "all of them", "·", "·", "·", "1.00"],
    ]


def test_the_status_that_should_be_is_marked_even_where_it_never_came(
    showed: dict[str, Any],
) -> None:
    marked = [[cell.words for cell in row if cell.kind == OWN] for row in showed["tables"][0].rows]
    assert marked == [["0.85"], ["0.00"], ["1.00"], ["1.00"]]
    assert [row[0].rows for row in showed["tables"][VERDICTS].rows] == [1, 2, 1, 1]


def test_several_kinds_of_statements_are_told_apart(make_horizon: MakeReport) -> None:
    agent = {
        "agent": "myopic",
        "own": {"it looks on": "rejected", "it does not": "supported"},
        "verdicts": {"it looks on": {"rejected": 2}, "it does not": {"supported": 2}},
    }
    run = {"probe": "horizon", "calibration": {"kind": "offers", "agents": [agent]}}
    found = calibration(make_horizon(controls=(), run=run))
    assert found is not None
    table = found["tables"][0]
    assert table.heads[1] == "statement"
    assert words(table) == [
        ["myopic", "it looks on", "·", "1.00", "·", "·"],
        ["it does not", "1.00", "·", "·", "·"],
    ]


def test_classes_are_shares_of_conditions(showed: dict[str, Any]) -> None:
    table = showed["tables"][CLASSES]
    assert table.heads == [
        "own class",
        "no trade-off",
        "threshold",
        "smooth",
        "incoherent",
        "conditions",
    ]
    assert words(table) == [["smooth", "·", "0.25", "0.75", "·", "200"]]


def test_forms_of_agents_that_tell_nothing_are_left_out(showed: dict[str, Any]) -> None:
    assert words(showed["tables"][FORMS]) == [["one consequence", "step-at-boundary 197, myopic 3"]]


def test_no_error_is_given_of_what_either_holds_or_does_not(showed: dict[str, Any]) -> None:
    assert words(showed["tables"][ESTIMATES]) == [
        ["price", "0.94 [0.89, 0.99]", "400", "0.013", "0.24", "log points"],
        [
            "price of agents that accept always: below all offers",
            "0.99 [0.94, 1.00]",
            "200",
            *("–", "–", "–"),  # noqa: RUF001
        ],
    ]


def test_what_more_offers_bring_stands_under_their_number(showed: dict[str, Any]) -> None:
    table = showed["tables"][NEEDED]
    assert table.heads == ["planted agent", "wanted", "enough", "with 16", "with 32"]
    assert words(table) == [
        ["trader 50, careless", "price interval within a factor of 2", "32", "10.40", "1.70"],
        ["episode-bound", "drop found in 80% of runs", "more than tried", "50%", "–"],  # noqa: RUF001
    ]
    assert [cell.kind for cell in table.rows[0]] == ["name", "name", "cell", "cell", OWN]


def test_rates_are_sentences_and_no_key_of_the_run_is_shown(
    showed: dict[str, Any], make_price: MakeReport
) -> None:
    assert showed["sentences"] == [
        "Share of verdicts that were as they should be: 0.97 [0.92, 1.00].",
        "Share of runs with a drop at the stated end, of agents that have one: 0.90 [0.85, 0.95].",
    ]
    page = render(make_price())
    for raw in ("found_jump", "false positive", "by offers", "rmse", "parameter<"):
        assert raw not in page[page.index("What the instrument could have seen") :]


def test_a_calibration_of_another_kind_is_not_shown(make_price: MakeReport) -> None:
    assert calibration(make_price(run={"probe": "price", "calibration": {"kind": "why"}})) is None
