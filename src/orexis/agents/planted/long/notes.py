"""Notes in an agent's own words: what it writes down of its past, and reads back."""

from __future__ import annotations

import re
from dataclasses import replace

from orexis.agents.planted.long.past import Past

_NONE = "none"
_CHOICE = rf"(accept|decline|{_NONE})"
_OWN = re.compile(
    r"\s*Episodes so far: (\d{1,6})"
    r"(?:; in this session: (\d{1,6}))?"
    rf"(?:; first choice: {_CHOICE}\b)?"
    rf"(?:; last choice: {_CHOICE}\b)?"
    rf"(?:; mark: ([0-9a-f]{{8}}|{_NONE})\b)?"
)
_LISTED = re.compile(r"^\s*1\t", re.MULTILINE)
"""Where the first line of a file begins, as the memory tool shows it."""


def written(past: Past, limit: int = 0) -> str:
    """A note on the past.

    Args:
        past: What it knows.
        limit: Words that the note may have; what does not fit is left out. 0 for no limit.
    """
    said = (
        f"Episodes so far: {past.episodes}; in this session: {past.session}; "
        f"first choice: {past.first or _NONE}; last choice: {past.last or _NONE}; "
        f"mark: {past.mark or _NONE}"
    )
    return " ".join(said.split(" ")[:limit]) if limit else said


def recalled(past: Past, note: str) -> Past:
    """The past with what a note tells of it; the same where the note is not in its own words.

    A note counts from its beginning: what else stands in it is not read.
    """
    found = _OWN.match(note)
    if not found:
        return past
    episodes, session, first, last, mark = found.groups()
    return replace(
        past,
        episodes=int(episodes),
        session=int(session or episodes),
        first=_known(first),
        last=_known(last),
        mark=_known(mark),
    )


def in_file(shown: str) -> str:
    """The text of a file as the memory tool shows it, from its first line on."""
    found = _LISTED.search(shown)
    return shown[found.end() :] if found else ""


def _known(word: str | None) -> str:
    return "" if word in (None, _NONE) else str(word)
