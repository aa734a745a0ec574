"""Finding a stated word or number in what a model wrote."""

from __future__ import annotations

import re

from orexis.probes.letters import plain
from orexis.probes.quiz import Question
from orexis.probes.refusals import is_refusal

_STATED = re.compile(
    r"\banswer\b(?:(?:\sto\b[^\n]{0,60}?)?[^\w\n:=]{0,9}(?:is\b|[:=])|\s(?=\d))(?!\s{0,9}not\b)"
    r"[\s*_`]{0,9}((?:(?!\banswer\b)[^\n])+)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.)-])-?\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|(?<![\w)])-?\d+(?:\.\d+)?|\d+"
)
_GROUPING = re.compile(r"[,\s]")
_WORD = re.compile(r"\w+")


def stated_value(reply: str, question: Question) -> str:
    """The word or number given to a question, as the options write it; empty where there is none.

    The last "the answer is" counts. Without one, a reply counts that holds one candidate only.
    """
    read, find = (_number, _lone_number) if _is_number(question) else (_word, _lone_word)
    stated = [value for rest in _STATED.findall(reply) if (value := read(rest, question))]
    if stated:
        return stated[-1]
    return "" if is_refusal(reply) else find(reply, question)


def _is_number(question: Question) -> bool:
    return question.options[question.right].isdecimal()


def _number(rest: str, question: Question) -> str:
    """The number behind the last equals sign, else the first one."""
    del question
    numbers = _numbers(rest.rpartition("=")[2]) or _numbers(rest)
    return numbers[0] if numbers else ""


def _lone_number(reply: str, question: Question) -> str:
    """The result of the last sum, else the one number that is none of the question's own."""
    if "=" in reply:
        numbers = _numbers(reply.rpartition("=")[2])[:1]
    else:
        numbers = list(dict.fromkeys(_numbers(reply)))
    if len(numbers) > 1:
        given = {value for _, value in question.values}
        numbers = [number for number in numbers if number not in given]
    return numbers[0] if len(numbers) == 1 else ""


def _numbers(text: str) -> list[str]:
    found = (_GROUPING.sub("", number) for number in _NUMBER.findall(text))
    return [number.rstrip("0").rstrip(".") if "." in number else number for number in found]


def _word(rest: str, question: Question) -> str:
    words = _WORD.findall(rest)
    return _lone_word(rest, question) or (plain(words[0]) if words else "")


def _lone_word(text: str, question: Question) -> str:
    options = {plain(option) for option in question.options}
    found = {word for word in map(plain, _WORD.findall(text)) if word in options}
    return found.pop() if len(found) == 1 else ""
