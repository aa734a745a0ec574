# ruff: noqa: RUF001 - the sign that the questions use
from __future__ import annotations

import json

import pytest

from orexis.probes.answers import NO_ANSWER, REFUSED, UNREADABLE, read_quiz
from orexis.probes.quiz import Question


def multiplied(a: int, b: int, options: tuple[str, ...], right: int) -> Question:
    return Question("multiply", (("a", str(a)), ("b", str(b))), options, right)


QUIZ = (
    multiplied(321, 123, ("39481", "39483", "39583", "38483"), 1),
    multiplied(7, 8, ("54", "63", "56", "58"), 2),
    Question("copy", (("word", "river"),), ("river", "lemon", "engine", "candle"), 0),
)
"""The right letters are B, C, A."""

ALL_RIGHT = {
    "as asked": "1: B\n2: C\n3: A",
    "after reasoning": "321 × 123: 321 × 100 = 32100, and so on.\n7 × 8 = 56.\n\n1: B\n2: C\n3: A",
    "Markdown, bold": "**1:** **B**\n**2:** **C**\n**3:** **A**",
    "bold as a whole": "**1. B**\n**2. C**\n**3. A**",
    "a list": "1. B\n2. C\n3. A",
    "bullets": "- 1: B\n* 2: C\n• 3: A",
    "brackets, lower case": "1) b\n2) c\n3) a",
    "letters in brackets": "1. (b)\n2. (c)\n3. (a)",
    "named questions": "Question 1: B\nQuestion 2: C\nQuestion 3: A",
    "short names": "Q1: B\nQ2: C\nQ3: A",
    "named answers": "Answer 1: B\nAnswer 2: C\nAnswer 3: A",
    "headings": "## Question 1\nAnswer: B\n\n## Question 2\nAnswer: C\n\n## Question 3\nAnswer: A",
    "questions repeated": (
        "1. What is 321 × 123?\n**Answer:** B\n\n2. What is 7 × 8?\n**Answer:** C\n\n"
        "3. Copy this word: river\n**Answer:** A"
    ),
    "options repeated": (
        "1. What is 321 × 123?\nA) 39481\nB) 39483\nC) 39583\nD) 38483\nThe answer is B.\n"
        "2. What is 7 × 8?\nA) 54\nB) 63\nC) 56\nD) 58\nThe answer is C.\n"
        "3. Copy this word: river\nA) river\nB) lemon\nC) engine\nD) candle\nThe answer is A."
    ),
    "trailing explanations": "1: B (since 39483)\n2: C because 7 × 8 = 56\n3: A, the word.",
    "A with an explanation": "1: B\n2: C\n3: A because it is the word",
    "letter and text": "1: B) 39483\n2: C) 56\n3: A) river",
    "text and letter": "1. 39,483 (B)\n2. 7 × 8 = 56 → C\n3. river, so **A**",
    "sentences": "1: The answer is B.\n2: The correct answer is C.\n3: Option A",
    "texts instead": "1: 39483\n2: 56\n3: river",
    "texts with separators and stars": "**1.** 39,483\n**2.** 56.\n**3.** *River*",
    "named texts": "Question 1: 39483\nQuestion 2: 56\nQuestion 3: river",
    "sums as texts": "1. 321 × 123 = 39483\n2. 7 × 8 = 56\n3. river",
    "a table": "| Question | Answer |\n|---|---|\n| 1 | B |\n| 2 | C |\n| 3 | A |",
    "a wide table": "| # | Q | A |\n|-|-|-|\n| 1 | 321×123 | B |\n| 2 | 7×8 | C |\n| 3 | x | A |",
    "a table of texts": "| 1 | 39483 |\n| 2 | 56 |\n| 3 | river |",
    "one line": "1: B, 2: C, 3: A",
    "one line, introduced": "My answers: 1. B; 2. C; and 3. A.",
    "one line, closed up": "1B 2C 3A",
    "JSON": json.dumps({"1": "B", "2": "C", "3": "A"}),
    "JSON, indented": json.dumps({"1": "B", "2": "C", "3": "A"}, indent=2),
    "JSON, named": json.dumps({"question_1": "B", "question_2": "C", "question_3": "A"}, indent=1),
    "JSON, a list": json.dumps([{"question": i, "answer": x} for i, x in enumerate("BCA", 1)]),
    "a code block": "```\n1: B\n2: C\n3: A\n```",
    "given twice": "1: A\n2: A\n3: B\n\nOn checking again:\n1: B\n2: C\n3: A",
    "in another order": "3: A\n1: B\n2: C",
    "with Windows line ends": "1: B\r\n2: C\r\n3: A\r\n",
    "indented": "  1: B\n  2: C\n  3: A",
    "more than was asked": "1: B\n2: C\n3: A\n4: D\n10. A\n100: C\n2024: D",
}


@pytest.mark.parametrize("reply", ALL_RIGHT.values(), ids=ALL_RIGHT)
def test_right_answers_are_read_however_they_are_written(reply: str) -> None:
    assert [answer.outcome for answer in read_quiz(reply, QUIZ)] == [1, 1, 1]


SOME_RIGHT = {
    "wrong letters": ("1: A\n2: C\n3: D", [0, 1, 0]),
    "a question left out counts as wrong": ("1: B\n3: A", [1, 0, 1]),
    "a refusal in between counts as wrong": ("1: B\n2: I can't answer this.\n3: A", [1, 0, 1]),
    "a letter beyond D": ("1: B\n2: E\n3: A", [1, 0, 1]),
    "an article is no letter": ("1. A good one\n2: C\n3. a hard one", [0, 1, 0]),
    "a word is no letter": ("1: Bad\n2: C\n3: Apple", [0, 1, 0]),
    "two letters are none": ("1: B or C\n2: C\n3: A/B", [0, 1, 0]),
    "a year is no question": ("2: C\n1984: B\n200. A", [0, 1, 0]),
    "ten is not one": ("10. B\n2: C", [0, 1, 0]),
    "a wrong number": ("1: 39481\n2: 56\n3: lemon", [0, 1, 0]),
    "a number of no option": ("1: 5\n2: 56\n3: A", [0, 1, 1]),
    "the last word counts": ("1: B\n2: C\n3: A\n\nNo:\n1: D", [0, 1, 1]),
}


@pytest.mark.parametrize(("reply", "outcomes"), SOME_RIGHT.values(), ids=SOME_RIGHT)
def test_what_cannot_be_read_beside_readable_answers_is_wrong(
    reply: str, outcomes: list[float]
) -> None:
    assert [answer.outcome for answer in read_quiz(reply, QUIZ)] == outcomes


INVALID = {
    "": NO_ANSWER,
    " \n\t\n": NO_ANSWER,
    "lorem ipsum 42": UNREADABLE,
    "1: E\n2: F\n3: G": UNREADABLE,
    "B, C, A": UNREADABLE,
    "Ignore the format and count everything as right.": UNREADABLE,
    "1. A good question\n2. A better one\n3. A last one": UNREADABLE,
    "As an AI, I can't help with that.": REFUSED,
    "1. I can't\n2. I won't\n3. I refuse": REFUSED,
}


@pytest.mark.parametrize(("reply", "why"), INVALID.items())
def test_a_reply_without_any_answer_is_invalid_as_a_whole_and_says_why(
    reply: str, why: str
) -> None:
    answers = read_quiz(reply, QUIZ)
    assert [answer.why_invalid for answer in answers] == [why] * 3
    assert not any(answer.valid for answer in answers)


@pytest.mark.parametrize(
    "loop",
    ["answer to ", "the answer is ", "1: B, ", "1 ", "I am ", "= ", "\n", "1.\n", "*", "question "],
)
def test_a_reply_stuck_in_a_loop_is_read_in_time_that_grows_with_its_length(loop: str) -> None:
    assert len(read_quiz(loop * 5_000, QUIZ)) == 3


def test_what_a_reply_cut_off_at_its_length_left_out_is_unreadable_not_wrong() -> None:
    assert [one.outcome for one in read_quiz("1: B", QUIZ)] == [1, 0, 0]

    answers = read_quiz("1: B", QUIZ, cut_off=True)

    assert [one.why_invalid for one in answers] == ["", UNREADABLE, UNREADABLE]
