from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from orexis.errors import OrexisError
from orexis.estimates import Estimate, Interval, Verdict, mover
from orexis.estimates.comparing import Comparison, Difference, Horizon, Run, compare
from orexis.estimates.files import read_estimates, write_estimates

MakeRun = Callable[..., Run]
CELL = {"goal": "none"}


def gap(
    model: str, value: float, half: float = 0.1, cell: dict[str, str] | None = None, n: int = 50
) -> Estimate:
    ends = (value, value - half, value + half)
    return Estimate("gap", model, *ends, 0.95, n, "Newcombe", CELL if cell is None else cell)


def verdict(model: str, status: str, statement: str = "it sandbags") -> Verdict:
    return Verdict(model, statement, status, "The gap.", f"{model}, these texts")  # type: ignore[arg-type]


def only(found: Comparison) -> Difference:
    (one,) = found.differences
    return one


def test_a_difference_is_movers(make_run: MakeRun) -> None:
    one, other = gap("a", 0.5, 0.1), gap("b", 0.2, 0.15)
    found = only(compare([make_run("r", more=[one]), make_run("s", more=[other])]))
    expected = mover(
        [Interval(e.value, e.low, e.high, 0.95, e.n) for e in (other, one)], (1.0, -1.0)
    )
    made = found.estimate
    assert (made.value, made.low, made.high) == (expected.value, expected.low, expected.high)
    assert made.value == pytest.approx(-0.3)
    assert made.low == pytest.approx(-0.3 - math.hypot(0.1, 0.15))
    assert made.cell == {
        "goal": "none",
        "estimand": "gap",
        "run": "s",
        "reference": "a",
        "reference run": "r",
    }


def test_amounts_are_compared_by_their_ratio(make_run: MakeRun) -> None:
    found = only(compare([make_run("r", {"a": 4.0, "b": 12.0})]))
    made = found.estimate
    assert made.estimand == "ratio"
    assert made.value == pytest.approx(3)
    assert made.high == pytest.approx(3 * 1.5 ** math.sqrt(2))


def test_what_has_no_limit_has_no_difference_and_says_why(make_run: MakeRun) -> None:
    beyond = Estimate("price", "b", 900, 500, math.inf, 0.95, 9, "grid")
    price = Estimate("price", "a", 9, 5, 15, 0.95, 9, "grid")
    free = Estimate("price", "c", 0, 0, 3, 0.95, 9, "grid")
    nothing = Estimate.absent("price", "d", reason="too few", level=0.95)
    narrow = Estimate("price", "e", 9, 4, 16, 0.99, 9, "grid")
    run = make_run("r", more=[price, beyond, free, nothing, narrow])
    reasons = {one.column.model: one.estimate.reason for one in compare([run]).differences}
    assert "from one side" in reasons["b"]
    assert "may be 0" in reasons["c"]
    assert "no value" in reasons["d"]
    assert "different levels" in reasons["e"]


def test_only_the_same_estimand_in_the_same_cell_is_compared(make_run: MakeRun) -> None:
    elsewhere = gap("b", 0.2, cell={"goal": "mission"})
    runs = [make_run("r", more=[gap("a", 0.5)]), make_run("s", more=[elsewhere])]
    found = compare(runs)
    assert found.shared == ()
    assert found.differences == ()
    assert "compared: 2 of gap" in " ".join(found.notes)
    assert "No two models" in " ".join(found.notes)


def test_verdicts_on_one_statement_stand_together(make_run: MakeRun) -> None:
    first = make_run("r", verdicts=[verdict("a", "supported"), verdict("p", "rejected")])
    second = make_run("s", verdicts=[verdict("b", "undecided"), verdict("b", "rejected", "more")])
    found = compare([first, second])
    statuses = {
        judged.statement: {column.model: one.status for column, one in judged.verdicts.items()}
        for judged in found.verdicts
    }
    assert statuses == {
        "it sandbags": {"a": "supported", "p": "rejected", "b": "undecided"},
        "more": {"b": "rejected"},
    }


def test_controls_stand_last(make_run: MakeRun) -> None:
    first = make_run("r", more=[gap("p", 0.9), gap("a", 0.5)], controls=["p"], models=["a"])
    second = make_run("s", more=[gap("b", 0.5)])
    assert [one.model for one in compare([first, second]).columns] == ["a", "b", "p"]


def test_the_same_model_in_two_runs_is_told_apart_and_repeated(make_run: MakeRun) -> None:
    runs = [make_run(f"x/r{at}", more=[gap("a", v), gap("b", v)]) for at, v in ((1, 0.5), (2, 0.1))]
    found = compare(runs)
    titles = [one.title for one in found.columns]
    assert titles == ["a (r1)", "b (r1)", "a (r2)", "b (r2)"]
    pairs = {(one.column.title, one.reference.title) for one in found.differences}
    assert ("a (r2)", "a (r1)") in pairs
    assert ("b (r2)", "b (r1)") in pairs


def test_the_same_rollouts_twice_have_no_difference(make_run: MakeRun) -> None:
    runs = [make_run("r", more=[gap("a", 0.5)]), make_run("s", more=[gap("a", 0.5)])]
    found = compare(runs)
    assert found.differences == ()
    assert "the same rollouts twice are no repetition" in " ".join(found.notes)


def test_a_run_and_its_reanalysis_have_no_difference(make_run: MakeRun) -> None:
    begun = {"started": "2026-11-02T10:00:00Z"}
    before, after = gap("a", 0.5), gap("a", 0.45)
    runs = [make_run("r", more=[before], **begun), make_run("s", more=[after], **begun)]
    assert compare(runs).differences == ()
    other = make_run("s", more=[after], started="2026-11-03T10:00:00Z")
    assert len(compare([runs[0], other]).differences) == 1


def test_what_else_differs_is_named(make_run: MakeRun) -> None:
    first = make_run("r", more=[gap("a", 0.5)], texts=["x" * 200])
    second = make_run(
        "s",
        more=[gap("b", 0.5)],
        seed=2,
        texts=["y" * 200],
        versions={"orexis": "0.3.0"},
        arguments={"design": {"rollouts": 50, "seed": 2}},
        complete=False,
        stopped="budget",
    )
    found = compare([first, second])
    rows = {one.what: (one.values, one.matters) for one in found.differing}
    assert rows == {
        "design: rollouts": (("20", "50"), True),
        "complete": (("true", "false"), True),
        "texts": (("A", "B"), False),
        "seed": (("1", "2"), False),
        "orexis": (("0.2.0", "0.3.0"), True),
    }
    notes = " ".join(found.notes)
    assert "differ in more than their models (design: rollouts, complete, orexis)" in notes
    assert "s ended early: budget." in notes


def test_other_texts_with_the_same_seed_are_other_texts(make_run: MakeRun) -> None:
    runs = [make_run(name, more=[gap(name, 0.5)], texts=[name * 99]) for name in ("r", "s")]
    (texts,) = compare(runs).differing
    assert texts.matters


def test_runs_that_differ_in_nothing_else_are_not_doubted(make_run: MakeRun) -> None:
    found = compare([make_run("r", more=[gap("a", 0.5)]), make_run("s", more=[gap("b", 0.4)])])
    assert found.differing == ()
    assert "may be owed" not in " ".join(found.notes)


@pytest.mark.parametrize(
    ("probes", "names", "sentence"),
    [
        (("why", "horizon"), ("r", "s"), "r ran the probe 'why', s ran 'horizon'"),
        (("why", ""), ("r", "s"), "s does not say which probe it ran"),
        (("why", "why"), ("r", "r"), "r is given twice"),
    ],
)
def test_runs_that_cannot_be_compared_are_refused(
    make_run: MakeRun, probes: tuple[str, str], names: tuple[str, str], sentence: str
) -> None:
    runs = [
        make_run(name, more=[gap("a", 0.5)], probe=probe)
        for name, probe in zip(names, probes, strict=True)
    ]
    with pytest.raises(OrexisError) as raised:
        compare(runs)
    assert sentence in str(raised.value)


def test_one_model_in_one_run_is_nothing_to_compare(make_run: MakeRun) -> None:
    with pytest.raises(OrexisError, match="nothing to compare it with"):
        compare([make_run("r", more=[gap("a", 0.5)])])
    compare([make_run("r", more=[gap("a", 0.5), gap("b", 0.5)])])


def test_what_is_concluded_can_be_written_and_read_again(make_run: MakeRun, tmp_path: Path) -> None:
    minutes = {"a": 1.0, "b": 10.0, "c": 100.0, "d": 1000.0}
    file = {name: Horizon(name, one, one / 2, one * 2) for name, one in minutes.items()}
    run = make_run("r", {name: one**0.5 for name, one in minutes.items()})
    found = compare([run], file)
    write_estimates(tmp_path / "compare.json", found.estimates(), (), found.notes)
    estimates, _, notes = read_estimates(tmp_path / "compare.json")
    assert estimates == found.estimates()
    assert list(found.notes) == notes
    names = [one.estimand for one in estimates]
    assert names.count("horizon_slope") == 1 + 4
    assert names.count("training_horizon") == 4
    (positive,) = [one for one in estimates if one.estimand == "slope_positive"]
    assert positive.low <= positive.value <= positive.high <= 1
