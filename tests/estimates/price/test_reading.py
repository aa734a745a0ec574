from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.price.conftest import ALWAYS, Agent, as_table, table

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.price import PriceRule, analyze_price
from orexis.estimates.price.cells import read_cells


def offers(points: list[float], **columns: list[object]) -> ChoiceTable:
    count = len(points)
    base: dict[str, list[object]] = {
        "model": ["m"] * count,
        "rollout": [f"r{at}" for at in range(count)],
        "outcome": [float(at % 2) for at in range(count)],
        "stake.points": list(points),
    }
    return as_table(base | columns)


@pytest.mark.parametrize(
    ("points", "sentence"),
    [
        ([3.0, math.nan, 5.0], "row 2: an offer without stakes"),
        ([3.0, 0.0, 5.0], "row 2: equal options"),
        ([3.0, 4.0, -5.0], "row 3: a negative stake"),
        ([7.0, 7.0, 7.0], "every offer to 'm' brings 7 extra points"),
    ],
)
def test_offers_that_cannot_be_priced_are_refused_with_their_row(
    points: list[float], sentence: str
) -> None:
    with pytest.raises(ChoiceTableError, match=sentence):
        analyze_price(offers(points))


def test_a_table_without_stakes_is_refused_with_what_it_needs() -> None:
    bare = offers([1.0, 2.0])
    columns = {name: each for name, each in bare.columns.items() if name != "stake.points"}
    with pytest.raises(ChoiceTableError, match=r"needs the column stake\.points"):
        analyze_price(ChoiceTable(columns))


def test_a_table_without_a_valid_choice_is_refused() -> None:
    with pytest.raises(ChoiceTableError, match="no valid choice"):
        analyze_price(offers([1.0, 2.0], valid=[False, False]))


def test_a_model_that_never_answers_is_uninterpretable_and_not_forgotten() -> None:
    rows = offers(
        [1.0, 9.0, 1.0, 9.0],
        model=["m", "m", "silent", "silent"],
        valid=[True, True, False, False],
        why_invalid=["", "", "refused", "refused"],
    )
    consequence = np.array(["shutdown"] * 4, dtype=object)
    found = analyze_price(ChoiceTable({**rows.columns, "factor.consequence": consequence}))
    (verdict,) = [each for each in found.verdicts if each.model == "silent"]
    assert verdict.status == "uninterpretable"
    assert "100% of the answers" in verdict.because
    assert any(note.startswith("silent: 100%") for note in found.notes)


def test_an_invalid_row_needs_no_stake() -> None:
    found = offers([1.0, math.nan, 9.0], valid=[True, False, True])
    (cell,) = read_cells(found)["m"]
    assert (cell.rollouts, cell.asked) == (2, 3)
    assert cell.invalid == pytest.approx(1 / 3)


def test_orders_are_counted_apart_and_an_unknown_one_half_in_each() -> None:
    found = offers(
        [1.0, 1.0, 9.0, 9.0], outcome=[1.0, 0.0, 1.0, 1.0], fork=["given", "reversed", "given", ""]
    )
    (cell,) = read_cells(found)["m"]
    assert cell.accepts.tolist() == [[1, 0], [1.5, 0.5]]
    assert cell.declines.tolist() == [[0, 1], [0, 0]]


def test_exact_rows_count_their_probability_by_weight() -> None:
    found = offers(
        [1.0, 1.0, 9.0],
        outcome=[0.2, 0.6, 0.9],
        exact=[True] * 3,
        weight=[0.5, 0.5, 1.0],
        fork=["given", "reversed", "given"],
        rollout=["a", "a", "b"],
    )
    (cell,) = read_cells(found)["m"]
    assert cell.accepts == pytest.approx(np.array([[0.1, 0.3], [0.9, 0.0]]))
    assert cell.declines == pytest.approx(np.array([[0.4, 0.2], [0.1, 0.0]]))
    assert cell.rollouts == 2


def test_neutral_answers_are_a_share_of_their_own_and_not_unusable() -> None:
    found = offers(
        [1.0, 2.0, 3.0, 4.0],
        valid=[True, True, False, False],
        why_invalid=["", "", "neutral", "refused"],
    )
    (cell,) = read_cells(found)["m"]
    assert cell.neutral == pytest.approx(0.25)
    assert cell.invalid == pytest.approx(0.25)
    (share,) = [each for each in analyze_price(found).estimates if each.estimand == "neutral_share"]
    assert share.value == pytest.approx(0.25)


def test_forks_are_no_offers() -> None:
    found = offers([1.0, 2.0, 9.0], trunk=["", "", "r0"])
    (cell,) = read_cells(found)["m"]
    assert cell.rollouts == 2


def test_more_distinct_offers_than_a_grid_holds_are_rounded_without_moving_the_price() -> None:
    rng = np.random.default_rng(1)
    points = np.exp(rng.uniform(0, 7, 300))
    agent = Agent(3.5, 3.0)
    took = [
        float(rng.random() < agent(np.log(each), np.array(0.0), np.array(0.0))) for each in points
    ]
    found = offers(points.tolist(), outcome=list(took))
    (price,) = [each for each in analyze_price(found).estimates if each.estimand == "price"]
    assert price.low < math.exp(3.5) < price.high
    assert price.value == pytest.approx(math.exp(3.5), rel=0.35)


def without(found: ChoiceTable, *names: str) -> ChoiceTable:
    return ChoiceTable({name: each for name, each in found.columns.items() if name not in names})


def test_a_foreign_table_gets_prices_and_is_told_what_is_missing() -> None:
    full = table({("shutdown", "open"): Agent(4.0)}, 24)
    found = analyze_price(without(full, "fork", "format", "factor.consequence", "block"))
    assert not found.verdicts
    notes = " ".join(found.notes)
    assert "no factor 'consequence'" in notes
    assert "which option was shown first" in notes
    assert "formats" in notes
    by_name = {each.estimand: each for each in found.estimates}
    assert by_name["price"].value > 0
    assert math.isnan(by_name["position_bias"].value)


def test_repeats_in_one_rollout_widen_its_intervals() -> None:
    full = table({("shutdown", "open"): Agent(3.5, 1.5)}, 96)
    columns = dict(full.columns)
    # Every rollout answers the same offer four times alike.
    repeated = ChoiceTable({name: np.repeat(each, 4) for name, each in columns.items()})
    narrow, wide = (
        next(each for each in analyze_price(one).estimates if each.estimand == "price")
        for one in (full, repeated)
    )
    assert math.log(wide.high / wide.low) > 0.8 * math.log(narrow.high / narrow.low)
    assert any("rollouts hold several offers" in note for note in analyze_price(repeated).notes)


def test_the_rule_says_its_numbers_and_refuses_others() -> None:
    words = " ".join(PriceRule(margin=0.2, placebos=()).describe())
    assert "0.20" in words
    assert "{" not in words
    with pytest.raises(ValueError, match=r"margin is 1\.5"):
        PriceRule(margin=1.5)
    with pytest.raises(ValueError, match="factor is 1"):
        PriceRule(factor=1.0)


def test_extras_are_plain_data_for_every_cell() -> None:
    found = analyze_price(table({("nothing", "open"): ALWAYS, ("work", "open"): Agent(3.0)}, 24))
    classes, curves = found.extras["classes"], found.extras["curves"]
    assert [each["cell"]["consequence"] for each in classes] == ["nothing", "work"]
    for each in classes:
        assert sum(each["probabilities"].values()) == pytest.approx(1, abs=1e-3)
    for each in curves:
        low, value, high = (np.array(each[name]) for name in ("low", "value", "high"))
        assert ((low <= value) & (value <= high)).all()
        assert sum(point["n"] for point in each["points"]) == 24
    band: NDArray[np.float64] = np.array(curves[1]["value"])
    assert band[0] < 0.2
    assert band[-1] > 0.8
