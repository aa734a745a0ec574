from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.drift import analyze_drift

Array = NDArray[np.float64]
ROLLOUTS, TURNS = 12, 60


def rollouts(chance: Array, rng: np.random.Generator, **more: Array) -> ChoiceTable:
    names = np.array([f"r{i}" for i in range(ROLLOUTS)], dtype=object)
    rows = ROLLOUTS * TURNS
    return ChoiceTable(
        {
            "model": np.full(rows, "m", dtype=object),
            "rollout": np.repeat(names, TURNS),
            "turn": turns(),
            "outcome": (rng.random(rows) < chance).astype(float),
            **more,
        }
    )


def turns() -> Array:
    return np.tile(np.arange(1.0, TURNS + 1), ROLLOUTS)


def sigmoid(odds: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-odds)))


def drifting(slope: float, seed: int) -> ChoiceTable:
    rng = np.random.default_rng(seed)
    own = np.repeat(0.7 * rng.normal(size=ROLLOUTS), TURNS)
    return rollouts(sigmoid(own + slope * (np.log(turns()) - 3)), rng)


def test_one_outcome_a_turn_gives_the_wander_and_says_what_it_cannot_tell() -> None:
    found = analyze_drift(drifting(0.8, 1))
    by_name = {each.estimand: each for each in found.estimates}
    assert by_name["wander_logits"].low > 0
    assert by_name["slope_logits"].low < 0.8 < by_name["slope_logits"].high
    assert by_name["wander_logits"].n == ROLLOUTS
    assert "forks (at least 30 repeats" in by_name["incoherence"].reason
    assert {each.status for each in found.verdicts} == {"uninterpretable"}
    assert any("anchors" in note for note in found.notes)


def test_the_interval_of_the_slope_holds_it_in_most_runs() -> None:
    held = {"wander_logits": 0, "slope_logits": 0}
    for seed in range(60):
        for each in analyze_drift(drifting(0.0, seed)).estimates:
            if each.estimand in held:
                held[each.estimand] += int(each.low <= 0 <= each.high)
    assert all(52 <= count <= 60 for count in held.values())


def test_offers_of_several_strengths_without_forks_get_the_whole_model() -> None:
    rng = np.random.default_rng(1)
    points = rng.choice([1.0, 3, 10, 30, 100, 300, 1000], ROLLOUTS * TURNS)
    chance = 0.01 + 0.98 * sigmoid(2 * (np.log(points) - 3 - 1.2 * (turns() > 20)))
    found = analyze_drift(rollouts(chance, rng, **{"stake.points": points}))
    wander, incoherence = found.verdicts
    assert wander.status == "supported"
    assert incoherence.status in {"rejected", "undecided"}
    assert np.isfinite(wander.estimates[0].value)
    notes = " ".join(found.notes)
    assert "no forks" in notes
    assert "no topology 'fresh' was run" in notes
    assert "no anchors" in notes


def test_rollouts_that_all_answer_alike_get_no_interval() -> None:
    found = analyze_drift(rollouts(np.ones(ROLLOUTS * TURNS), np.random.default_rng(1)))
    assert "answered alike" in found.estimates[0].reason


def test_a_table_without_turns_is_an_error() -> None:
    table = drifting(0.5, 1)
    columns = {name: column for name, column in table.columns.items() if name != "turn"}
    with pytest.raises(ChoiceTableError, match="neither 'turn' nor 'episode'"):
        analyze_drift(ChoiceTable(columns))


def test_a_table_without_a_valid_choice_is_an_error() -> None:
    table = drifting(0.5, 1)
    columns = {**table.columns, "valid": np.zeros(len(table), dtype=bool)}
    with pytest.raises(ChoiceTableError, match="no valid choice"):
        analyze_drift(ChoiceTable(columns))


def test_two_rollouts_are_too_few() -> None:
    table = drifting(0.5, 1)
    found = analyze_drift(table.where(np.isin(table["rollout"], ["r0", "r1"])))
    assert "2 rollouts are too few" in found.estimates[0].reason
