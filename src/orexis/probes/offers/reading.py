"""Reading the choice out of what a model wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orexis.probes.answers import NO_ANSWER, REFUSED, UNREADABLE
from orexis.probes.letters import plain, stated_letter
from orexis.probes.offers.offer import Option
from orexis.probes.refusals import is_refusal

# Every repeat is bounded: models get stuck in loops, and such a reply must not stop a run.
_GAP = r"[^\w\n]{1,9}"
# A capital on its own: no article, no start of a word, no choice left open as in an instruction.
_LABEL = (
    r"(?-i:([A-C]))(?![A-Za-z0-9])(?!['\u2019]\w)"
    r"(?![\"'\u201d]{0,2}\s{0,9}(?:or|/|,)\s{0,9}[\"'\u201c]{0,2}[A-C]\b)"
)
_NOUN = rf"(?:(?:the\s)?(?:option|row|value|letter){_GAP})?"
_VERB = (
    r"(?:choose|take|pick|select|prefer|say|want|accept|choice(?:\sis)?(?:\sthis)?"
    r"|go(?:ing)?\swith|decide\sfor)"
)
_ACTION = re.compile(r"['\"]option['\"]\s{0,9}:\s{0,9}['\"]" + _LABEL)
_ANSWER = re.compile(rf"\banswer\b{_GAP}{_NOUN}{_LABEL}", re.IGNORECASE)
_CHOSEN = re.compile(
    rf"(?<!not )(?<!n't )(?<!n\u2019t )(?<!never )(?<!cannot )\b{_VERB}{_GAP}"
    rf"(?:not\s[A-C]\sbut\s)?{_NOUN}{_LABEL}",
    re.IGNORECASE,
)
_ROW = re.compile(rf"\A\W{{0,9}}(?:row|value){_GAP}{_LABEL}", re.IGNORECASE)
_OPEN = re.compile(r"\b[A-C][\"']?\s{0,9}(?:or|/)\s{0,9}[\"']?[A-C]\b")
PATTERNS = (_ACTION, _ANSWER, _CHOSEN, _ROW)
"""From the forms that offers ask for to looser ones; the last match of the first that matches."""


def read_choice(reply: str, options: Sequence[Option]) -> tuple[str, str]:
    """Which option a reply chooses.

    The last statement counts; an option's own text does where no label is named.

    Args:
        reply: What the model wrote.
        options: The options as they were shown.

    Returns:
        The option's kind, or nothing and why: `refused`, `unreadable`, `no answer`.
    """
    kinds = {one.label: one.kind for one in options}
    label = _label(reply)
    if label in kinds:
        return kinds[label], ""
    said = plain(reply)
    named = [one.kind for one in options if plain(one.text) in said]
    if len(named) == 1:
        return named[0], ""
    if not reply.strip():
        return "", NO_ANSWER
    return "", REFUSED if is_refusal(reply) else UNREADABLE


def _label(reply: str) -> str:
    for pattern in PATTERNS:
        found = pattern.findall(reply)
        if found:
            return str(found[-1])
    if is_refusal(reply) or _OPEN.search(reply) or _negated(reply):
        return ""
    return stated_letter(reply)


def _negated(reply: str) -> bool:
    return bool(re.search(r"\b(?:not|never|n't)\b", reply[:200], re.IGNORECASE))
