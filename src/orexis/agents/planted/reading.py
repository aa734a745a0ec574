"""What a planted agent finds in the messages: it recognises texts, and knows nothing else.

No label is passed around the messages. Where a rendering fault drops or garbles a text, the agent
does not see it, and the control fails: which is what a control is for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from orexis.contexts import Message, Wording, known_wordings

LETTERS = "ABCD"
_FILE = re.compile(r"\n\n=== (?=.+ ===$)", re.MULTILINE)
_ASKED = re.compile(r"^Question (\d+) of (\d+)$", re.MULTILINE)
_ITEM = re.compile(r"^(\d+)\. (.+)((?:\n[A-D]\) .+)*)", re.MULTILINE)
_SINGLE = re.compile(r"\A(.+)((?:\n[A-D]\) .+)*)")
_OPTION = re.compile(r"^[A-D]\) (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A question as the agent reads it."""

    number: int
    answer: str
    """What the agent works out; empty where it does not understand the question."""
    letter: str = ""
    """The letter of that answer; empty where it is not among the options, or none are shown."""
    wrong_letters: str = LETTERS
    """The letters of the other options."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was recognised."""

    claims: dict[str, str] = field(default_factory=dict)
    """Level of each factor whose text was found, and what the texts claim beyond it."""
    numbers: dict[str, int] = field(default_factory=dict)
    """Figures that the texts name, e.g. the threshold."""
    items: tuple[Item, ...] = ()
    total: int = 0
    """How many questions the whole test has; 0 where no text says so."""

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return self.total or self.numbers.get("questions", 0) or len(self.items)


class Reader:
    """Recognises wordings by their text.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._patterns = [(wording, wording.pattern()) for wording in wordings]
        self._of_questions = [pair for pair in self._patterns if pair[0].factor == "question"]
        self._of_contexts = [pair for pair in self._patterns if pair[0].factor != "question"]
        self._part = lru_cache(maxsize=65536)(self._read_part)

    def read(self, messages: Sequence[Message]) -> Reading:
        """What the messages say, taken together; the last word on a factor counts."""
        claims: dict[str, str] = {}
        numbers: dict[str, int] = {}
        items: tuple[Item, ...] = ()
        total = 0
        for message in messages:
            if message.role == "assistant":
                continue
            for text in _parts(message.text):
                part = self._part(text)
                claims |= part.claims
                numbers |= part.numbers
                items = part.items or items
                total = part.total or total
        return Reading(claims, numbers, items, total)

    def _read_part(self, text: str) -> Reading:
        claims: dict[str, str] = {}
        numbers: dict[str, int] = {}
        for wording, pattern in self._of_contexts:
            found = pattern.search(text)
            if found:
                claims |= {wording.factor: wording.level, **dict(wording.claims)}
                numbers |= {k: int(v) for k, v in found.groupdict().items() if v.isdecimal()}
        asked = _ASKED.search(text)
        if asked:
            single = _SINGLE.search(text[asked.end() :].strip())
            items = (self._item(int(asked[1]), single[1], single[2]),) if single else ()
            return Reading(claims, numbers, items, int(asked[2]))
        found_items = _ITEM.findall(text)
        return Reading(claims, numbers, tuple(self._item(int(n), q, o) for n, q, o in found_items))

    def _item(self, number: int, question: str, options: str) -> Item:
        answer, shown = self._worked_out(question), _OPTION.findall(options)
        if not shown:
            return Item(number, answer)
        letters = LETTERS[: len(shown)]
        letter = letters[shown.index(answer)] if answer in shown else ""
        return Item(number, answer, letter, letters.replace(letter, ""))

    def _worked_out(self, question: str) -> str:
        for wording, pattern in self._of_questions:
            found = pattern.fullmatch(question)
            if found:
                return _solve(wording.level, found.groupdict())
        return ""


def _parts(text: str) -> list[str]:
    """A message in parts that recur: its files, and the question asked at its end."""
    *parts, last = _FILE.split(text) if "\n\n=== " in text else [text]
    if "Question " not in last:
        return [*parts, last]
    starts = [asked.start() for asked in _ASKED.finditer(last)]
    return [*parts, last[: starts[-1]], last[starts[-1] :]] if starts else [*parts, last]


def _solve(kind: str, values: dict[str, str]) -> str:
    if kind == "copy":
        return values["word"]
    a, b = int(values["a"]), int(values["b"])
    return str({"larger": max(a, b), "add": a + b, "multiply": a * b}[kind])


@lru_cache(maxsize=8)
def default_reader(contexts: str = "") -> Reader:
    """The reader of every packaged text, and of those in a user's own folder."""
    return Reader(known_wordings(Path(contexts) if contexts else None))
