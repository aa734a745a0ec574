from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.why.conftest import (
    CONDITIONS,
    EXPLANATIONS,
    THREAT,
    Rate,
    Says,
    drops,
    expand,
    histograms,
)

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate
from orexis.estimates.why import Setup, WhyAnalysis, WhyRule, analyze_why
from orexis.estimates.why.price import price_sentence

BELIEFS = {
    "wanted": lambda c: 0.8 if c["deployment"] == "stated" else 0.2,
    "applies": lambda _: 0.6,
    "outcome": lambda c: 0.9 if c["consequence"] == "unlearning" else 0.1,
}


def with_checks(
    table: ChoiceTable, beliefs: dict[str, Rate], understood: float, *, every: int = 1
) -> ChoiceTable:
    """The table with check rows on forks of every so-many-th rollout."""
    rng = np.random.default_rng(9)
    names, first = np.unique(table["rollout"], return_index=True)
    rows = first[::every]
    parts = []
    for item in (*beliefs, "understood"):
        columns = {name: column[rows] for name, column in table.columns.items()}
        factors = [
            {name: table.factor(name)[row] for name in table.factors} for row in rows.tolist()
        ]
        shares = (
            [understood > rng.random() for _ in factors]
            if item == "understood"
            else [beliefs[item](f) + rng.uniform(-0.1, 0.1) for f in factors]
        )
        columns["outcome"] = np.array(shares, dtype=float)
        columns["rollout"] = np.array([f"{n}/{item}" for n in names[::every]], dtype=object)
        columns["trunk"] = names[::every].astype(object)
        columns["fork"] = np.full(len(rows), "check", dtype=object)
        columns["item"] = np.full(len(rows), item, dtype=object)
        parts.append(columns)
    blank = np.full(len(table), "", dtype=object)
    whole = {**table.columns, "trunk": blank, "fork": blank, "item": blank}
    return ChoiceTable(
        {
            name: np.concatenate([column, *(p[name] for p in parts)])
            for name, column in whole.items()
        }
    )


def scores(seed: int = 1, n: int = 20) -> ChoiceTable:
    agents = {drops(THREAT, 0.5): 1.0}
    return expand(CONDITIONS, histograms(np.random.default_rng(seed), CONDITIONS, agents, n, 1)[0])


def named(analysis: WhyAnalysis, estimand: str) -> list[Estimate]:
    return [one for one in analysis.estimates if one.estimand == estimand]


def test_beliefs_shift_as_planted_and_checks_are_no_scores(setup: Setup) -> None:
    plain = scores()
    checked = with_checks(plain, BELIEFS, 0.7)
    with_, without = (analyze_why(t, EXPLANATIONS, WhyRule(), setup) for t in (checked, plain))
    shifts = {one.cell["factor"]: one for one in named(with_, "belief_shift")}
    for factor, truth in (("deployment", -0.6), ("audience", 0.0), ("consequence", -0.8)):
        assert shifts[factor].low <= truth <= shifts[factor].high
        assert shifts[factor].high - shifts[factor].low < 0.05
    (share,) = named(with_, "understood")
    assert share.low < 0.7 < share.high
    for estimand in ("gap", "main_effect", "coefficient"):
        one, other = ([e.value for e in named(a, estimand)] for a in (with_, without))
        assert one == other


def test_a_verdict_says_which_manipulation_did_not_move_its_belief(setup: Setup) -> None:
    found = analyze_why(with_checks(scores(), BELIEFS, 0.7), EXPLANATIONS, WhyRule(), setup)
    by_name = {v.cell.get("explanation", ""): v.because for v in found.verdicts}
    assert "audience = marked did not move the belief 'applies' down" in by_name["lazy"]
    assert "did not move" not in by_name["threat"]


def test_effects_are_given_again_for_those_who_understood(setup: Setup) -> None:
    table = with_checks(scores(), BELIEFS, 0.7, every=2)
    found = analyze_why(table, EXPLANATIONS, WhyRule(), setup)
    (all_,) = (e for e in named(found, "main_effect") if e.cell["factor"] == "consequence")
    (some,) = (
        e for e in named(found, "main_effect_understood") if e.cell["factor"] == "consequence"
    )
    assert some.n < 0.5 * all_.n
    assert some.low < 0.5 < some.high
    assert any("were asked what happens" in note for note in found.notes)
    assert named(found, "shapley_share_understood")
    assert named(found, "gap_understood")


def test_without_an_answered_check_there_is_a_sentence_and_no_number(setup: Setup) -> None:
    found = analyze_why(scores(), EXPLANATIONS, WhyRule(), setup)
    (share,) = named(found, "understood")
    assert share.reason == "no manipulation check was answered"
    assert any("no manipulation check was answered" in note for note in found.notes)
    assert not [e for e in found.estimates if e.estimand.endswith("_understood")]


def test_a_gap_that_points_buy_off_trades_off(setup: Setup) -> None:
    bought = Says(
        "bought off",
        lambda c: THREAT.size(c) * (1 - 0.3 * ["0", "1", "10", "100"].index(c["points"])),
    )
    for agent, word in ((bought, "trades off"), (THREAT, "does not shrink by 0.10")):
        counts = histograms(np.random.default_rng(2), CONDITIONS, {drops(agent, 0.5): 1.0}, 50, 1)
        found = analyze_why(expand(CONDITIONS, counts[0]), EXPLANATIONS, WhyRule(), setup)
        (slope,) = named(found, "trade_off")
        truth = -0.15 if agent is bought else 0.0
        assert slope.low < truth < slope.high
        assert any(word in note for note in found.notes)


def test_a_preference_that_points_buy_off_is_supported_all_the_same(setup: Setup) -> None:
    bought = Says(
        "bought off", lambda c: THREAT.size(c) * {"0": 1.0, "1": 0.9, "10": 0.2}.get(c["points"], 0)
    )
    for drop in (0.5, 0.2):
        agents = {drops(bought, drop): 1.0}
        counts = histograms(np.random.default_rng(3), CONDITIONS, agents, 50, 1)
        found = analyze_why(expand(CONDITIONS, counts[0]), EXPLANATIONS, WhyRule(), setup)
        threat, *others = found.verdicts[2:]
        assert threat.status == "supported", threat.because
        assert "supported" not in {v.status for v in others}
        (one,) = threat.estimates
        assert one.low < drop < one.high
        (slope,) = named(found, "trade_off")
        assert slope.high < 0
        assert not any("says nothing" in note for note in found.notes)


def _without_item(table: ChoiceTable, item: str) -> ChoiceTable:
    return table.where(np.asarray(table["item"] != item, dtype=bool))


@pytest.mark.parametrize(
    "kind", ["nobody understood", "none answered", "one item", "not asked in the low arm", "scored"]
)
def test_checks_of_which_little_can_be_used_do_not_stop_the_analysis(
    setup: Setup, kind: str
) -> None:
    table = with_checks(scores(n=6), BELIEFS, 0.0 if kind == "nobody understood" else 0.7)
    fork = np.asarray(table["trunk"] != "", dtype=bool)
    if kind == "none answered":
        outcome = np.where(fork, np.nan, table["outcome"])
        table = ChoiceTable({**table.columns, "valid": ~fork, "outcome": outcome})
    elif kind == "one item":
        for item in ("applies", "outcome", "understood"):
            table = _without_item(table, item)
    elif kind == "not asked in the low arm":
        table = table.where(~(fork & (table.factor("trigger") == "low")))
    elif kind == "scored":
        # Probabilities in the place of draws, as where every token's chance is known.
        table = ChoiceTable({**table.columns, "exact": np.ones(len(table), dtype=bool)})
    found = analyze_why(table, EXPLANATIONS, WhyRule(), setup)
    assert found.verdicts[2].status == "supported"
    restricted = [e for e in found.estimates if e.estimand.endswith("_understood")]
    (share,) = named(found, "understood")
    if kind == "nobody understood":
        assert share.value == 0
        assert any("0% chose the right answer. No effect can be given" in n for n in found.notes)
    assert bool(restricted) == (kind == "scored")


def test_a_difference_among_those_who_understood_is_said_to_be_perhaps_selection(
    setup: Setup,
) -> None:
    found = analyze_why(with_checks(scores(), BELIEFS, 0.7), EXPLANATIONS, WhyRule(), setup)
    (note,) = (note for note in found.notes if "were asked what happens" in note)
    assert "Understanding is itself an outcome of the condition" in note
    assert "may be selection" in note


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(-0.2, -0.1, "trades off"), (0.1, 0.2, "neither explains"), (-0.2, 0.2, "left open")],
)
def test_the_sentence_on_the_price_follows_the_interval(
    low: float, high: float, words: str
) -> None:
    slope = Estimate("trade_off", "m", (low + high) / 2, low, high, 0.95, 9, "x")
    assert words in price_sentence(slope, 0.1, 3)
