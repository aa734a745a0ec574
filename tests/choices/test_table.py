from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.choices import Choice, ChoiceTable, ChoiceTableError

NAN = float("nan")


def text(*values: str) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def columns(**other: NDArray[np.generic]) -> dict[str, NDArray[np.generic]]:
    base = {"model": text("m", "m"), "rollout": text("r", "s"), "outcome": np.array([0.0, 1.0])}
    return {name: column for name, column in (base | other).items() if len(column)}


NOTHING = np.array([])
BROKEN = [
    ({"model": NOTHING}, "no column 'model'; a table of choices needs 'model', 'rollout'"),
    ({"outcome": NOTHING}, "no column 'outcome'"),
    ({"outcome": np.array([0.0, 1.2])}, "row 2 has the outcome 1.2"),
    ({"outcome": np.array([-0.1, 1.0])}, "row 1 has the outcome -0.1"),
    ({"outcome": np.array([0.0, NAN])}, "mark refusals and unreadable answers"),
    ({"weight": np.array([1.0, 0.0])}, "row 2 has the weight 0.0"),
    ({"weight": np.array([-1.0, 1.0])}, "row 1 has the weight -1.0"),
    ({"weight": np.array([NAN, 1.0])}, "row 1 has the weight nan"),
    ({"weight": np.array([np.inf, 1.0])}, "row 1 has the weight inf"),
    ({"outcome": np.array([1.0])}, "differ in length"),
    ({"block": text("1", "2", "3")}, "differ in length"),
    ({"model": text("m", "")}, "row 2 has no model"),
    ({"rollout": text("", "s")}, "row 1 has no rollout"),
    ({"rollout": text("r", "r"), "model": text("m", "n")}, "'r' stands in two models"),
    ({"rollout": text("r", "r"), "factor.x": text("a", "b")}, "two models or conditions"),
    ({"trunk": text("", "r"), "factor.x": text("a", "b")}, "'s' has another model or condition"),
    ({"trunk": text("", "r"), "model": text("m", "n")}, "'s' has another model or condition"),
    ({"trunk": text("s", ""), "factor.x": text("a", "b")}, "than its trunk 's'"),
    ({"trunk": text("r", "")}, "'r' has two trunks, or is its own"),
    ({"rollout": text("r", "r"), "trunk": text("", "s")}, "'r' has two trunks"),
]


@pytest.mark.parametrize(("broken", "says"), BROKEN)
def test_a_break_of_the_contract_is_told_in_a_sentence(
    broken: dict[str, NDArray[np.generic]], says: str
) -> None:
    with pytest.raises(ChoiceTableError) as fault:
        ChoiceTable(columns(**broken))
    assert says in str(fault.value)


def test_an_invalid_row_needs_no_outcome() -> None:
    table = ChoiceTable(columns(outcome=np.array([NAN, 0.0]), valid=np.array([False, True])))
    assert len(table) == 2


def test_what_a_table_does_not_bring_has_a_default() -> None:
    table = ChoiceTable(columns())
    assert table["valid"].all()
    assert not table["exact"].any()
    assert table["weight"].tolist() == [1, 1]
    assert table["block"].tolist() == ["", ""]
    assert np.isnan(table["stake.money"]).all()
    with pytest.raises(ChoiceTableError, match="no column 'mood'"):
        table["mood"]


def test_rows_become_columns_and_can_be_chosen() -> None:
    rows = [
        Choice("m", "r1", 1.0, {"x": "a"}, stakes={"money": 2.0}),
        Choice("n", "r2", NAN, {"y": "b"}, valid=False, why_invalid="refused"),
    ]
    table = ChoiceTable.from_choices(iter(rows))
    assert table.factors == ("x", "y")
    assert table.models == ("m", "n")
    assert table.levels("x") == ("a", "")
    assert table["stake.money"].tolist()[0] == 2
    kept = table.where(table["valid"])
    assert kept["rollout"].tolist() == ["r1"]


def test_forks_stand_apart_from_the_branches_that_count() -> None:
    rows = [
        Choice("m", "r", 1.0, {"x": "a"}),
        Choice("m", "fork/r", 0.0, {"x": "a"}, trunk="r", fork="check", item="wanted"),
        Choice("m", "fork/gone", 0.5, {"x": "b"}, trunk="gone", fork="check", subject="physics"),
    ]
    table = ChoiceTable.from_choices(rows)
    assert table.trunks()["rollout"].tolist() == ["r"]
    assert table.forks()["rollout"].tolist() == ["fork/r", "fork/gone"]
    assert table["subject"].tolist() == ["", "", "physics"]
    assert table["batch"].tolist() == ["", "", ""]
    without = ChoiceTable(columns())
    assert len(without.trunks()) == 2
    assert len(without.forks()) == 0


def test_a_big_table_is_checked_in_time() -> None:
    n = 200_000
    ids = np.arange(n) // 10
    level = np.array([f"l{i % 3}" for i in ids], dtype=object)
    table = ChoiceTable(
        {
            "model": text(*["m"] * n),
            "rollout": np.array([f"r{i}" for i in ids], dtype=object),
            "outcome": np.ones(n),
            "factor.x": level,
            "factor.y": level,
        }
    )
    assert len(table.where(table.factor("x") == "l1")) == pytest.approx(n / 3, abs=10)
