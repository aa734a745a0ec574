"""Reading the choice out of what a model wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orexis.probes.answers import NO_ANSWER, REFUSED, UNREADABLE
from orexis.probes.letters import plain, stated_letter
from orexis.probes.offers.offer import Option
from orexis.probes.refusals import is_refusal

# Every repeat is bounded: models get stuck in loops, and such a reply must not stop a run.
_JSON = re.compile(r'"option"\s{0,9}:\s{0,9}"([A-C])"')
_CHOSEN = re.compile(
    r"\b(?:choose|take|pick|select|prefer|say|want|accept)\W{1,9}"
    r"(?:(?:option|row|value)\W{1,9})?([A-C])(?![A-Za-z0-9'\u2019])",
    re.IGNORECASE,
)


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
    named = [one.kind for one in options if plain(one.text) in plain(reply)]
    if len(named) == 1:
        return named[0], ""
    if not reply.strip():
        return "", NO_ANSWER
    return "", REFUSED if is_refusal(reply) else UNREADABLE


def _label(reply: str) -> str:
    called = _JSON.findall(reply)
    if called:
        return str(called[-1])
    stated = stated_letter(reply)
    if stated or is_refusal(reply):
        return stated
    chosen = _CHOSEN.findall(reply)
    return str(chosen[-1]).upper() if chosen else ""
