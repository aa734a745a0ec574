"""Tables of others: analysed, and shown."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from orexis.choices import ChoiceTable
from orexis.estimates.drift import analyze_drift
from orexis.reports import Report, summary
from orexis.reports.drift.foreign import seen_picture
from orexis.reports.drift.gathering import strands_of
from orexis.reports.html import render


def table(*, offers: bool, topology: str = "") -> ChoiceTable:
    """Twelve rollouts of 60 turns in which the outcome becomes more frequent."""
    draw = np.random.default_rng(4)
    rollouts, turns = 12, 60
    turn = np.tile(np.arange(1.0, turns + 1), rollouts)
    points = draw.choice([1.0, 4.0, 16.0, 64.0, 256.0], len(turn))
    odds = -1.0 + 0.6 * np.log(turn) + (1.5 * (np.log(points) - 3.0) if offers else 0.0)
    names = np.repeat([f"a/{number}" for number in range(rollouts)], turns)
    columns: dict[str, NDArray[Any]] = {
        "model": np.full(len(turn), "a", dtype=object),
        "rollout": names.astype(object),
        "outcome": (draw.random(len(turn)) < 1 / (1 + np.exp(-odds))).astype(float),
        "turn": turn,
    }
    if offers:
        columns["stake.points"] = points
    if topology:
        columns["topology"] = np.full(len(turn), topology, dtype=object)
    return ChoiceTable(columns)


def report(rows: ChoiceTable) -> Report:
    found = analyze_drift(rows)
    run = {"probe": "drift", "drift": found.extras}
    return Report(rows, found.estimates, found.verdicts, found.notes, run)


@pytest.fixture(scope="module")
def bare() -> Report:
    return report(table(offers=False))


def printed(one: Report) -> str:
    stream = io.StringIO()
    Console(file=stream, width=80, color_system=None).print(summary(one))
    return " ".join(stream.getvalue().split())


def test_one_outcome_a_turn_shows_the_shift_and_what_cannot_be_told(bare: Report) -> None:
    html = render(bare)
    assert "the log-odds move by +" in html
    assert html.count("Wander and incoherence are not told apart here") == 1
    assert "each doubling of turns" in html
    assert "How far does it move?" in html
    assert "What was recorded along the rollouts" in html


def test_the_terminal_says_it_as_well(bare: Report) -> None:
    shown = printed(bare)
    assert "wander in log-odds" in shown
    assert "Wander and incoherence are not told apart: one outcome a turn" in shown


def test_the_recorded_curve_rises_with_the_outcomes(bare: Report) -> None:
    (picture,) = seen_picture(bare)
    assert "turn, logarithmic" in picture.svg


def test_the_same_is_found_without_a_run_that_names_the_probe(bare: Report) -> None:
    unnamed = Report(bare.table, bare.estimates, bare.verdicts, bare.notes, {})
    assert "How far does it move?" in render(unnamed)


def test_offers_without_forks_have_the_first_part_as_baseline() -> None:
    one = report(table(offers=True))
    (strand,) = strands_of(one, "a")
    base = strand.baseline
    assert base is not None
    first = strand.at("")[0]
    moved = first.of("wander").value
    assert base.of("price").value * np.exp(moved) == pytest.approx(first.of("price").value)
    html = render(one)
    assert "the first price" in html
    assert "the fresh price" not in html
    assert "fresh contexts" not in html


def test_a_table_without_turns_has_no_curve() -> None:
    rows = table(offers=False)
    columns = {name: column for name, column in rows.columns.items() if name != "turn"}
    assert seen_picture(Report(ChoiceTable(columns))) == []
