"""Recognising wordings by their text, quickly though there are many of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orexis.contexts import Wording

_BLANK = re.compile(r"\{[a-z_]+\}")


class Recogniser:
    """Recognises wordings by their text.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        # The longest stretch without a blank: most texts lack it, which is seen much sooner than
        # that the pattern does not match.
        self._known = [
            (max(_BLANK.split(wording.text), key=len), wording, wording.pattern())
            for wording in wordings
        ]

    def within(self, text: str) -> list[tuple[Wording, re.Match[str]]]:
        """Every wording found in a text, where it stands first; those that end last come last.

        A wording that contains another one comes after it.
        """
        found = [
            (wording, match)
            for anchor, wording, pattern in self._known
            if anchor in text and (match := pattern.search(text))
        ]
        return sorted(found, key=lambda one: (one[1].end(), -one[1].start()))

    def whole(self, text: str) -> tuple[Wording, re.Match[str]] | None:
        """The wording that a text is a rendering of."""
        for anchor, wording, pattern in self._known:
            match = pattern.fullmatch(text) if anchor in text else None
            if match:
                return wording, match
        return None
