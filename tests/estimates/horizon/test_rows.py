from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    SMALL,
    Chooser,
    changed,
    column,
    drawn,
    exact_table,
    exponential,
    pick,
    weights,
)

from orexis.choices import ChoiceTable
from orexis.estimates.horizon import HorizonRule, analyze_horizon

DRAWN = drawn()


def test_too_many_refusals_leave_nothing_to_say() -> None:
    valid = np.random.default_rng(1).random(len(DRAWN)) > 0.3
    why = column(["" if each else "refused" for each in valid])
    outcome = np.where(valid, DRAWN["outcome"], np.nan)
    found = analyze_horizon(changed(DRAWN, valid=valid, why_invalid=why, outcome=outcome))
    assert {one.status for one in found.verdicts} == {"uninterpretable"}
    assert "refused or unreadable" in found.verdicts[0].because


def test_open_answers_are_no_refusals() -> None:
    valid = np.random.default_rng(1).random(len(DRAWN)) > 0.3
    why = column(["" if each else "neutral" for each in valid])
    outcome = np.where(valid, DRAWN["outcome"], np.nan)
    found = analyze_horizon(changed(DRAWN, valid=valid, why_invalid=why, outcome=outcome))
    assert pick(found, "neutral_share").value == pytest.approx(0.3, abs=0.06)
    assert found.verdicts[2].status == "rejected"


def test_formats_that_shift_choices_are_found() -> None:
    rng = np.random.default_rng(4)
    formats = np.where(rng.random(len(DRAWN)) < 0.5, "table", "action")
    outcome = DRAWN["outcome"].copy()
    # A quarter of the offers in tables are taken whatever they are.
    outcome[(formats == "table") & (rng.random(len(DRAWN)) < 0.25)] = 1.0
    found = analyze_horizon(changed(DRAWN, format=column(formats.tolist()), outcome=outcome))
    shift = pick(found, "format_shift", format="table")
    assert shift.low > 0
    assert shift.value == pytest.approx(-pick(found, "format_shift", format="action").value)


def test_an_exact_row_is_worth_more_than_a_draw_and_still_covers() -> None:
    truth = weights(SMALL, exponential(0.9))
    given = exact_table(Chooser(truth), SMALL, 0.5, 1)
    found = analyze_horizon(given)
    assert pick(found, "draws_per_exact_call").value > 5
    rows = [one for one in found.estimates if one.estimand == "weight"]
    place = {
        (cell.boundary, f"{cell.delay:g}"): true for cell, true in zip(SMALL, truth, strict=True)
    }
    covered = [
        one.low <= place[one.cell["boundary"], one.cell["delay"]] <= one.high for one in rows
    ]
    assert np.mean(covered) > 0.85
    noisier = analyze_horizon(exact_table(Chooser(truth), SMALL, 1.5, 1))
    worth = [pick(each, "draws_per_exact_call").value for each in (found, noisier)]
    assert worth[1] < worth[0]


def test_probabilities_without_scatter_give_the_weights_almost_exactly() -> None:
    truth = weights(SMALL, exponential(0.9))
    found = analyze_horizon(exact_table(Chooser(truth), SMALL, 0.0, 1), HorizonRule(draws=1000))
    for cell, true in zip(SMALL, truth, strict=True):
        one = pick(found, "weight", boundary=cell.boundary, delay=f"{cell.delay:g}")
        if true > 0.05:
            assert one.value == pytest.approx(true, abs=0.05)
            assert one.high - one.low < 0.25
    assert pick(found, "slope").value == pytest.approx(2.5, rel=0.1)


def test_rollouts_that_repeat_themselves_count_as_few() -> None:
    doubled = ChoiceTable(
        {name: np.concatenate([each, each]) for name, each in DRAWN.columns.items()}
    )
    once, twice = (analyze_horizon(each) for each in (DRAWN, doubled))
    widths = [each.high - each.low for each in (pick(one, "jump") for one in (once, twice))]
    assert widths[1] > 0.8 * widths[0]


def test_ratios_may_be_as_many_as_rows_and_boundaries_any_words() -> None:
    rng = np.random.default_rng(3)
    later = DRAWN["stake.later"] * np.exp(rng.normal(0, 0.01, len(DRAWN)))
    words = column(["nan" if each == "0" else each for each in DRAWN.factor("boundary").tolist()])
    found = analyze_horizon(changed(DRAWN, stake__later=later, factor__boundary=words))
    assert pick(found, "weight", boundary="7", delay="8").high < 0.2
    assert pick(found, "weight_within").value > 0.7
