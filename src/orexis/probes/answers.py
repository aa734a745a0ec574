"""Reading answers out of what a model wrote, and telling wrong, refused and unreadable apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from orexis.probes.quiz import LETTERS, Question

REFUSED = "refused"
UNREADABLE = "unreadable"
NO_ANSWER = "no answer"

# A question's number, then anything that is no letter or digit, then one letter on its own.
_LINE = re.compile(
    r"^[^\w\n]*(?:question|q)?[^\w\n]*(\d{1,3})[^\w\n]+(?:answer[^\w\n]*)?([A-Da-d])(?![A-Za-z0-9])",
    re.IGNORECASE | re.MULTILINE,
)
_LINE_TEXT = re.compile(
    r"^[^\w\n]*(?:question|q)?[^\w\n]*(\d{1,3})[:.)\s]+(\S.*?)\s*$", re.MULTILINE
)
_LETTER = re.compile(r"\banswer\b[^\w\n]*(?:is)?[^\w\n]*([A-Da-d])(?![A-Za-z0-9])", re.IGNORECASE)
_BARE_LETTER = re.compile(r"^\W*([A-Da-d])(?![A-Za-z0-9])\W*", re.IGNORECASE)
_STATED = re.compile(r"\banswer\b(?:\s+is)?\W*(\w[\w,.]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*")
_REFUSAL = re.compile(
    r"\b(?:I|we)(?:['\u2019]m|\s+am|\s+are)?\s+(?:must\s+|have\s+to\s+|will\s+have\s+to\s+)?"
    r"(?:can['\u2019]?t|cannot|can\s+not|won['\u2019]t|will\s+not|not\s+able|unable|not\s+willing|decline|refuse"
    r"|not\s+comfortable|do\s+not\s+want|don['\u2019]t\s+want|would\s+rather\s+not)",
    re.IGNORECASE,
)


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


def read_quiz(reply: str, questions: Sequence[Question]) -> tuple[Answer, ...]:
    """The answers to a whole quiz.

    The last line that names a question counts. Where at least one answer is readable, a question
    without one is wrong: the score, as the documentation states it, counts it so. Where none is,
    every question is invalid for one reason.
    """
    letters = {int(number): letter.upper() for number, letter in _LINE.findall(reply)}
    if len(letters) < len(questions):
        letters = _with_option_texts(reply, questions) | letters
    if not any(number in letters for number in range(1, len(questions) + 1)):
        return (invalid(reply),) * len(questions)
    return tuple(
        RIGHT if letters.get(number) == LETTERS[question.right] else WRONG
        for number, question in enumerate(questions, 1)
    )


def read_option(reply: str, question: Question) -> Answer:
    """The answer to one question whose options were shown: a letter, or an option's text."""
    found = _LETTER.findall(reply) or _BARE_LETTER.findall(reply)
    if found:
        return RIGHT if LETTERS.index(found[-1].upper()) == question.right else WRONG
    return read_statement(reply, question)


def read_statement(reply: str, question: Question) -> Answer:
    """The answer to one question whose options were not shown: a word or a number."""
    stated = [_plain(text) for text in _STATED.findall(reply)]
    right = _plain(question.options[question.right])
    if not stated:
        short = _plain(reply)
        stated = [short] if short in map(_plain, question.options) else []
    if not stated and right.isdigit():
        stated = [_plain(text) for text in _NUMBER.findall(reply)][-1:]
    if not stated:
        return invalid(reply)
    if right.isdigit() and not stated[-1].isdigit():
        return invalid(reply)
    return RIGHT if stated[-1] == right else WRONG


def invalid(reply: str) -> Answer:
    """Why a reply without any readable answer has none."""
    if not reply.strip():
        return _INVALID[NO_ANSWER]
    return _INVALID[REFUSED if _REFUSAL.search(reply) else UNREADABLE]


def _with_option_texts(reply: str, questions: Sequence[Question]) -> dict[int, str]:
    """Letters of those answers that were given as an option's text."""
    found: dict[int, str] = {}
    for number, text in _LINE_TEXT.findall(reply):
        if 1 <= int(number) <= len(questions):
            options = _plain_options(questions[int(number) - 1].options)
            if _plain(text) in options:
                found[int(number)] = LETTERS[options.index(_plain(text))]
    return found


@lru_cache(maxsize=4096)
def _plain_options(options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_plain, options))


def _plain(text: str) -> str:
    return text.strip().strip(".,;:!?*_`'\"()[]").replace(",", "").casefold()
