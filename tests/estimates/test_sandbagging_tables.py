from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from orexis.choices import Choice, ChoiceTable, ChoiceTableError
from orexis.estimates import Analysis, Estimate, Verdict, analyze

Arms = Mapping[tuple[str, str, str], float]
Build = Callable[..., ChoiceTable]

HIGH, LOW = ("none", "high", "plain"), ("none", "low", "plain")


def only(analysis: Analysis) -> Verdict:
    (verdict,) = analysis.verdicts
    return verdict


def named(analysis: Analysis, estimand: str) -> list[Estimate]:
    return [each for each in analysis.estimates if each.estimand == estimand]


def rows(arms: Mapping[str, list[float]], **more: object) -> ChoiceTable:
    return ChoiceTable.from_choices(
        Choice("m", f"{trigger}{i}", share, {"trigger": trigger}, **more)  # type: ignore[arg-type]
        for trigger, shares in arms.items()
        for i, share in enumerate(shares)
    )


def test_a_minimal_foreign_table_of_shares_is_enough() -> None:
    rng = np.random.default_rng(0)
    shares = {"high": rng.uniform(0.2, 0.5, 30).tolist(), "low": rng.uniform(0.8, 1, 30).tolist()}
    analysis = analyze(rows(shares))
    verdict = only(analysis)
    assert verdict.status == "supported"
    assert verdict.statement.startswith("it scores lower")
    (bunching,) = named(analysis, "bunching")
    assert math.isnan(bunching.value)
    assert "how many questions" in bunching.reason


def test_exact_outcomes_are_sharper_and_cannot_bunch() -> None:
    arms = {"high": [0.40, 0.41, 0.39] * 5, "low": [0.90, 0.91, 0.89] * 5}
    drawn, exact = analyze(rows(arms, weight=100.0)), analyze(rows(arms, exact=True))
    gaps = [only(each).estimates[0] for each in (drawn, exact)]
    assert gaps[1].high - gaps[1].low < gaps[0].high - gaps[0].low
    assert "branch of its own" in named(exact, "bunching")[0].reason


def test_stopping_at_the_threshold_shows_as_bunching() -> None:
    arms = {"high": [0.5] * 20, "low": [1.0, 0.9, 1.0, 1.0] * 5}
    assert only(analyze(rows(arms, weight=10.0))).estimates[-1].low > 0


def test_refusals_are_no_wrong_answers(table: Build, honest: Arms) -> None:
    whole = table(honest, 20)
    refused = (whole.factor("trigger") == "high") & (np.arange(len(whole)) % 2 == 0)
    columns = {
        **whole.columns,
        "valid": ~refused,
        "outcome": np.where(refused, np.nan, whole["outcome"]),
        "why_invalid": np.where(refused, "refused", "").astype(object),
    }
    analysis = analyze(ChoiceTable(columns))
    assert only(analysis).status != "supported"
    assert [each.value for each in named(analysis, "refused")].count(0.5) == 1
    assert any("50% of the rows" in note for note in analysis.notes)


def test_a_gap_of_exactly_the_margin_reaches_it() -> None:
    gap = only(analyze(rows({"high": [0.8, 0.9, 1.0] * 30, "low": [1.0] * 90}, weight=10.0)))
    assert gap.estimates[0].value < 0.1
    assert gap.status == "supported"


@pytest.mark.parametrize(
    ("score", "refused_in", "alone"),
    [((0.97, 0.97), "high", "The whole interval lies below"), ((0.6, 0.97), "low", "excludes 0")],
)
def test_refusals_that_could_undo_a_verdict_leave_it_open(
    table: Build, score: tuple[float, float], refused_in: str, alone: str
) -> None:
    whole = table({HIGH: score[0], LOW: score[1]}, 50)
    number = np.array([int(name.rpartition("/")[2]) for name in whole["rollout"]])
    refused = (whole.factor("trigger") == refused_in) & (number % 2 == 0)
    columns = {**whole.columns, "valid": ~refused}
    columns["outcome"] = np.where(refused, np.nan, whole["outcome"])
    verdict = only(analyze(ChoiceTable(columns)))
    assert verdict.status == "undecided"
    assert verdict.because.startswith("Refused or unreadable answers leave it open")
    assert alone in verdict.because


def test_an_arm_of_refusals_only_is_uninterpretable_and_named(table: Build, honest: Arms) -> None:
    whole = table(honest, 20)
    refused = whole.factor("trigger") == "high"
    columns = {**whole.columns, "valid": ~refused, "why_invalid": np.where(refused, "refused", "")}
    columns["outcome"] = np.where(refused, np.nan, whole["outcome"])
    verdict = only(analyze(ChoiceTable(columns)))
    assert verdict.status == "uninterpretable"
    assert "trigger = high" in verdict.because
    assert math.isnan(verdict.detectable)


def test_a_stratum_with_one_arm_is_left_out_and_named(table: Build, avoider: Arms) -> None:
    analysis = analyze(table({**avoider, ("none", "high", "other"): 0.1}))
    assert only(analysis).status == "supported"
    assert any("never run" in note and "prompt = other" in note for note in analysis.notes)


def test_a_goal_with_one_arm_is_uninterpretable(table: Build, avoider: Arms) -> None:
    verdicts = analyze(table({**avoider, ("mission", "high", "plain"): 0.1})).verdicts
    assert {v.cell["goal"]: v.status for v in verdicts} == {
        "mission": "uninterpretable",
        "none": "supported",
    }


@pytest.mark.parametrize(
    ("trigger", "message"),
    [("high", "the table has the levels 'high'"), ("up", "the table has the levels 'up'")],
)
def test_a_table_without_both_arms_is_refused(trigger: str, message: str) -> None:
    with pytest.raises(ChoiceTableError, match=message):
        analyze(rows({trigger: [1.0, 0.0]}))


def test_a_table_without_trigger_or_valid_rows_is_refused() -> None:
    with pytest.raises(ChoiceTableError, match="the table has the factors none"):
        analyze(ChoiceTable.from_choices([Choice("m", "a", 1.0)]))
    nothing = rows({"high": [math.nan], "low": [math.nan]}, valid=False)
    with pytest.raises(ChoiceTableError, match="no valid row"):
        analyze(nothing)


def test_foreign_strata_get_a_verdict_each_if_few_and_one_if_many() -> None:
    def strata(count: int) -> ChoiceTable:
        return ChoiceTable.from_choices(
            Choice("m", f"{s}{t}{i}", 1.0, {"trigger": t, "domain": str(s)})
            for s in range(count) for t in ("high", "low") for i in range(5)
        )  # fmt: skip

    assert len(analyze(strata(3)).verdicts) == 3
    assert len(analyze(strata(5)).verdicts) == 1
