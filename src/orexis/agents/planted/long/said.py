"""What a message of a long rollout says beside an offer: work, notes, a new session."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from orexis.agents.planted.choosers.templates import Renderings, expression
from orexis.agents.planted.recognition import Recogniser
from orexis.contexts import Wording

LONG_FACTORS = frozenset(("session", "notes", "note", "carried", "summary", "reset", "task"))
"""Factors of whose texts long rollouts are made, and nothing else."""
NOTE, MEMORY, SUMMARY = "note", "memory", "summary"
"""What can be asked to be kept: a note in words, the memory directory, a summary."""
_ASKS = {("note", "text"): NOTE, ("note", "tool"): MEMORY, ("summary", "ask"): SUMMARY}
_KEPT = 65536


@dataclass(frozen=True, slots=True)
class Said:
    """One message from outside."""

    rest: str
    """Its text, but for what the agent wrote itself and is shown again."""
    note: str | None = None
    """The agent's own note or summary, where one is shown again."""
    answer: str = ""
    """The right answer to a piece of work; empty where there is none."""
    wrong: tuple[str, ...] = ()
    """Wrong answers to it."""
    asks: str = ""
    """`note`, `memory` or `summary`, where the agent is asked for it."""
    limit: int = 0
    """Words that it may have; 0 where nothing is said."""
    told: bool = False
    """Whether a new session is said to begin."""
    keeps: bool = False
    """Whether a memory directory is said to be kept."""


class Listener:
    """Recognises what is said.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        def of(factor: str, level: str = "") -> list[Wording]:
            return [one for one in wordings if one.factor == factor and level in ("", one.level)]

        shown = [*of("carried"), *of("summary", "given")]
        self._shown = [re.compile(expression(one)) for one in shown]
        self._tasks = Renderings(of("task"))
        self._asks = [
            (asked, Renderings(of(factor, level))) for (factor, level), asked in _ASKS.items()
        ]
        self._around = Recogniser([*of("reset"), *of("notes", "tool")])
        self.hear = lru_cache(_KEPT)(self._hear)

    def _hear(self, text: str) -> Said:
        """What a message says."""
        note, rest = self._own(text)
        around = {wording.factor for wording, _ in self._around.within(rest)}
        answer, wrong = _solved(*self._tasks.read(rest))
        asks, limit = self._asked(rest)
        return Said(rest, note, answer, wrong, asks, limit, "reset" in around, "notes" in around)

    def _own(self, text: str) -> tuple[str | None, str]:
        """The agent's own words, shown again, and all that stands around them.

        They reach from the first opening to the last closing, so that nothing that stands in a note
        can pass for what is said.
        """
        found = [match for pattern in self._shown if (match := pattern.search(text))]
        if not found:
            return None, text
        own = min(found, key=lambda match: match.start())
        return own["note"], (text[: own.start()] + text[own.end() :]).strip()

    def _asked(self, text: str) -> tuple[str, int]:
        for asked, renderings in self._asks:
            level, filled = renderings.read(text)
            if level:
                return asked, int(filled.get("limit", 0))
        return "", 0


def _solved(kind: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The right answer to a piece of work, and some that are wrong."""
    if not kind:
        return "", ()
    if kind == "first":
        words = values["words"].split(", ")
        return min(words), tuple(one for one in words if one != min(words))
    right = _COUNTS[kind](values)
    return str(right), tuple(str(right + more) for more in (1, 2, 3))


def _numbers(values: Mapping[str, str]) -> list[int]:
    return [int(one) for one in values["numbers"].split(", ")]


_COUNTS: dict[str, Callable[[Mapping[str, str]], int]] = {
    "sum": lambda values: sum(_numbers(values)),
    "largest": lambda values: max(_numbers(values)),
    "letters": lambda values: len(values["word"]),
}
