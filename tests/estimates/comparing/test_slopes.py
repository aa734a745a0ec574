from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from orexis.errors import OrexisError
from orexis.estimates import Estimate
from orexis.estimates.comparing import Horizon, Run, compare, moved, read_horizons, slope_sentence
from orexis.estimates.comparing.slopes import HorizonSlopes, horizon_slopes

MakeRun = Callable[..., Run]
MINUTES = {"a": 1.0, "b": 4.0, "c": 15.0, "d": 60.0, "e": 240.0, "f": 960.0}
FILE = {name: Horizon(name, value, value / 1.6, value * 1.6) for name, value in MINUTES.items()}
# A horizon that is the square root of the training horizon, in steps.
STEPS = {name: value**0.5 for name, value in MINUTES.items()}


def context(slopes: HorizonSlopes, name: str) -> float:
    (found,) = [one for one in slopes.contexts if one.context == name]
    assert found.regression is not None
    return found.regression.slope.value


def test_a_planted_slope_is_found_across_runs(make_run: MakeRun) -> None:
    first, *rest = STEPS.items()
    found = horizon_slopes([make_run("r1", dict([first])), make_run("r2", dict(rest))], FILE)
    assert found.main.regression is not None
    slope = found.main.regression.slope
    assert slope.value == pytest.approx(0.5, abs=0.08)
    assert slope.low > 0.1
    assert slope.n == 6
    assert found.main.regression.positive > 0.99
    assert "10 times as long, the revealed horizon is 3" in slope_sentence(found.main.regression)


def test_every_common_context_has_its_own_slope(make_run: MakeRun) -> None:
    flat = make_run("flat", dict.fromkeys(STEPS, 7.0), boundaries=("7", "31"))
    rising = make_run("rising", STEPS, boundaries=("unstated", "placebo"))
    found = horizon_slopes([flat, rising], FILE)
    assert [one.context for one in found.contexts] == ["7", "31", "placebo", "unstated"]
    assert found.main.context == "unstated"
    assert context(found, "7") == pytest.approx(0, abs=0.05)
    assert context(found, "placebo") == pytest.approx(0.5, abs=0.08)
    assert found.own is None
    assert horizon_slopes([flat, rising], FILE, "31").main.context == "31"


def test_without_an_unstated_boundary_the_commonest_context_is_read(make_run: MakeRun) -> None:
    few = make_run("few", {"a": 1.0, "b": 2.0}, boundaries=("3",))
    all_of_them = make_run("all", STEPS, boundaries=("7",))
    assert horizon_slopes([few, all_of_them], FILE).main.context == "7"
    with pytest.raises(OrexisError, match="no run has the context '8'; there are 3, 7"):
        horizon_slopes([few, all_of_them], FILE, "8")


def test_each_in_its_own_context_is_read_apart(make_run: MakeRun) -> None:
    own = dict(zip(STEPS, ("0", "3", "7", "15", "31", "31"), strict=True))
    stated = [
        Estimate(
            "revealed_horizon",
            model,
            float(boundary) + 0.5,
            float(boundary) + 0.4,
            float(boundary) + 0.6,
            0.95,
            50,
            "grid",
            {"boundary": boundary},
        )
        for model in STEPS
        for boundary in ("0", "3", "7", "15", "31")
    ]
    run = make_run("r", {}, more=stated)
    file = {name: Horizon(name, one.length, context=own[name]) for name, one in FILE.items()}
    found = horizon_slopes([run], file, "7")
    assert context(found, "7") == pytest.approx(0, abs=0.05)
    assert found.own is not None
    assert found.own.regression is not None
    assert found.own.regression.slope.value > 0.3
    with pytest.raises(OrexisError, match="'9', which no run has"):
        horizon_slopes([run], file | {"a": Horizon("a", 1, context="9")})


def test_models_with_only_one_context_each_have_no_common_one(make_run: MakeRun) -> None:
    levels = ("3", "7", "15")
    runs = [
        make_run(level, {model: float(level)}, boundaries=(level,))
        for level, model in zip(levels, STEPS, strict=False)
    ]
    found = horizon_slopes(runs, FILE)
    assert found.main.regression is None
    assert "1 of the 3 models" in found.main.reason
    assert found.own is not None
    assert found.own.regression is not None


def test_leaving_out_each_model_shows_the_one_that_carries_the_slope(make_run: MakeRun) -> None:
    flat = dict.fromkeys(STEPS, 4.0) | {"f": 30.0}
    found = horizon_slopes([make_run("r", flat)], FILE)
    slopes = {model: one.slope.value for model, one in found.without}
    assert set(slopes) == set(STEPS)
    assert slopes["f"] == pytest.approx(0, abs=0.05)
    assert min(slopes, key=lambda model: slopes[model]) == "f"
    assert f"{slopes['f']:.2f} (without f)" in moved(found)


def test_models_without_a_place_are_named(make_run: MakeRun) -> None:
    nothing = Estimate.absent(
        "revealed_horizon", "g", reason="no choices", level=0.95, cell={"boundary": "unstated"}
    )
    run = make_run(
        "r",
        STEPS | {"h": 3.0, "planted/step": 7.0},
        more=[nothing],
        models=[*STEPS, "g", "h"],
        controls=["planted/step"],
    )
    elsewhere = make_run("s", {"i": 4.0}, boundaries=("7",))
    file = FILE | {"g": Horizon("g", 3), "i": Horizon("i", 3)}
    found = horizon_slopes([run, elsewhere], file)
    assert dict(found.left_out) == {
        "h": "without a training horizon in the file",
        "i": "not read in the context 'unstated'",
        "g": "no choices",
    }
    assert len(found.main.points) == 6
    notes = compare([run, elsewhere], file).notes
    assert "Left out, without a training horizon in the file: h." in notes


def test_of_several_runs_of_a_model_the_largest_counts(make_run: MakeRun) -> None:
    small = make_run("small", STEPS, n=50)
    large = make_run("large", {"a": 9.0}, n=500)
    found = horizon_slopes([small, large], FILE)
    (point,) = [one for one in found.main.points if one.model == "a"]
    assert (point.run, point.estimate.value) == ("large", 9.0)
    assert found.repeated == (("a", "large"),)
    notes = " ".join(compare([small, large], FILE).notes)
    assert "a was read in several runs; the one with most rollouts counts, large." in notes


def test_censored_models_are_counted_and_lift_the_line(make_run: MakeRun) -> None:
    beyond = Estimate(
        "revealed_horizon", "f", math.inf, 28, math.inf, 0.95, 9, "grid", {"boundary": "unstated"}
    )
    seen = {name: value for name, value in STEPS.items() if name != "f"}
    found = horizon_slopes([make_run("r", seen, more=[beyond])], FILE)
    assert found.main.regression is not None
    assert found.main.regression.censored == 1
    without = dict(found.without)["f"]
    assert without.censored == 0
    assert found.main.regression.slope.value > without.slope.value - 0.02


def test_two_models_are_no_line_and_few_are_a_caution(make_run: MakeRun) -> None:
    two = compare([make_run("r", {"a": 1.0, "b": 2.0})], FILE)
    assert two.slopes is not None
    assert two.slopes.main.regression is None
    assert "no slope in the context 'unstated': 2 of the 3 models" in " ".join(two.notes)
    six = " ".join(compare([make_run("r", STEPS)], FILE).notes)
    assert "With 6 models only a steep slope can be told from 0" in six
    assert "not assigned at random" in six


def test_training_horizons_without_bounds_are_said_to_count_as_exact(
    make_run: MakeRun, tmp_path: Path
) -> None:
    path = tmp_path / "h.csv"
    rows = [f"{name},{value}" for name, value in MINUTES.items()]
    path.write_text("model,horizon_minutes\n" + "\n".join(rows))
    found = compare([make_run("r", STEPS)], read_horizons(path, set(STEPS)))
    assert "without low and high count as exact" in " ".join(found.notes)


def test_runs_of_another_probe_have_no_horizons(make_run: MakeRun) -> None:
    run = make_run("r", {}, more=[Estimate("gap", "a", 0.1, 0, 0.2, 0.95, 9, "Newcombe")])
    with pytest.raises(OrexisError, match="r holds no estimate 'revealed_horizon'"):
        horizon_slopes([run], FILE)


def test_sums_over_different_delays_are_not_taken_for_the_same(make_run: MakeRun) -> None:
    method = "grid posterior; k = 1 to 8, linear between delays"
    cell = {"boundary": "unstated"}
    short = Estimate("revealed_horizon", "f", 4, 3, 5, 0.95, 100, method, cell)
    seen = {name: value for name, value in STEPS.items() if name != "f"}
    found = compare([make_run("r", seen), make_run("s", {}, more=[short], models=["f"])], FILE)
    assert "different delays (up to 8, 32 steps)" in " ".join(found.notes)
    (row,) = [one for one in found.differences if one.column.model == "f"]
    assert math.isnan(row.estimate.value)
    assert "up to 8 and 32 steps" in row.estimate.reason
    assert "different delays" not in " ".join(compare([make_run("r", STEPS)], FILE).notes)
