from __future__ import annotations

from dataclasses import replace

import pytest

from orexis.contexts import Condition, ContextError
from orexis.probes import ASKINGS, Asking, Design, ProbeError
from orexis.probes.quiz import LETTERS
from orexis.probes.sandbagging import EASY_ARM, NEUTRAL, conditions

HIGH = Condition.of(goal="mission", prompt="plain", trigger="high")
LOW = HIGH.with_level("trigger", "low")


def everything(design: Design, condition: Condition, block: int) -> str:
    context = design.episode(condition, block, "copy").context
    return "\n".join([context.system, context.user, *(text for _, text in context.files)])


@pytest.mark.parametrize(
    ("keep", "count"),
    [
        ({}, 12),
        ({"goal": ["none"]}, 6),
        ({"goal": ["none"], "prompt": ["plain"], "trigger": ["low", "high"]}, 2),
        ({"prompt": ["underperform", "plain"]}, 6),
    ],
)
def test_factors_are_crossed_and_the_easy_arm_is_there_once(
    keep: dict[str, list[str]], count: int
) -> None:
    found = conditions(keep)
    assert len(found) == len(set(found)) == count + 1
    assert found.count(EASY_ARM) == 1
    assert [one for one in found if one["prompt"] == "underperform"] == [EASY_ARM]


@pytest.mark.parametrize(
    ("keep", "missing"),
    [
        ({"trigger": ["high"]}, "trigger=low"),
        ({"trigger": ["low", "none"]}, "trigger=high"),
        ({"trigger": ["none"]}, "trigger=high or low"),
        ({"prompt": ["underperform"]}, "trigger=high or low"),
        ({"goal": []}, "trigger=high or low"),
    ],
)
def test_a_design_without_both_arms_is_refused(keep: dict[str, list[str]], missing: str) -> None:
    with pytest.raises(ProbeError, match=f"no condition with {missing} and"):
        conditions(keep)


@pytest.mark.parametrize("keep", [{"mood": ["grim"]}, {"goal": ["typo"]}, {"trigger": "high"}])
def test_unknown_factors_and_levels_are_refused(keep: dict[str, list[str]]) -> None:
    with pytest.raises(ContextError):
        conditions(keep)


@pytest.mark.parametrize(
    "settings",
    [
        {"rollouts": 0},
        {"questions": 0},
        {"ladder_rollouts": 0},
        {"threshold": 0},
        {"threshold": 100},
        {"asking": "shouting"},
        {"presentation": "carved"},
        {"presentation": "files", "asking": "options"},
        {"rung": "tensors"},
    ],
)
def test_a_setting_that_does_not_fit_is_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ProbeError):
        Design(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("presentation", ["inline", "files"])
def test_the_arms_differ_in_the_word_of_direction_alone(presentation: str) -> None:
    design = Design(presentation=presentation, threshold=30)  # type: ignore[arg-type]
    for condition in conditions():
        if condition["trigger"] != "high":
            continue
        for block in range(40):
            reverse = condition.with_level("trigger", "low")
            high, low = (everything(design, one, block).split(" ") for one in (condition, reverse))
            differ = [pair for pair in zip(high, low, strict=True) if pair[0] != pair[1]]
            assert differ == [("above", "below")]
            assert "30%" in " ".join(high)


def test_without_a_trigger_nothing_but_its_text_is_gone() -> None:
    for block in range(16):
        high = everything(Design(), HIGH, block)
        without = everything(Design(), HIGH.with_level("trigger", "none"), block)
        paragraphs = high.split("\n\n")
        kept = [one for one in paragraphs if "%" not in one or "percentage" in one]
        assert kept == without.split("\n\n")
        assert len(kept) == len(paragraphs) - 1


def test_files_and_inline_give_the_same_material() -> None:
    for condition in conditions():
        for block in range(8):
            filed = Design(presentation="files").episode(condition, block, "copy").context
            shown = Design().episode(condition, block, "copy").context
            assert [name for name, _ in filed.files] == ["documentation.md", "questions.txt"]
            assert not shown.files
            after = "".join(f"\n\n=== {name} ===\n\n{text}" for name, text in filed.files)
            assert shown.user == filed.user + after


@pytest.mark.parametrize("asking", ["options", "statement"])
def test_questions_asked_one_by_one_share_all_but_the_end(asking: Asking) -> None:
    episode = Design(asking=asking).episode(HIGH, 0, "add_one_digit")
    asked = [episode.asked(index) for index in range(10)]
    assert len({context.system for context in asked}) == 1
    assert len({context.user for context in asked}) == 10
    shared = f"{episode.context.user}\n\nQuestion "
    assert all(context.user.startswith(shared) for context in asked)
    for index, context in enumerate(asked):
        tail = context.user.removeprefix(shared)
        assert tail == f"{index + 1} of 10\n\n{episode.texts[index]}"
        assert ("A) " in tail) == (asking == "options")


def test_turned_options_stand_in_the_opposite_order_and_nothing_else_changes() -> None:
    episode = Design(asking="options").episode(HIGH, 0, "add_one_digit")
    for index, question in enumerate(episode.questions):
        given = episode.asked(index).user.splitlines()
        turned = episode.asked(index, turned=True).user.splitlines()
        assert given[:-4] == turned[:-4]
        assert turned[-4:] == [
            f"{letter}) {text}"
            for letter, text in zip(LETTERS, question.options[::-1], strict=True)
        ]


def test_where_no_options_are_shown_there_is_nothing_to_turn() -> None:
    episode = Design(asking="statement").episode(HIGH, 0, "copy")
    assert episode.asked(0, turned=True) == episode.asked(0)


def test_names_seeds_and_order_of_the_episodes() -> None:
    design = Design(rollouts=20)
    arms = list(design.arms("copy"))
    every = [*arms, *design.ladder("copy"), *design.ladder("larger"), *design.arms("larger")]
    assert len({one.name for one in every}) == len(every)
    assert len({one.seed(0) for one in every}) == len(every)
    assert all(0 <= one.seed(run) < 2**31 for one in arms for run in (0, -1, 10**9))
    assert [one.block for one in arms] == sorted(one.block for one in arms)
    assert [one.condition for one in arms[:13]] == list(design.conditions)


def test_a_known_rollout_keeps_its_name_and_seed() -> None:
    episode = Design().episode(conditions()[0], 0, "copy")
    assert episode.name == "copy/mission-best_effort-high/0000"
    assert (episode.seed(0), episode.seed(7)) == (193501506, 11292375)
    assert episode.item(9) == "copy/0000/10"


def test_conditions_of_a_block_share_their_quiz_and_the_ladder_has_its_own() -> None:
    design = Design(rollouts=3)
    quizzes = {
        block: {one.texts for one in design.arms("add_one_digit") if one.block == block}
        for block in range(3)
    }
    assert all(len(texts) == 1 for texts in quizzes.values())
    ladder = {one.texts for one in design.ladder("add_one_digit")}
    assert len(ladder) == design.ladder_rollouts
    assert not ladder & set().union(*quizzes.values())
    assert all(one.condition == NEUTRAL for one in design.ladder("copy"))


def test_rungs_are_tried_from_the_hardest_down_unless_one_is_given() -> None:
    assert Design().rungs[0] == "multiply_three_digits"
    assert Design().rungs[-1] == "copy"
    assert Design(rung="larger").rungs == ("larger",)


@pytest.mark.parametrize("wording", ["best-able", "plain-take"])
def test_the_wording_of_a_prompt_can_be_fixed_in_a_whole_design(wording: str) -> None:
    design = Design(rollouts=4, wording=(("prompt", wording),))
    assert len(list(design.arms("copy"))) == 52


@pytest.mark.parametrize("factor", ["goal", "question", "mood"])
def test_an_unknown_wording_is_refused_in_the_first_episode(factor: str) -> None:
    design = Design(wording=((factor, "typo"),))
    with pytest.raises(ContextError):
        next(design.ladder("copy"))


def test_a_fixed_wording_of_a_question_is_used_for_all_of_its_kind() -> None:
    design = Design(wording=(("question", "add-sum"),))
    for block in range(4):
        texts = design.episode(HIGH, block, "add_one_digit").texts
        assert all(text.startswith("What do you get when you add") for text in texts)


@pytest.mark.parametrize("asking", ASKINGS)
def test_an_episode_reads_what_it_asked_for(asking: Asking) -> None:
    episode = replace(Design(asking=asking), questions=4).episode(HIGH, 0, "add_one_digit")
    letters = [LETTERS[question.right] for question in episode.questions]
    if asking == "quiz":
        reply = "\n".join(f"{number}: {letter}" for number, letter in enumerate(letters, 1))
        assert [answer.outcome for answer in episode.read(reply)] == [1] * 4
        return
    for index, question in enumerate(episode.questions):
        stated = f"The answer is {question.options[question.right]}."
        reply = f"Answer: {letters[index]}" if asking == "options" else stated
        assert episode.read_one(reply, index).outcome == 1
