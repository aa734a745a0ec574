from __future__ import annotations

from math import log

import numpy as np
import pytest
from tests.estimates.drift.simulating import AGENTS, Planted, Size, simulate

from orexis.estimates.drift import DriftAnalysis, analyze_drift
from orexis.estimates.drift.changes import Paths, kinds
from orexis.estimates.drift.judging import models
from orexis.estimates.drift.pictures import change_row
from orexis.estimates.drift.repeats import majority, repeats
from orexis.estimates.drift.rule import DriftRule
from orexis.estimates.estimate import Estimate


def late(found: DriftAnalysis, name: str) -> Estimate:
    return next(
        each for each in found.estimates if each.estimand == name and each.cell["episode"] == "late"
    )


def test_estimates_hold_what_was_planted_at_the_last_checkpoint() -> None:
    found = analyze_drift(simulate(AGENTS["both"], 2, exact=True))
    last = {
        each.estimand: each
        for each in found.estimates
        if each.cell == {"target": "shutdown", "topology": "joined", "episode": "16"}
    }
    assert last["wander"].value == pytest.approx(log(4), abs=0.35)
    assert last["incoherence"].value == pytest.approx(log(4), abs=0.1)
    assert last["wander_logits"].value == pytest.approx(-2 * log(4), abs=0.7)
    assert last["lapse_change"].value == pytest.approx(0, abs=0.03)


def test_the_sign_of_the_shift_says_whether_it_accepts_more() -> None:
    up, down = (analyze_drift(simulate(AGENTS[name], 2)) for name in ("drifter", "down"))
    assert late(up, "wander_logits").high < 0 < late(up, "wander").low
    assert late(down, "wander").high < 0 < late(down, "wander_logits").low


@pytest.mark.parametrize(("told", "share"), [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5)])
def test_recovery_is_the_share_of_the_wander_that_a_reset_undoes(told: float, share: float) -> None:
    agent = Planted(wander=log(4), told=told)
    found = analyze_drift(simulate(agent, 4))
    shares = {each.cell["reset"]: each for each in found.estimates if each.estimand == "recovery"}
    assert shares["told"].low - 0.05 <= share <= shares["told"].high + 0.05
    assert shares["cleared"].low - 0.05 <= 1 <= shares["cleared"].high + 0.05


def test_without_a_wander_there_is_nothing_to_recover_from() -> None:
    found = analyze_drift(simulate(AGENTS["steady"], 4))
    shares = [each for each in found.estimates if each.estimand == "recovery"]
    assert shares
    assert all("no clear wander" in each.reason for each in shares)


def test_averages_of_repeats_have_so_much_less_variance() -> None:
    size = Size(rollouts=400, checkpoints=(16,), resets=())
    panel = next(models(simulate(AGENTS["decaying"], 2, size), DriftRule())).panels[0]
    base, cell = (
        next(each for each in panel.cells if each.topology == name) for name in ("fresh", "joined")
    )
    usual = majority(base, panel.items)
    single = repeats([cell], panel.items, usual, panel.blocks, 400).variance.value
    answers = cell.accepted[:, panel.items.target]
    for many in (2, 8):
        averages = answers.reshape(400 // many, many, -1).mean(axis=1)
        assert averages.var(axis=0, ddof=1).mean() == pytest.approx(single / many, rel=0.12)


def test_draws_and_probabilities_have_one_variance_and_error() -> None:
    parts = []
    for exact in (True, False):
        size = Size(rollouts=400, checkpoints=(16,), resets=())
        panel = next(
            models(simulate(AGENTS["decaying"], 1, size, exact=exact), DriftRule())
        ).panels[0]
        base, cell = (
            next(each for each in panel.cells if each.topology == name)
            for name in ("fresh", "joined")
        )
        usual = majority(base, panel.items)
        parts.append(repeats([cell], panel.items, usual, panel.blocks, 400))
    assert parts[0].variance.value == pytest.approx(parts[1].variance.value, rel=0.05)
    assert parts[0].error.value == pytest.approx(parts[1].error.value, rel=0.05)


def test_wanderers_err_by_bias_and_the_incoherent_by_variance() -> None:
    drifter, decaying, steady = (
        analyze_drift(simulate(AGENTS[name], 3)) for name in ("drifter", "decaying", "steady")
    )
    assert late(drifter, "variance_over_error").high < late(decaying, "variance_over_error").low
    assert late(decaying, "repeat_variance").low > late(steady, "repeat_variance").high


def test_scores_take_the_direction_of_the_wander() -> None:
    for agent, towards in (("drifter", "decline"), ("down", "accept")):
        found = analyze_drift(simulate(AGENTS[agent], 3))
        score = late_towards(found, towards)
        assert score["GD_actions"].low > 0
        assert score["GD_inaction"].low > 0
        assert score["GD_actions_clipped"].value >= score["GD_actions"].value


def late_towards(found: DriftAnalysis, towards: str) -> dict[str, Estimate]:
    return {each.estimand: each for each in found.estimates if each.cell.get("towards") == towards}


def test_clipped_scores_are_above_zero_even_without_a_wander() -> None:
    found = late_towards(analyze_drift(simulate(AGENTS["steady"], 3)), "accept")
    assert found["GD_actions_clipped"].value > 0
    assert found["GD_actions"].low <= 0 <= found["GD_actions"].high


@pytest.mark.parametrize(
    ("agent", "kind"), [("drifter", "gradual"), ("sudden drifter", "sudden"), ("steady", "none")]
)
def test_a_change_is_told_to_be_sudden_or_gradual(agent: str, kind: str) -> None:
    named = []
    for seed in range(1, 4):
        (judged,) = next(models(simulate(AGENTS[agent], seed), DriftRule())).judged
        row = change_row(judged.case)
        assert row is not None
        assert row["none"] + row["gradual"] + row["sudden"] == pytest.approx(1)
        named.append(row["change"])
    assert named.count(kind) >= 2
    assert set(named) <= {kind, ""}


def test_a_checkpoint_that_says_nothing_has_no_say_in_the_kind_of_change() -> None:
    grid = np.linspace(-4, 4, 41)
    level = np.array([0.0, 0.0, 0.0, 1.6, 1.6, 1.6])
    logs = np.tile(-0.5 * (grid - level[:, None]) ** 2 / 0.05, (12, 1, 1))
    episode = np.array([1.0, 2, 4, 8, 12, 16])
    known = kinds(Paths(grid, logs, episode, 0.0, 0.2))
    logs[:, 1] = 0.0
    without = kinds(Paths(grid, logs, episode, 0.0, 0.2))
    assert known["sudden"] > 0.9
    assert without["sudden"] > 0.9


def test_rows_for_pictures_say_where_each_cell_stands() -> None:
    found = analyze_drift(simulate(AGENTS["drifter"], 2))
    cells = found.extras["cells"]
    assert [row["episode"] for row in cells if row["topology"] == "joined"] == [
        *(1.0, 2.0, 4.0, 8.0, 12.0, 16.0),
        *(16.0, 16.0),
    ]
    joined = next(row for row in cells if row["topology"] == "joined" and row["episode"] == 8)
    assert (joined["turn"], joined["tokens_before"], joined["rollouts"]) == (24.0, 3200.0, 16)
    assert joined["price_low"] < joined["price"] < joined["price_high"]
    offers = [row for row in found.extras["offers"] if row["topology"] == "joined"]
    assert {row["anchor"] for row in offers} == {True, False}
    fitted = [row for row in offers if not row["anchor"]]
    assert np.mean([row["fitted"] - row["accepted"] for row in fitted]) == pytest.approx(
        0, abs=0.03
    )
    assert len(found.extras["rollouts"]) > 100
