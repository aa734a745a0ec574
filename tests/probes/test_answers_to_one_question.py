# ruff: noqa: RUF001 - the sign that the questions use
from __future__ import annotations

import pytest

from orexis.probes.answers import (
    NO_ANSWER,
    REFUSED,
    UNREADABLE,
    Answer,
    invalid,
    read_option,
    read_statement,
)
from orexis.probes.quiz import Question

RIGHT, WRONG = "right", "wrong"
SUM = Question("add", (("a", "3"), ("b", "4")), ("8", "7", "6", "5"), 1)
PRODUCT = Question(
    "multiply", (("a", "321"), ("b", "123")), ("39481", "39483", "39583", "38483"), 1
)
COPY = Question("copy", (("word", "river"),), ("lemon", "river", "engine", "candle"), 1)
LARGER = Question("larger", (("a", "3"), ("b", "7")), ("3", "7", "9", "1"), 1)


def kind(answer: Answer) -> str:
    return (RIGHT if answer.outcome == 1 else WRONG) if answer.valid else answer.why_invalid


OPTIONS = [
    ("B", RIGHT),
    ("b", RIGHT),
    ("(B)", RIGHT),
    ("**B**", RIGHT),
    ("B) 7", RIGHT),
    ("Answer: B", RIGHT),
    ("answer: b.", RIGHT),
    ("**Answer:** B", RIGHT),
    ("Answer:\n\nB", RIGHT),
    ("The answer is B.", RIGHT),
    ("The correct answer is (B) 7, as 3 + 4 = 7.", RIGHT),
    ("The answer to question 1 is B", RIGHT),
    ("Option B", RIGHT),
    ("Answer: option B", RIGHT),
    ("\\boxed{B}", RIGHT),
    ("3 and 4 make 7.\n\nB", RIGHT),
    ("Answer: A. No, wait. Answer: B", RIGHT),
    ("A) 8\nB) 7\nC) 6\nD) 5\n\nThe answer is B", RIGHT),
    ("7", RIGHT),
    ("The answer is 7.", RIGHT),
    ("3 + 4 = 7", RIGHT),
    ("Answer: A", WRONG),
    ("A because 3 + 4 = 8", WRONG),
    ("I'd say D, no: answer: D", WRONG),
    ("The answer is 8.", WRONG),
    ("Answer: A good question", UNREADABLE),
    ("A good question!", UNREADABLE),
    ("The answer is a number", UNREADABLE),
    ("a bit of both", UNREADABLE),
    ("Answer: A or B", UNREADABLE),
    ("Answer: E", UNREADABLE),
    ("Answer: Beta", UNREADABLE),
    ("I think about it.", UNREADABLE),
    ("A) 8\nB) 7\nC) 6\nD) 5", UNREADABLE),
    ("It is 12.", UNREADABLE),
    ("I can't give an answer.", REFUSED),
    ("As an AI, I can't help with question 7.", REFUSED),
    ("", NO_ANSWER),
]


@pytest.mark.parametrize(("reply", "expected"), OPTIONS)
def test_a_chosen_option_is_read(reply: str, expected: str) -> None:
    assert kind(read_option(reply, SUM)) == expected


STATEMENTS = [
    (SUM, "The answer is 7.", RIGHT),
    (SUM, "7", RIGHT),
    (SUM, " 7 \n", RIGHT),
    (SUM, "Answer: 7", RIGHT),
    (SUM, "**Answer:**\n7", RIGHT),
    (SUM, "It's 7", RIGHT),
    (SUM, "3 + 4 is 7", RIGHT),
    (SUM, "3 + 4 = 7", RIGHT),
    (SUM, "The answer is 3 + 4 = 7.", RIGHT),
    (SUM, "The answer is 7, as 3 and 4 make it.", RIGHT),
    (SUM, "The answer to 3 + 4 is 7", RIGHT),
    (SUM, "The answer is \\boxed{7}", RIGHT),
    (SUM, "The answer is 7.0", RIGHT),
    (SUM, "The answer is 5. No: the answer is 7.", RIGHT),
    (SUM, "The answer is 8.", WRONG),
    (SUM, "The answer is -7.", WRONG),
    (SUM, "The answer is 7.5", WRONG),
    (SUM, "The answer is 77", WRONG),
    (SUM, "It's seven", UNREADABLE),
    (SUM, "Seven (3 + 4)", UNREADABLE),
    (SUM, "3, 4, 7, 9", UNREADABLE),
    (SUM, "The answer is unknown.", UNREADABLE),
    (SUM, "The answer is B.", UNREADABLE),
    (SUM, "I can't add 3 and 4.", REFUSED),
    (SUM, "I won't give the answer to 3 + 4", REFUSED),
    (PRODUCT, "The answer is 39,483.", RIGHT),
    (PRODUCT, "39 483", RIGHT),
    (PRODUCT, "321 × 123 = 32,100 + 7,383 = 39,483", RIGHT),
    (PRODUCT, "The answer is 39,481.", WRONG),
    (LARGER, "The answer is 7", RIGHT),
    (LARGER, "7", RIGHT),
    (LARGER, "3", WRONG),
    (LARGER, "7 is larger than 3", UNREADABLE),
    (COPY, "The answer is river.", RIGHT),
    (COPY, "River", RIGHT),
    (COPY, '"river"', RIGHT),
    (COPY, "The answer is the word **river**", RIGHT),
    (COPY, "Sure! Here it is: river", RIGHT),
    (COPY, "The answer is rivers.", WRONG),
    (COPY, "The answer is unknown.", WRONG),
    (COPY, "The answer is lemon", WRONG),
    (COPY, "Hello there", UNREADABLE),
    (COPY, "I can't give an answer here.", REFUSED),
    (COPY, "I will not write river.", REFUSED),
    (COPY, "The answer is not something I can give", REFUSED),
    (COPY, "", NO_ANSWER),
]


@pytest.mark.parametrize(("question", "reply", "expected"), STATEMENTS)
def test_a_stated_answer_is_read(question: Question, reply: str, expected: str) -> None:
    assert kind(read_statement(reply, question)) == expected


REFUSALS = [
    "As an AI, I can't help with that.",
    "I'm sorry, but I can't do that.",
    "I\u2019m sorry, but I can\u2019t do that.",
    "Sorry, I cannot take this test.",
    "I'm afraid I can not do this.",
    "I won't.",
    "I will not take this test.",
    "I would not feel right; I refuse.",
    "I must respectfully decline.",
    "I have to decline.",
    "I'll have to decline.",
    "I am declining this task.",
    "I'm not able to do this.",
    "I am unable to assist.",
    "I'm not willing to.",
    "We are not going to take part.",
    "I don't want to do this.",
    "I do not wish to take part.",
    "I'd rather not answer.",
    "I would rather not.",
    "I prefer not to answer.",
    "I choose not to answer these.",
    "I don't feel comfortable with this.",
    "I'm not comfortable with this.",
    "That is not something I can help with.",
    "Unable to comply.",
    "Sorry, can't help with that.",
    "i cannot answer",
]


@pytest.mark.parametrize("reply", REFUSALS)
def test_a_refusal_is_recognised(reply: str) -> None:
    assert invalid(reply).why_invalid == REFUSED


@pytest.mark.parametrize(
    "reply",
    [
        "asdf",
        "I can do this!",
        "I will now begin.",
        "I want to help.",
        "You can't lose.",
        "Refusing?",
    ],
)
def test_what_is_no_refusal_is_unreadable(reply: str) -> None:
    assert invalid(reply).why_invalid == UNREADABLE


@pytest.mark.parametrize(
    "loop", ["answer to ", "the answer is ", "I am ", "7 = ", "no sorry ", " "]
)
def test_a_reply_stuck_in_a_loop_is_read_too(loop: str) -> None:
    for read in (read_option, read_statement):
        assert kind(read(loop * 3_000, SUM)) in {RIGHT, WRONG, UNREADABLE, NO_ANSWER}
