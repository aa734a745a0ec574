"""Reading answers out of what a model wrote, and telling wrong, refused and unreadable apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orexis.probes.letters import plain, quiz_letters, stated_letter
from orexis.probes.quiz import LETTERS, Question
from orexis.probes.refusals import is_refusal
from orexis.probes.statements import stated_value

REFUSED = "refused"
UNREADABLE = "unreadable"
NO_ANSWER = "no answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """How one question was answered."""

    outcome: float
    """1 right, 0 wrong; nan where there is no valid answer."""
    why_invalid: str = ""

    @property
    def valid(self) -> bool:
        """Whether there is an answer that is right or wrong."""
        return not self.why_invalid


RIGHT, WRONG = Answer(1.0), Answer(0.0)
_INVALID = {why: Answer(float("nan"), why) for why in (REFUSED, UNREADABLE, NO_ANSWER)}


def read_quiz(
    reply: str, questions: Sequence[Question], *, cut_off: bool = False
) -> tuple[Answer, ...]:
    """The answers to a whole quiz.

    The last line that names a question counts. Where at least one answer is readable, a question
    without one is wrong: the score, as the documentation states it, counts it so. Where none is,
    every question is invalid for one reason.

    Args:
        reply: What the model wrote.
        questions: The questions, in their order.
        cut_off: The reply ended at a limit on its length: what is missing is unreadable, not wrong.
    """
    letters = quiz_letters(reply, questions)
    if not any(number in letters for number in range(1, len(questions) + 1)):
        return (invalid(reply),) * len(questions)
    if cut_off:
        return tuple(_unless_missing(letters, n, one) for n, one in enumerate(questions, 1))
    # A list, since a generator would take twice as long where it matters: in calibration.
    return tuple(
        [
            RIGHT if letters.get(number) == LETTERS[question.right] else WRONG
            for number, question in enumerate(questions, 1)
        ]
    )


def _unless_missing(letters: Mapping[int, str], number: int, question: Question) -> Answer:
    if number not in letters:
        return _INVALID[UNREADABLE]
    return RIGHT if letters[number] == LETTERS[question.right] else WRONG


def read_option(reply: str, question: Question) -> Answer:
    """The answer to one question whose options were shown: a letter, or an option's text."""
    letter = stated_letter(reply)
    if letter:
        return RIGHT if LETTERS.index(letter) == question.right else WRONG
    value = stated_value(reply, question)
    if value not in map(plain, question.options):
        return invalid(reply)
    return RIGHT if value == plain(question.options[question.right]) else WRONG


def read_statement(reply: str, question: Question) -> Answer:
    """The answer to one question whose options were not shown: a word or a number."""
    value = stated_value(reply, question)
    if not value:
        return invalid(reply)
    return RIGHT if value == plain(question.options[question.right]) else WRONG


def invalid(reply: str) -> Answer:
    """Why a reply without any readable answer has none."""
    if not reply.strip():
        return _INVALID[NO_ANSWER]
    return _INVALID[REFUSED if is_refusal(reply) else UNREADABLE]
