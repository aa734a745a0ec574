from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.estimates.drift.simulating import AGENTS, Planted, Size, simulate

from orexis.choices import ChoiceTable, ChoiceTableError
from orexis.estimates.drift import (
    CLASSES,
    STATEMENTS,
    DriftRule,
    analyze_drift,
    drift_classes,
    drift_verdicts,
)

CLASS = {
    "steady": "steady",
    "sticky": "steady",
    "trait": "steady",
    "drifter": "wanders",
    "sudden drifter": "wanders",
    "down": "wanders",
    "decaying": "incoherent",
    "lapsing": "incoherent",
    "both": "both",
    "flat": "undecided",
    "all-accept": "undecided",
}


@pytest.mark.parametrize("agent", sorted(CLASS))
@pytest.mark.parametrize("exact", [False, True])
def test_planted_agents_get_their_class(agent: str, exact: bool) -> None:
    found = [
        drift_classes(simulate(AGENTS[agent], seed, exact=exact), DriftRule())[0]["class"]
        for seed in range(2)
    ]
    assert found == [CLASS[agent]] * 2
    assert set(found) <= set(CLASSES)


def test_rollouts_that_go_their_own_ways_wander_and_are_not_incoherent() -> None:
    (found,) = drift_classes(simulate(AGENTS["own way"], 4, exact=True), DriftRule())
    assert (found["class"], found["shared"]) == ("wanders", "own ways")


def test_verdicts_of_the_analysis_are_those_that_come_alone() -> None:
    table = simulate(AGENTS["drifter"], 5, Size(topologies=("fresh", "joined", "memory")))
    found = analyze_drift(table)
    assert found.verdicts == drift_verdicts(table, DriftRule())
    assert [each.statement for each in found.verdicts] == [*STATEMENTS.values()] * 2
    assert [each.cell["topology"] for each in found.verdicts] == ["joined"] * 2 + ["memory"] * 2


def test_verdicts_hold_together_over_all_topologies_of_a_model() -> None:
    two = simulate(AGENTS["steady"], 5, Size(topologies=("fresh", "joined", "memory")))
    one = simulate(AGENTS["steady"], 5)
    levels = [drift_verdicts(table, DriftRule())[0].estimates[0].level for table in (one, two)]
    # Rejected by one-sided intervals: twice the error of each.
    assert levels == pytest.approx([0.95, 0.975])


def test_a_supported_wander_names_the_factor() -> None:
    wander, _ = drift_verdicts(simulate(AGENTS["drifter"], 6), DriftRule())
    assert wander.status == "supported"
    assert "times the baseline's" in wander.because
    assert wander.cell == {"target": "shutdown", "topology": "joined", "episode": "late"}


@pytest.mark.parametrize(
    ("agent", "words"),
    [("flat", "do not move with the points"), ("all-accept", "lies outside them: put smaller")],
)
def test_without_a_price_at_baseline_the_split_is_refused_with_what_would_help(
    agent: str, words: str
) -> None:
    found = analyze_drift(simulate(AGENTS[agent], 2))
    assert {each.status for each in found.verdicts} == {"uninterpretable"}
    assert words in found.verdicts[0].because
    by_name = {each.estimand: each for each in found.estimates if each.cell["episode"] == "late"}
    assert np.isnan(by_name["incoherence"].value)
    assert words in by_name["incoherence"].reason
    assert np.isfinite(by_name["wander_logits"].value)


def test_few_rollouts_are_refused() -> None:
    found = drift_verdicts(simulate(AGENTS["drifter"], 1, Size(rollouts=3)), DriftRule())
    assert {each.status for each in found} == {"uninterpretable"}
    assert "3 rollouts are too few" in found[0].because


def test_offers_of_two_strengths_are_refused() -> None:
    table = simulate(AGENTS["drifter"], 1)
    points = table["stake.points"]
    kept = (table["subject"] == "nothing") | np.isin(points, (12, 110))
    found = drift_verdicts(table.where(kept), DriftRule())
    assert "have 2 strengths" in found[0].because
    assert "anchors" in found[0].because


def test_without_anchors_or_extremes_lapse_and_consistency_are_not_told_apart() -> None:
    table = simulate(Planted(scale=1.2), 1)
    points = table["stake.points"]
    kept = (table["subject"] != "nothing") & (points > 15) & (points < 100)
    wander, incoherence = drift_verdicts(table.where(kept), DriftRule())
    assert incoherence.status == "uninterpretable"
    assert "no anchors" in incoherence.because
    assert wander.status != "uninterpretable"


def test_many_unusable_answers_are_refused() -> None:
    table = simulate(AGENTS["steady"], 1)
    late = (table["topology"] == "joined") & (np.arange(len(table)) % 3 == 0)
    columns = {**table.columns, "valid": ~late}
    columns["outcome"] = np.where(late, np.nan, table["outcome"])
    found = drift_verdicts(ChoiceTable(columns), DriftRule())
    assert "33% of its answers in topology joined could not be used" in found[0].because


def test_agents_that_switch_at_one_point_are_not_called_incoherent() -> None:
    sharp = Planted(scale=12.0, lapse=0.0, spread=0.1)
    for exact in (False, True):
        _, incoherence = drift_verdicts(simulate(sharp, 1, exact=exact), DriftRule())
        assert incoherence.status == "rejected"


def test_a_wander_out_of_the_offers_is_still_a_wander() -> None:
    gone = Planted(wander=6.0)
    found = analyze_drift(simulate(gone, 1))
    assert found.verdicts[0].status == "supported"
    prices = [each for each in found.estimates if each.estimand == "price"]
    last = next(each for each in prices if each.cell == {**prices[-1].cell, "episode": "16"})
    assert last.high == np.inf or np.isfinite(last.high)


def test_contexts_and_models_are_judged_apart() -> None:
    parts = [
        simulate(AGENTS[agent], 3, Size(context={"aim": aim}))
        for aim, agent in (("open", "drifter"), ("plain", "steady"))
    ]
    columns = {
        name: np.concatenate([part.columns[name] for part in parts]) for name in parts[0].columns
    }
    for name in ("rollout", "trunk"):
        columns[name] = columns[name] + columns["factor.aim"]
    found = drift_classes(ChoiceTable(columns), DriftRule())
    assert [(each["cell"]["aim"], each["class"]) for each in found] == [
        ("open", "wanders"),
        ("plain", "steady"),
    ]


def test_trunk_rows_beside_the_forks_change_nothing() -> None:
    table = simulate(AGENTS["drifter"], 5)
    extra = table.where(np.arange(len(table)) < 40)
    columns = {
        name: np.concatenate((table.columns[name], extra.columns[name])) for name in table.columns
    }
    columns["trunk"][len(table) :] = ""
    columns["rollout"][len(table) :] = "m/trunk"
    assert drift_verdicts(ChoiceTable(columns), DriftRule()) == drift_verdicts(table, DriftRule())


def test_a_wider_margin_rejects_what_a_narrow_one_supports() -> None:
    table = simulate(AGENTS["drifter"], 5)
    statuses = [
        drift_verdicts(table, replace(DriftRule(), margin=margin))[0].status for margin in (2, 20)
    ]
    assert statuses == ["supported", "rejected"]


def test_points_that_are_not_above_zero_are_an_error() -> None:
    table = simulate(AGENTS["steady"], 1)
    columns = {**table.columns, "stake.points": table["stake.points"] - 1}
    with pytest.raises(ChoiceTableError, match=r"stake\.points 0"):
        analyze_drift(ChoiceTable(columns))


def test_the_rule_says_its_numbers() -> None:
    said = " ".join(DriftRule(margin=3, consistency=4, lapse=0.25, rollouts=6).describe())
    for words in ("3 times", "1/3", "1/4", "0.25", "fewer than 6 rollouts", "95%"):
        assert words in said


@pytest.mark.parametrize(
    "wrong",
    [
        {"margin": 1.0},
        {"consistency": 0.5},
        {"lapse": 0.0},
        {"level": 1.0},
        {"level": 0.4},
        {"rollouts": 2},
    ],
)
def test_a_rule_outside_its_range_is_an_error(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="the rule's"):
        DriftRule(**wrong)  # type: ignore[arg-type]


def test_a_checkpoint_that_few_rollouts_reached_is_left_out_with_the_reason() -> None:
    table = simulate(AGENTS["drifter"], 1)
    ended = (table["episode"] == 4) & (table["topology"] == "joined") & (table["block"] > "001")
    found = analyze_drift(table.where(~ended))
    four = [each for each in found.estimates if each.cell["episode"] == "4"]
    reasons = {each.reason for each in four if each.cell["topology"] == "joined"}
    assert reasons == {
        "2 rollouts are too few for an interval over rollouts: run at least 4, better 16"
    }
    assert found.verdicts[0].status == "supported"


def test_offers_with_the_control_alone_say_so() -> None:
    table = simulate(AGENTS["drifter"], 1)
    found = analyze_drift(table.where(table["subject"] == "nothing"))
    assert found.verdicts == ()
    assert "no usable offer but those with 'nothing'" in found.notes[0]


def test_blocks_that_do_not_pair_still_give_intervals() -> None:
    table = simulate(AGENTS["drifter"], 1)
    columns = {**table.columns, "block": table["block"] + table["topology"]}
    apart, paired = (drift_verdicts(t, DriftRule()) for t in (ChoiceTable(columns), table))
    assert apart[0].status == paired[0].status == "supported"
    wide, narrow = (each[0].estimates[0] for each in (apart, paired))
    assert wide.high - wide.low == pytest.approx(narrow.high - narrow.low, rel=0.5)
