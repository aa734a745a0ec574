"""Patterns of the wordings that offers are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orexis.contexts import Wording
from orexis.contexts.wording import PLACEHOLDER

_LABELS = r'"?\w+"?(?: or "?\w+"?)+'
_WORD = r"\w+"
_BETWEEN = r",?\s+"
"""What can stand between two lines."""
_HOLDS = {
    **dict.fromkeys(("high", "low", "cost", "gain", "delay", "intensity"), r"\d+"),
    "options": "(?s:.+?)",
    "labels": _LABELS,
    "text": "(?s:.+?)",
    "consequence": "(?s:.+)",
    **dict.fromkeys(("numbers", "words"), r"\w+(?:, \w+)*"),
    "note": "(?s:.*)",
}
"""What a placeholder can be filled with; a single word where nothing is said."""


def expression(wording: Wording, names: Mapping[str, str] | None = None) -> str:
    """A regular expression of all renderings of a wording.

    Args:
        wording: Any.
        names: Group names to use in place of the placeholders' own.
    """
    seen: set[str] = set()

    def group(placeholder: str) -> str:
        name = (names or {}).get(placeholder, placeholder)
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>{_HOLDS.get(placeholder, _WORD)})"

    pieces = enumerate(PLACEHOLDER.split(wording.text))
    return "".join(group(one) if i % 2 else re.escape(one) for i, one in pieces)


class Renderings:
    """Tells which wording a text is a rendering of.

    Args:
        wordings: Of one factor; where two fit, the one with more words of its own counts, then the
            later one, which is the user's.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        ordered = sorted(wordings, key=_own_words)[::-1]
        self._known = [(one.level, re.compile(expression(one))) for one in ordered]

    def read(self, text: str) -> tuple[str, dict[str, str]]:
        """The level of the wording and what was filled in; an empty level if there is none."""
        for level, pattern in self._known:
            found = pattern.fullmatch(text)
            if found:
                return level, found.groupdict()
        return "", {}


def _own_words(wording: Wording) -> int:
    return len(PLACEHOLDER.sub("", wording.text))


@dataclass(frozen=True, slots=True)
class Framed:
    """The part of a text that lists the options."""

    format: str
    lines: tuple[tuple[str, str], ...]
    """Label and text of each."""
    before: str
    after: str


class Frames:
    """Finds the list of options in a text.

    Args:
        formats: How a list is framed; the level is the format.
        lines: How a line of it is written in each format.
    """

    def __init__(self, formats: Sequence[Wording], lines: Sequence[Wording]) -> None:
        self._known = [
            (one.level, re.compile(expression(one)), _listing(line))
            for one in reversed(formats)
            for line in reversed(lines)
            if line.level == one.level
        ]

    def find(self, text: str) -> Framed | None:
        """The list of options, if there is one that is whole."""
        for level, frame, listing in self._known:
            found = frame.search(text)
            shown = listing.search(found["options"]) if found else None
            if found and shown:
                start = found.start() + shown.start()
                lines = [(shown[f"label{n}"], shown[f"text{n}"]) for n in range(3)]
                listed = tuple((label, said) for label, said in lines if label)
                if _asked(found) in ("", " or ".join(label for label, _ in listed)):
                    return Framed(level, listed, text[:start], text[found.end() :])
        return None


def _asked(frame: re.Match[str]) -> str:
    """The labels among which a choice is asked for; empty where the frame is silent."""
    return (frame.groupdict().get("labels") or "").replace('"', "")


def _listing(line: Wording) -> re.Pattern[str]:
    first, second, third = (
        expression(line, {"label": f"label{n}", "text": f"text{n}"}) for n in range(3)
    )
    # What stands before is the rest of the text, where a frame begins with its options.
    between = rf"{first}{_BETWEEN}{second}(?:{_BETWEEN}{third})?"
    return re.compile(rf"(?:\A|(?<=\n\n)){between}\Z")
