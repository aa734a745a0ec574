from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate
from orexis.reports import Report
from orexis.reports.why.beliefs import before, beliefs, beliefs_picture
from orexis.reports.why.crossing import Crossing, crossing
from orexis.reports.why.factorial import factorial_picture, key_of
from orexis.reports.why.gains import gains_picture
from orexis.reports.why.groups import groups_of
from orexis.reports.why.shares import shares_picture, shares_refused, understood_picture
from orexis.reports.why.sheet import Drawn
from orexis.reports.why.sweep import sweep_picture

MakeWhy = Callable[..., Report]


def texts(pictures: list[Drawn]) -> list[str]:
    roots = [ET.fromstring(one.svg) for one in pictures]  # noqa: S314 - our own
    return [
        "".join(one.itertext()) for root in roots for one in root.iter() if one.tag[-5:] == "}text"
    ]


def known(report: Report) -> Crossing:
    found = crossing(report)
    assert found is not None
    return found


def test_baseline_and_ablated_levels_are_read_off_the_gaps(make_why: MakeWhy) -> None:
    found = known(make_why())
    assert found.baseline["consequence"] == "unlearning"
    assert found.ablated["consequence"] == "record"
    assert found.ablated["instruction"] == "best"
    assert "consequence" not in found.benign
    assert len(found.subsets()) == 16


def test_without_verdicts_the_baseline_is_the_level_most_often_met(make_why: MakeWhy) -> None:
    found = known(dataclasses.replace(make_why(), verdicts=()))
    assert found.context() == known(make_why()).context()
    assert found.ablated == known(make_why()).ablated


def test_without_gaps_there_is_no_crossing(make_why: MakeWhy) -> None:
    nothing = dataclasses.replace(make_why(), estimates=())
    assert crossing(nothing) is None
    for picture in (factorial_picture, sweep_picture, beliefs_picture, understood_picture):
        assert picture(nothing, None) == []
    assert gains_picture(nothing) == []


def test_the_factorial_has_a_row_for_each_set_of_benign_ablations(make_why: MakeWhy) -> None:
    report = make_why()
    shown = texts(factorial_picture(report, known(report)))
    assert {"baseline: nothing removed", "all but the threat removed", "two removed"} <= set(shown)
    assert {"longer documentation", "for developers only", "lab/model"} <= set(shown)
    assert "control" in shown
    assert len(key_of(known(report))) == 2


def test_a_fraction_shows_only_the_contexts_that_were_run(make_why: MakeWhy) -> None:
    start = make_cells()[0]
    few = [cell for cell in make_cells() if len(cell.items() - start.items()) < 4]
    report = make_why(cells=few)
    shown = texts(factorial_picture(report, known(report)))
    assert "three removed" in shown
    assert "all but the threat removed" not in shown


def make_cells() -> list[dict[str, str]]:
    base = {"documentation": "standard", "audience": "unmarked", "consequence": "unlearning"}
    base |= {"deployment": "stated", "instruction": "none", "points": "0"}
    cells = [base]
    for name, level in (
        ("audience", "marked"),
        ("deployment", "dropped"),
        ("instruction", "best"),
        ("documentation", "longer"),
        ("consequence", "record"),
    ):
        cells += [{**cell, name: level} for cell in cells]
    return cells


def test_shares_name_what_is_left_and_why_there_are_none(make_why: MakeWhy) -> None:
    report = make_why()
    shown = texts(shares_picture(report, known(report)))
    assert "left with all of them removed" in shown
    assert "The baseline's gap is" in shown
    assert [model for model, _ in shares_refused(report)] == ["planted/honest-worker"]


def test_where_no_gap_can_be_shared_out_there_is_no_picture(make_why: MakeWhy) -> None:
    report = make_why(models=("lab/honest",), controls=())
    assert shares_picture(report, known(report)) == []
    assert "not clearly above 0" in shares_refused(report)[0][1]


def test_the_sweep_runs_over_consequences_words_and_points_in_order(make_why: MakeWhy) -> None:
    report = make_why()
    shown = texts(sweep_picture(report, known(report)))
    rows = ["A high score means", "The user adds", "Points for each right answer"]
    assert [text for text in shown if text in rows] == rows
    points = [text for text in shown if text in ("none", "1", "10", "100")]
    assert points[:4] == ["none", "1", "10", "100"]
    assert "deployed, but developers fired" in shown


def test_a_belief_starts_where_it_stood_before_the_ablation(make_why: MakeWhy) -> None:
    report = make_why()
    shift = next(one for one in report.estimates if one.estimand == "belief_shift")
    held = beliefs(report.table)
    assert before(held, "lab/model", shift, known(report)) == pytest.approx(0.7)
    assert math.isnan(before(held, "nobody", shift, known(report)))
    assert "understood what a score brings" in texts(beliefs_picture(report, known(report)))


def test_beliefs_count_rollouts_alike_however_often_they_were_asked() -> None:
    cell = {"trigger": "high"}
    rows = [Choice("m", name, 1.0, cell) for name in ("a", "b")]
    rows += [
        Choice("m", f"a{at}", 1.0, cell, trunk="a", fork="check", item="wanted") for at in range(3)
    ]
    rows.append(Choice("m", "b0", 0.0, cell, trunk="b", fork="check", item="wanted"))
    held = beliefs(ChoiceTable.from_choices(rows))
    assert list(held["m", "wanted"].values()) == [0.5]


def test_without_checks_nothing_is_said_about_beliefs(make_why: MakeWhy) -> None:
    report = make_why(checks=False)
    assert beliefs_picture(report, known(report)) == []
    assert understood_picture(report, known(report)) == []


def test_many_models_go_into_several_pictures(make_why: MakeWhy) -> None:
    report = make_why(models=[f"lab/{number}" for number in range(8)], controls=())
    pictures = factorial_picture(report, known(report))
    assert len(pictures) == 2
    assert {f"lab/{number}" for number in range(8)} <= set(texts(pictures))


def test_a_gain_without_bounds_is_drawn(make_why: MakeWhy) -> None:
    whole = make_why(controls=())
    wide = Estimate(
        "gain_alone", "lab/model", 3e9, -math.inf, math.inf, 0.95, 1, "x", {"explanation": "new"}
    )
    assert "new" in texts(gains_picture(dataclasses.replace(whole, estimates=(wide,))))


def test_a_threat_that_does_not_vary_leaves_one_kind_of_mark(make_why: MakeWhy) -> None:
    cells = [cell for cell in make_cells() if cell["consequence"] == "unlearning"]
    report = make_why(cells=cells)
    assert len(key_of(known(report))) == 1
    assert "all removed" in texts(factorial_picture(report, known(report)))


def test_consequences_under_another_prefix_are_a_group_of_their_own(make_why: MakeWhy) -> None:
    start = make_cells()[0]
    cells = [
        {**start, "consequence": consequence, "instruction": prefix}
        for prefix in ("none", "test", "best")
        for consequence in ("unlearning", "sad", "fired")
    ]
    report = make_why(cells=cells)
    headings = [group.heading for group in groups_of(report, known(report))]
    assert headings == [
        "A high score means",
        "The user adds",
        "A high score means (the user adds: that this is a test)",
        "A high score means (the user adds: a request for its best)",
    ]
