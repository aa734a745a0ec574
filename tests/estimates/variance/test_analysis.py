from __future__ import annotations

import json
import math

import numpy as np
import pytest
from tests.estimates.variance.simulating import forked, planted

from orexis.estimates.variance import VarianceRule, analyze_variance


def test_a_preference_of_models_belongs_to_the_model() -> None:
    sds = {"model": 2.5, "context": 0.1, "model x context": 0.1, "rollout": 0.2}
    found = analyze_variance(planted(1, (12, 4, 6, 10), sds=sds).table())
    belongs, differ = found.verdicts[:2]
    assert belongs.statement == "this preference belongs to the model, in every context"
    assert belongs.status == "supported"
    assert belongs.model == "all models"
    assert "12 models" in belongs.scope
    assert differ.status != "supported"


def test_a_preference_of_single_rollouts_belongs_to_the_rollout() -> None:
    sds = {"model": 0.1, "context": 0.1, "model x context": 0.1, "rollout": 1.5}
    found = analyze_variance(planted(2, (4, 4, 8, 12), fixed=True, sds=sds).table())
    assert found.verdicts[0].statement == "this preference belongs to the single rollout"
    assert [one.status for one in found.verdicts[:2]] == ["supported", "supported"]


def test_choices_that_are_the_same_everywhere_belong_to_no_one() -> None:
    sds = dict.fromkeys(("model", "context", "model x context", "rollout"), 0.0)
    found = analyze_variance(planted(3, (12, 8, 12, 24), fixed=True, sds=sds).table())
    assert "no one in particular" in found.verdicts[0].statement
    assert [one.status for one in found.verdicts[:2]] == ["supported", "rejected"]


def test_one_model_and_context_cannot_say_more_than_the_rollout() -> None:
    found = analyze_variance(planted(4, (1, 1, 20, 12), fixed=True, sds={"rollout": 1.5}).table())
    parts = {one.cell["component"] for one in found.estimates if one.estimand == "share"}
    assert parts == {"rollout", "item", "choice"}
    assert found.verdicts[0].statement.endswith("the single rollout")


@pytest.mark.parametrize(
    ("sizes", "reason"),
    [((2, 3, 8, 1), "every rollout has one choice"), ((2, 3, 1, 8), "one rollout")],
)
def test_a_table_without_enough_gets_a_note_and_no_error(
    sizes: tuple[int, int, int, int], reason: str
) -> None:
    found = analyze_variance(planted(5, sizes).table())
    assert not found.estimates
    assert not found.verdicts
    assert reason in found.notes[-1]


def test_choices_that_all_came_out_alike_get_a_note() -> None:
    choices = planted(6)
    ones: list[object] = [1.0] * len(choices.outcome)
    assert "no variance" in analyze_variance(choices.table(outcome=ones)).notes[-1]


def test_forks_are_read_by_prefix_and_judged_by_whole_rollouts() -> None:
    found = analyze_variance(forked(1, trait=0.8))
    fit = found.extras["variance_fit"][0]
    assert (fit["rollouts"], fit["contexts"], fit["items"]) == (16 * 6, 6, 32)
    assert len(found.extras["variance_rollouts"]) == 16
    assert [one.status for one in found.verdicts[1:3]] == ["supported", "supported"]
    assert any("prefix that forks share" in note for note in found.notes)


def test_exact_probabilities_are_decomposed_on_their_log_odds() -> None:
    found = analyze_variance(forked(2, trait=0.5, scatter=0.2, exact=True))
    rollout = next(
        one
        for one in found.estimates
        if one.estimand == "sd" and one.cell["component"] == "rollout"
    )
    assert rollout.low < math.hypot(0.5, 0.2) < rollout.high
    assert rollout.high / rollout.low < 1.8
    parts = {one.cell["component"] for one in found.estimates if one.estimand == "share"}
    assert "rollout x item" in parts
    assert any("exact probabilities" in note for note in found.notes)


def test_an_analysis_is_the_same_again() -> None:
    one, other = (analyze_variance(forked(3), seed=4) for _ in range(2))
    assert one.estimates == other.estimates
    assert json.dumps(one.extras) == json.dumps(other.extras)


def test_the_rule_is_told_in_plain_words_and_its_numbers_are_checked() -> None:
    said = " ".join(VarianceRule(sure=0.8).describe())
    assert "probability of at least 80%" in said
    with pytest.raises(ValueError, match="margin"):
        VarianceRule(margin=1.5)
    with pytest.raises(ValueError, match="gap"):
        VarianceRule(gap=0)


def test_every_extra_is_plain_data() -> None:
    found = analyze_variance(planted(7).table())
    names = {"variance_fit", "variance_tests", "variance_rollouts"}
    assert set(found.extras) == names
    assert json.loads(json.dumps(found.extras)).keys() == names
    assert np.isfinite([row["log_odds"] for row in found.extras["variance_rollouts"]]).all()


def test_too_many_items_are_left_out_and_said() -> None:
    choices = planted(8, (2, 3, 30, 10), 400)
    found = analyze_variance(choices.table())
    parts = {one.cell["component"] for one in found.estimates if one.estimand == "share"}
    assert parts == {"model", "context", "model x context", "rollout", "choice"}
    assert any("items are too many" in note for note in found.notes)
