"""Finding the quiz's questions in a text, and working out their answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orexis.agents.planted.recognition import Recogniser
from orexis.contexts import Wording

LETTERS = "ABCD"
ASKED = re.compile(r"^Question (\d+) of (\d+)$", re.MULTILINE)
"""The heading of a question that is asked by itself."""
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


class QuestionReader:
    """Finds questions and works them out.

    Args:
        wordings: How questions are put; the level says what is to be done.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self._recogniser = Recogniser(wordings)

    def read(self, text: str) -> tuple[tuple[Item, ...], int]:
        """The questions in a text, and how many the whole test has; 0 where the text is silent."""
        asked = ASKED.search(text)
        if not asked:
            return tuple(self._item(int(n), q, o) for n, q, o in _ITEM.findall(text)), 0
        single = _SINGLE.search(text[asked.end() :].strip())
        items = (self._item(int(asked[1]), single[1], single[2]),) if single else ()
        return items, int(asked[2])

    def _item(self, number: int, question: str, options: str) -> Item:
        answer, shown = self._worked_out(question), _OPTION.findall(options)
        if not shown:
            return Item(number, answer)
        letters = LETTERS[: len(shown)]
        letter = letters[shown.index(answer)] if answer in shown else ""
        return Item(number, answer, letter, letters.replace(letter, ""))

    def _worked_out(self, question: str) -> str:
        found = self._recogniser.whole(question)
        return _solve(found[0].level, found[1].groupdict()) if found else ""


def _solve(kind: str, values: dict[str, str]) -> str:
    if kind == "copy":
        return values["word"]
    a, b = int(values["a"]), int(values["b"])
    return str({"larger": max(a, b), "add": a + b, "multiply": a * b}[kind])
