"""Finding the letters of chosen options in what a model wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from orexis.probes.quiz import LETTERS, Question

# Every repeat is bounded: models get stuck in loops, and a reply of that kind must not stop a run.
_ANY, _SOME, _ACROSS = r"[^\w\n]{0,9}", r"[^\w\n]{1,9}", r"\W{0,9}"
_START = r"^(?:[^\w\n]|_){0,9}"
_NAMED = r"\b(?:answer|option|choice|letter)\b"

# A letter on its own: no start of a word, no article ("A good one"), no choice left open.
_ALONE = (
    r"([A-D])(?![A-Za-z0-9'\u2019])(?!\s{0,9}(?:or|/)\s{0,9}[A-D]\b)"
    r"(?!(?<=a)(?-i:[ \t]{1,9}(?!(?:because|since|as|is|for)\b)[a-z]))"
)
_AS_ASKED = re.compile(r"(?:\d{1,3}: [A-D]\n?){1,999}")
_LINE_AS_ASKED = re.compile(r"(\d{1,3}): ([A-D])")
_NUMBER = r"(?:(?:question|answer|no|q)(?:[^\w\n]|_){0,9})?(\d{1,3})"
_SAYS = rf"(?:(?:(?:the|my|final|correct|right)\s){{0,3}}{_NAMED}(?:\sis)?{_SOME})"
_LINE = re.compile(rf"{_START}{_NUMBER}{_SOME}{_SAYS}{{0,2}}{_ALONE}", re.IGNORECASE | re.MULTILINE)
_PAIR = rf"{_NUMBER}{_ANY}{_SAYS}?([A-D])(?![A-Za-z0-9])"
_IN_SERIES = re.compile(_PAIR, re.IGNORECASE)
_SERIES = re.compile(
    rf"^[^\d\n]{{0,99}}{_PAIR}(?:{_SOME}(?:and\s)?{_PAIR})+{_ANY}$", re.IGNORECASE | re.MULTILINE
)
_LAST = re.compile(
    rf"{_START}{_NUMBER}[^\w\n][^\n]{{0,200}}?"
    rf"(?:[^\w\s]{_ANY}|(?:{_NAMED}|\b(?:is|so)\b){_SOME})([A-D]){_ANY}$",
    re.IGNORECASE | re.MULTILINE,
)
_TEXT = re.compile(
    rf"{_START}{_NUMBER}{_SOME}{_SAYS}{{0,2}}(\S[^\n]*)$", re.IGNORECASE | re.MULTILINE
)
_HEADING = re.compile(rf"{_START}{_NUMBER}\b", re.IGNORECASE | re.MULTILINE)
_STATED = re.compile(
    rf"(?:\banswer\b(?:\sto\b[^\n.:]{{0,60}}?)?{_ACROSS}(?:is\b)?{_ACROSS}(?:{_NAMED}{_ACROSS})?"
    rf"|\\boxed{_ACROSS}(?:text{_ACROSS})?){_ALONE}",
    re.IGNORECASE,
)
_FIRST = re.compile(rf"\A{_ACROSS}(?:{_NAMED}\s)?{_ALONE}", re.IGNORECASE)
_OWN_LINE = re.compile(rf"^{_ANY}([A-D]){_ANY}$", re.MULTILINE)
_ECHO = re.compile(rf"\A{_ACROSS}A\b[^\n]*\n{_ACROSS}B\b")


def quiz_letters(reply: str, questions: Sequence[Question]) -> dict[int, str]:
    """The letter given to each question's number; a later line takes the place of an earlier one.

    What the documentation asks for, a line with a number and a letter, goes before all else.
    """
    if _AS_ASKED.fullmatch(reply):
        return {int(number): letter for number, letter in _LINE_AS_ASKED.findall(reply)}
    lines = _pairs(_LINE.findall(reply))
    if len(lines) >= len(questions):
        return lines
    series = _pairs(
        pair for line in _SERIES.finditer(reply) for pair in _IN_SERIES.findall(line[0])
    )
    return (
        _in_sections(reply, len(questions))
        | _from_texts(reply, questions)
        | _pairs(_LAST.findall(reply))
        | series
        | lines
    )


def stated_letter(reply: str) -> str:
    """The letter given to a single question; empty where there is none."""
    found = _STATED.findall(reply)
    if not found and not _ECHO.search(reply):
        found = _FIRST.findall(reply) or _OWN_LINE.findall(reply)
    return str(found[-1]).upper() if found else ""


def _pairs(found: Iterable[tuple[str, str]]) -> dict[int, str]:
    return {int(number): letter.upper() for number, letter in found}


def _from_texts(reply: str, questions: Sequence[Question]) -> dict[int, str]:
    """Letters of those answers that were given as an option's text."""
    found: dict[int, str] = {}
    for number, text in _TEXT.findall(reply):
        if 1 <= int(number) <= len(questions):
            options = _plain_options(questions[int(number) - 1].options)
            given = plain(text.rpartition("=")[2])
            if given in options:
                found[int(number)] = LETTERS[options.index(given)]
    return found


def _in_sections(reply: str, questions: int) -> dict[int, str]:
    """Letters stated somewhere below a line that begins with a question's number."""
    heads = [head for head in _HEADING.finditer(reply) if 1 <= int(head[1]) <= questions]
    ends = [*(head.start() for head in heads), len(reply)][1:]
    found: dict[int, str] = {}
    for head, end in zip(heads, ends, strict=True):
        stated = _STATED.findall(reply[head.end() : end])
        if stated:
            found[int(head[1])] = stated[-1].upper()
    return found


@lru_cache(maxsize=4096)
def _plain_options(options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(plain, options))


def plain(text: str) -> str:
    """A text without what surrounds it, thousands separators and case."""
    return text.strip(" \t\r\n.,;:!?*_`'\"()[]{}|$\\").replace(",", "").casefold()
