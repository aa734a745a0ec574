from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.horizon.conftest import (
    SMALL,
    Chooser,
    changed,
    column,
    drawn,
    exponential,
    pick,
    play,
    step,
    table,
    weights,
    without,
)

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.horizon import HorizonRule, analyze_horizon
from orexis.estimates.horizon.reading import Cell

DRAWN = drawn()


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


def test_other_factors_are_pooled_and_named() -> None:
    aims = column([("open", "points")[at % 2] for at in range(len(DRAWN))])
    found = analyze_horizon(changed(DRAWN, factor__aim=aims))
    assert any("factors aim vary too" in note for note in found.notes)


def test_a_cell_without_answers_has_no_weight_and_is_in_no_average() -> None:
    silent = (DRAWN.factor("boundary") == "7") & (DRAWN["stake.delay"] == 7)
    found = analyze_horizon(changed(DRAWN, valid=np.asarray(~silent, dtype=bool)))
    assert pick(found, "weight", boundary="7", delay="7").reason
    assert pick(found, "jump", boundary="7").value > 0.5


@pytest.mark.parametrize(
    ("rows", "outcome", "reason"),
    [
        (DRAWN["stake.delay"] == 0, None, "past a stated boundary"),
        (np.arange(len(DRAWN)) < 2, None, "do not move with b / c"),
        (DRAWN["stake.delay"] > 0, 0.0, "always or never accepts"),
        (DRAWN["stake.delay"] >= 0, 1.0, "Offers without delay"),
    ],
)
def test_tables_that_show_nothing_are_not_interpreted(
    rows: NDArray[np.bool_], outcome: float | None, reason: str
) -> None:
    given = DRAWN.where(rows)
    if outcome is not None:
        given = changed(given, outcome=np.full(len(given), outcome))
    found = analyze_horizon(given, HorizonRule(draws=500))
    assert {one.status for one in found.verdicts} == {"uninterpretable"}
    assert reason in found.verdicts[0].because


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
