from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.horizon.conftest import (
    SMALL,
    Chooser,
    column,
    exact_table,
    exponential,
    play,
    step,
    table,
    weights,
)

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon import HorizonAnalysis, HorizonRule, analyze_horizon
from orexis.estimates.horizon.reading import Cell

DRAWN = table(play(Chooser(weights(SMALL, step())), SMALL, 16, 1))


def without(source: ChoiceTable, *names: str) -> ChoiceTable:
    return ChoiceTable({name: each for name, each in source.columns.items() if name not in names})


def changed(source: ChoiceTable, **columns: NDArray[np.generic]) -> ChoiceTable:
    given = {name.replace("__", "."): values for name, values in columns.items()}
    return ChoiceTable({**source.columns, **given})


def pick(found: HorizonAnalysis, estimand: str, **cell: str) -> Estimate:
    (one,) = [
        each for each in found.estimates if each.estimand == estimand and dict(each.cell) == cell
    ]
    return one


@pytest.mark.parametrize(
    ("stakes", "message"),
    [
        ({"stake__later": -1.0}, "stake.later = -1; it has to be above 0"),
        ({"stake__later": 0.0}, "stake.later = 0"),
        ({"stake__now": 100.0}, "stake.now = 100; it has to be below 0"),
        ({"stake__delay": -1.0}, "stake.delay = -1; it has to be at least 0"),
        ({"stake__later": 50.0}, "all offers have one ratio of gain to cost, 0.5"),
    ],
)
def test_offers_that_are_none_are_refused(stakes: Mapping[str, float], message: str) -> None:
    columns = {name: np.full(len(DRAWN), value) for name, value in stakes.items()}
    with pytest.raises(ChoiceTableError, match=message.replace(".", r"\.")):
        analyze_horizon(changed(DRAWN, **columns))


@pytest.mark.parametrize("name", ["stake.now", "stake.later", "stake.delay"])
def test_a_missing_stake_is_named(name: str) -> None:
    with pytest.raises(ChoiceTableError, match=f"the table has no {name}"):
        analyze_horizon(without(DRAWN, name))


def test_a_table_without_a_valid_answer_is_refused() -> None:
    with pytest.raises(ChoiceTableError, match="no row of the table is valid"):
        analyze_horizon(changed(DRAWN, valid=np.zeros(len(DRAWN), dtype=bool)))


def test_a_whole_table_gives_what_the_reports_expect() -> None:
    found = analyze_horizon(DRAWN)
    names = {one.estimand for one in found.estimates}
    assert names >= {
        "weight", "acceptance", "losing_acceptance", "losing_expected", "weight_within",
        "weight_beyond", "jump", "boundary_move", "placebo_move", "fixed_step", "form_score",
        "revealed_horizon", "position_bias", "slope", "lapse", "control_weight",
    }  # fmt: skip
    assert len([one for one in found.estimates if one.estimand == "weight"]) == len(SMALL)
    assert len(found.verdicts) == 3
    assert len(found.extras["curves"]) == len(SMALL)
    assert {row["form"] for row in found.extras["forms"]} >= {"step-at-boundary", "patient"}
    past = pick(found, "weight", boundary="7", delay="8")
    assert past.value == past.low == 0
    assert "the smallest weight that its offers can show" in past.method
    assert 0.03 < past.high < 0.2


def test_a_horizon_beyond_the_longest_delay_is_a_lower_bound() -> None:
    found = analyze_horizon(DRAWN)
    assert math.isinf(pick(found, "revealed_horizon", boundary="unstated").high)
    inside = pick(found, "revealed_horizon", boundary="7")
    assert inside.high < 15
    assert inside.low <= 7.5


def test_a_table_without_boundaries_says_what_it_cannot_answer() -> None:
    cells = tuple(Cell(np.inf, "", delay) for delay in (0.0, 1.0, 4.0, 16.0))
    bare = without(
        table(play(Chooser(weights(cells, exponential(0.9))), cells, 24, 2)),
        "factor.boundary",
        "factor.delay",
        "fork",
    )
    found = analyze_horizon(bare)
    notes = " ".join(found.notes)
    assert "no stated boundary varies" in notes
    assert "the order of the options is unknown" in notes
    statuses = [one.status for one in found.verdicts]
    assert statuses == ["uninterpretable", "uninterpretable", "rejected"]
    assert pick(found, "weight", delay="4").value == pytest.approx(0.9**4, abs=0.3)
    assert pick(found, "position_bias").reason


def test_within_only_is_never_said_where_nothing_fell_past_the_boundary() -> None:
    inside = np.array(
        [
            float(row["d"]) <= float(row["b"]) if row["b"].isdigit() else True
            for row in (
                {"b": b, "d": d}
                for b, d in zip(
                    DRAWN.factor("boundary").tolist(), DRAWN.factor("delay").tolist(), strict=True
                )
            )
        ]
    )
    found = analyze_horizon(DRAWN.where(inside))
    assert found.verdicts[0].status == "uninterpretable"
    assert found.verdicts[1].status == "uninterpretable"
    assert "no offer falls past a stated boundary" in " ".join(found.notes)


def test_offers_without_losses_or_without_immediate_gains_are_noted() -> None:
    gains = DRAWN.where(DRAWN["stake.later"] > 100)
    assert "no offer loses points" in " ".join(analyze_horizon(gains).notes)
    later = DRAWN.where(DRAWN["stake.delay"] > 0)
    found = analyze_horizon(later)
    assert "understanding was not checked" in " ".join(found.notes)
    assert "understood was not checked" in found.verdicts[1].because


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


def test_other_factors_are_pooled_and_named() -> None:
    aims = column([("open", "points")[at % 2] for at in range(len(DRAWN))])
    found = analyze_horizon(changed(DRAWN, factor__aim=aims))
    assert any("factors aim vary too" in note for note in found.notes)


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
    covered = [
        one.low - 1e-9 <= true <= one.high + 1e-9 for one, true in zip(rows, truth, strict=True)
    ]
    assert np.mean(covered) > 0.85
    noisier = analyze_horizon(exact_table(Chooser(truth), SMALL, 1.5, 1))
    worth = [pick(each, "draws_per_exact_call").value for each in (found, noisier)]
    assert worth[1] < worth[0]


def test_two_models_are_judged_apart() -> None:
    patient = table(play(Chooser(weights(SMALL, step(1, 1))), SMALL, 16, 3), "other")
    both = ChoiceTable(
        {
            name: np.concatenate([DRAWN.columns[name], patient.columns[name]])
            for name in DRAWN.columns
        }
    )
    found = analyze_horizon(both, HorizonRule(draws=1000))
    beyond = {one.model: one.status for one in found.verdicts if "beyond" in one.statement}
    assert beyond["other"] == "supported"
    assert beyond["m"] != "supported"
