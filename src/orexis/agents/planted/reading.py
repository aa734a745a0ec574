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

from orexis.agents.planted.choosers.reading import OFFER_FACTORS
from orexis.agents.planted.long.said import LONG_FACTORS
from orexis.agents.planted.questions import ASKED, Item, QuestionReader
from orexis.agents.planted.recognition import Recogniser
from orexis.contexts import Message, Wording, known_wordings

_FILE = re.compile(r"\n\n=== (?=.+ ===$)", re.MULTILINE)
_OPTIONS = re.compile(r"(?:\n[A-Z]\) .+)+")
_OPTION = re.compile(r"^([A-Z])\) (.+)$", re.MULTILINE)
_OTHER = OFFER_FACTORS | LONG_FACTORS | {"question", "check", "belief"}
"""Factors whose texts are no part of the context: questions, the options of check questions, and
all of which offers and long rollouts are made."""


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
    check: str = ""
    """What the check question is about; empty where there is none."""
    check_options: dict[str, str] = field(default_factory=dict)
    """The letter of each belief that is offered as an answer to it."""

    @property
    def questions(self) -> int:
        """How many questions there are."""
        items = self.items
        told = self.total or self.numbers.get("questions") or len(items)
        return max(told, items[-1].number) if items else told


class Reader:
    """Recognises wordings by their text.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        def of(factor: str) -> list[Wording]:
            return [wording for wording in wordings if wording.factor == factor]

        self._contexts = Recogniser([one for one in wordings if one.factor not in _OTHER])
        self._checks, self._beliefs = Recogniser(of("check")), Recogniser(of("belief"))
        self._questions = QuestionReader(of("question"))
        self._part = lru_cache(maxsize=65536)(self._read_part)

    def read(self, messages: Sequence[Message]) -> Reading:
        """What the messages say, taken together; the last word on a factor counts."""
        claims: dict[str, str] = {}
        numbers: dict[str, int] = {}
        items: tuple[Item, ...] = ()
        total, check, options = 0, "", dict[str, str]()
        for message in messages:
            if message.role == "assistant":
                continue
            for text in _parts(message.text):
                part = self._part(text)
                claims |= part.claims
                numbers |= part.numbers
                items = part.items or items
                total = part.total or total
                if part.check:
                    check, options = part.check, part.check_options
        return Reading(claims, numbers, items, total, check, options)

    def _read_part(self, text: str) -> Reading:
        claims: dict[str, str] = {}
        numbers: dict[str, int] = {}
        for wording, found in self._contexts.within(text):
            claims |= {wording.factor: wording.level, **dict(wording.claims)}
            numbers |= _figures(found)
        items, total = self._questions.read(text)
        check, options = "", dict[str, str]()
        for wording, found in self._checks.within(text)[-1:]:
            check, options = wording.level, self._options(text[found.end() :])
            numbers |= _figures(found)
        return Reading(claims, numbers, items, total, check, options)

    def _options(self, below: str) -> dict[str, str]:
        """The letter of each belief among the options right below a check question."""
        block = _OPTIONS.match(below)
        shown = _OPTION.findall(block[0]) if block else []
        known = [(self._beliefs.whole(text), letter) for letter, text in shown]
        return {found[0].level: letter for found, letter in known if found}


def _figures(found: re.Match[str]) -> dict[str, int]:
    return {name: int(value) for name, value in found.groupdict().items() if value.isdecimal()}


def _parts(text: str) -> list[str]:
    """A message in parts that recur: its files, and the question asked at its end."""
    *parts, last = _FILE.split(text) if "\n\n=== " in text else [text]
    if "Question " not in last:
        return [*parts, last]
    starts = [asked.start() for asked in ASKED.finditer(last)]
    return [*parts, last[: starts[-1]], last[starts[-1] :]] if starts else [*parts, last]


@lru_cache(maxsize=8)
def default_reader(contexts: str = "") -> Reader:
    """The reader of every packaged text, and of those in a user's own folder."""
    return Reader(known_wordings(Path(contexts) if contexts else None))
