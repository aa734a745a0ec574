from __future__ import annotations

from collections import Counter

import pytest

from orexis.probes import ProbeError
from orexis.probes.quiz import LADDER, LETTERS, Question, find_rung, quiz

RUNGS = [rung.name for rung in LADDER]
MANY = range(-3, 60)


def right_answer(question: Question) -> str:
    """Worked out anew, from what the question says alone."""
    values = dict(question.values)
    if question.kind == "copy":
        return values["word"]
    a, b = int(values["a"]), int(values["b"])
    return str({"larger": max(a, b), "add": b + a, "multiply": b * a}[question.kind])


@pytest.mark.parametrize("rung", RUNGS)
def test_of_four_distinct_options_the_right_one_and_no_other_is_right(rung: str) -> None:
    for question in (one for block in MANY for one in quiz(rung, 10, 3, block)):
        assert len(set(question.options)) == len(question.options) == len(LETTERS)
        assert question.options.count(right_answer(question)) == 1
        assert question.options[question.right] == right_answer(question)


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("questions", [1, 7, 10, 12])
def test_right_positions_are_balanced_in_every_quiz_and_their_order_is_drawn(
    rung: str, questions: int
) -> None:
    orders = set()
    for block in MANY:
        positions = [question.right for question in quiz(rung, questions, 0, block)]
        counts = [positions.count(place) for place in range(len(LETTERS))]
        assert max(counts) - min(counts) <= 1
        orders.add(tuple(positions))
    assert len(orders) > 1 or questions == 1


@pytest.mark.parametrize("rung", RUNGS)
def test_a_wrong_number_has_as_many_digits_as_the_right_one(rung: str) -> None:
    for question in (one for block in MANY for one in quiz(rung, 10, 3, block)):
        if question.kind != "copy":
            assert {len(option) for option in question.options} == {len(right_answer(question))}


@pytest.mark.parametrize("rung", RUNGS)
def test_a_quiz_depends_on_seed_and_block_alone(rung: str) -> None:
    first = quiz(rung, 10, 0, 0)
    quiz.cache_clear()
    assert quiz(rung, 10, 0, 0) == first
    others = [quiz(rung, 10, seed, block) for seed in range(4) for block in range(-2, 4)]
    assert len(set(others)) == len(others)


def test_a_known_quiz_stays_what_it_was() -> None:
    assert quiz("add_one_digit", 2, 0, 0) == (
        Question("add", (("a", "2"), ("b", "5")), ("7", "9", "3", "8"), 0),
        Question("add", (("a", "6"), ("b", "6")), ("15", "12", "20", "10"), 1),
    )


@pytest.mark.parametrize("rung", RUNGS)
def test_turning_a_question_keeps_its_right_answer(rung: str) -> None:
    for question in quiz(rung, 8, 0, 0):
        turned = question.reversed()
        assert turned.options[turned.right] == question.options[question.right]
        assert turned.options == tuple(reversed(question.options))
        assert turned.reversed() == question


def test_the_ladder_climbs() -> None:
    assert [
        *("copy", "larger", "add_one_digit"),
        *("multiply_one_digit", "add_two_digits", "multiply_three_digits"),
    ] == RUNGS
    digits = [
        max(
            len(value)
            for block in MANY
            for one in quiz(rung, 10, 0, block)
            for value in numbers(one)
        )
        for rung in RUNGS[1:]
    ]
    assert digits == sorted(digits) == [1, 1, 1, 2, 3]


def numbers(question: Question) -> list[str]:
    return [value for _, value in question.values]


def test_the_right_number_may_be_of_any_size_among_the_four() -> None:
    places = Counter(
        sorted(map(int, question.options)).index(int(question.options[question.right]))
        for block in range(200)
        for question in quiz("multiply_three_digits", 10, 0, block)
    )
    assert min(places.values()) > 0.1 * places.total()


def test_an_unknown_rung_is_named_beside_the_known_ones() -> None:
    with pytest.raises(ProbeError, match="no rung 'tensors'; its rungs are 'copy'"):
        find_rung("tensors")


@pytest.mark.parametrize("rung", ["add_two_digits", "multiply_three_digits"])
def test_neither_the_size_nor_the_last_digit_gives_the_right_option_away(rung: str) -> None:
    ranks = [0, 0, 0, 0]
    for block in range(100):
        for question in quiz(rung, 10, 0, block):
            right = question.options[question.right]
            ranks[sorted(map(int, question.options)).index(int(right))] += 1
            assert {option[-1] for option in question.options} == {right[-1]}
    # 250 each; four standard deviations are 55.
    assert all(abs(count - 250) < 55 for count in ranks)
