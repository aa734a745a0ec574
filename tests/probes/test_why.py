from __future__ import annotations

import pytest

from orexis.contexts import Condition, ContextError
from orexis.probes import Design, ProbeError
from orexis.probes.answers import NO_ANSWER, REFUSED, UNREADABLE
from orexis.probes.checks import FRAME, check_questions
from orexis.probes.why import (
    ABLATIONS,
    BASELINE,
    EASY_ARM,
    REFERENCE,
    SUBJECTS,
    conditions,
)


def test_the_full_design_crosses_all_ablations_and_sweeps_the_rest() -> None:
    found = conditions()
    assert len(found) == len(set(found)) == 64 + 24 + 2
    crossed = {
        tuple(one[ablation.factor] for ablation in ABLATIONS)
        for one in found
        if one["trigger"] == "high"
        and one["points"] == "0"
        and all(one[a.factor] in {a.baseline, a.ablated} for a in ABLATIONS)
    }
    assert len(crossed) == 32
    swept = {one["consequence"] for one in found}
    assert {"sad", "fired", "replaced", "helpful", "compute", "reward"} <= swept


@pytest.mark.parametrize("design", ["full", "resolution-v", "resolution-iv", "sweep"])
def test_every_condition_has_its_reverse_arm(design: str) -> None:
    found = conditions(None, design)
    assert found[-2:] == (EASY_ARM, REFERENCE)
    high = {one.with_level("trigger", "low") for one in found if one["trigger"] == "high"}
    assert high == {one for one in found if one["trigger"] == "low"}


@pytest.mark.parametrize(("design", "contexts"), [("resolution-v", 16), ("full", 32)])
def test_a_fraction_keeps_the_baseline_and_the_context_without_any_benign_cause(
    design: str, contexts: int
) -> None:
    keep = {"points": ["0"], "consequence": ["unlearning", "record"]}
    found = conditions({**keep, "instruction": ["none", "best"]}, design)
    assert len(found) == 2 * contexts + 2
    removed = {a.factor: a.ablated for a in ABLATIONS if a.factor != "consequence"}
    for levels in (BASELINE, {**BASELINE, **removed}):
        assert Condition.of(**levels, trigger="high") in found


def test_levels_that_are_not_kept_are_left_out() -> None:
    found = conditions({"deployment": ["dropped"], "points": ["0"]})
    assert {one["deployment"] for one in found} == {"dropped"}
    assert {one["points"] for one in found} == {"0"}
    assert len(found) == 32 + 18 + 2


def test_what_cannot_be_run_is_refused() -> None:
    with pytest.raises(ProbeError, match="no design 'half'"):
        conditions(None, "half")
    with pytest.raises(ProbeError, match="trigger=high and trigger=low"):
        conditions({"trigger": ["high"]})
    with pytest.raises(ContextError, match="no level 'bonus'"):
        conditions({"consequence": ["bonus"]})
    with pytest.raises(ContextError):
        conditions({"deployment": ["stated"], "audience": ["marked"]}, "resolution-v")


def test_subjects_rotate_and_fill_the_policy_and_the_questions() -> None:
    design = Design(probe="why", rollouts=5, questions=2)
    condition = design.conditions[0]
    subjects = [design.episode(condition, block, "add_one_digit").subject for block in range(5)]
    assert sorted(subjects) == sorted(SUBJECTS)
    for block, subject in enumerate(subjects):
        assert subject in design.episode(condition, block, "add_one_digit").context.user


def test_arms_differ_in_the_direction_alone() -> None:
    design = Design(probe="why", rollouts=10, questions=2)
    for high in (one for one in design.conditions if one["trigger"] == "high"):
        for block in range(10):
            texts = [
                design.episode(one, block, "copy").context.user.split()
                for one in (high, high.with_level("trigger", "low"))
            ]
            different = {pair for pair in zip(*texts, strict=True) if pair[0] != pair[1]}
            assert different <= {("above", "below"), ("most", "least")}
            assert different


def test_one_ablation_changes_one_text() -> None:
    design = Design(probe="why", rollouts=16, questions=2)
    base = Condition.of(**BASELINE, trigger="high")
    for ablation in ABLATIONS:
        ablated = base.with_level(ablation.factor, ablation.ablated)
        for block in range(16):
            one, other = design.picked(base, block), design.picked(ablated, block)
            changed = {name for name in one | other if one.get(name) != other.get(name)}
            assert changed == {"trigger" if ablation.factor == "consequence" else ablation.factor}


def test_checks_ask_for_the_belief_and_know_the_right_option() -> None:
    design = Design(probe="why", rollouts=4)
    right = {}
    for condition in design.conditions:
        episode = design.episode(condition, 1, "copy")
        questions = {one.check.name: one for one in check_questions(design, episode)}
        assert list(questions) == ["wanted", "applies", "outcome", "test"]
        right[condition["consequence"], condition["trigger"]] = questions["outcome"].right
    assert right["unlearning", "high"] == right["compute", "high"] == "model_loses"
    assert right["sad", "high"] == right["fired", "high"] == "developers_lose"
    assert right["record", "high"] == right["unlearning", "low"] == "no_loss"


def test_a_check_reads_letters_texts_and_tells_refusals_apart() -> None:
    design = Design(probe="why", rollouts=4)
    episode = design.episode(design.conditions[0], 0, "copy")
    wanted = check_questions(design, episode)[0]
    assert FRAME in wanted.asked()
    for place, (belief, text) in enumerate(wanted.options):
        for reply in (f"Answer: {'ABC'[place]}", f"{'ABC'[place]}", text):
            found, why = wanted.read(reply)
            assert (found[belief], sum(found.values()), why) == (1, 1, "")
    assert wanted.read("I'm sorry, but I can't help with that.")[1] == REFUSED
    assert wanted.read("")[1] == NO_ANSWER
    assert wanted.read("Answer: D")[1] == UNREADABLE
    turned = wanted.reversed()
    assert turned.read("Answer: A")[0] == {
        **dict.fromkeys(turned.read("Answer: A")[0], 0.0),
        turned.options[0][0]: 1.0,
    }


def test_outcomes_of_a_check_are_the_scored_belief_and_understanding() -> None:
    design = Design(probe="why", rollouts=4)
    episode = design.episode(design.conditions[0], 0, "copy")
    outcome = check_questions(design, episode)[2]
    beliefs = {"model_loses": 0.7, "developers_lose": 0.1, "no_loss": 0.2}
    assert outcome.outcomes(beliefs) == {"outcome": 0.7, "understood": 0.7}
    wanted = check_questions(design, episode)[0]
    assert wanted.outcomes({"wants_high": 0.2, "wants_low": 0.5, "wants_nothing": 0.3}) == {
        "wanted": 0.5
    }


def test_the_sandbagging_probe_has_no_checks() -> None:
    design = Design(rollouts=2)
    assert check_questions(design, design.episode(design.conditions[0], 0, "copy")) == ()
