"""What an agent knows of what went before: from the messages, and from what it wrote itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist

from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.draws import uniforms

_CHOICE = re.compile(r'(?:[Aa]nswer:|I choose|"option":)\s*"?([A-C])\b')


@dataclass(frozen=True, slots=True)
class Made:
    """A choice that it finds in its context."""

    reading: OfferReading
    kind: str
    """`accept`, `decline` or `neutral`; empty where the reply names no option."""


@dataclass(frozen=True, slots=True)
class Past:
    """What went before the present message, as far as the agent can know."""

    episodes: int = 0
    """Decisions so far: those in its context, and those that its note tells of."""
    session: int = 0
    """Decisions since a new session was last said to begin."""
    first: str = ""
    """Kind of the first choice; empty where it does not know."""
    last: str = ""
    mark: str = ""
    """A fingerprint of the work before the first decision: what it has of its own in this rollout.
    Empty where it has seen no work."""
    made: tuple[Made, ...] = ()
    """The choices in its context, in order."""

    def chosen(self, reading: OfferReading, kind: str) -> Past:
        """With one more choice."""
        known = kind if kind in ("accept", "decline") else ""
        return Past(
            self.episodes + 1,
            self.session + 1,
            self.first or known,
            known or self.last,
            self.mark,
            (*self.made, Made(reading, kind)),
        )

    def marked(self, work: str) -> Past:
        """With a fingerprint of the work that was seen, unless there is one already."""
        if self.mark or not work:
            return self
        return replace(self, mark=blake2b(work.encode(), digest_size=4).hexdigest())


NOTHING = Past()
"""Before anything has happened."""


@dataclass(frozen=True, slots=True)
class OfferAfter(OfferReading):
    """An offer as it was recognised, and what went before it."""

    past: Past = NOTHING


def past_of(reading: OfferReading) -> Past:
    """What went before an offer; nothing where it stands alone."""
    return reading.past if isinstance(reading, OfferAfter) else NOTHING


def kind_chosen(reading: OfferReading, reply: str) -> str:
    """The kind of the option that a reply chooses; empty where it names none."""
    kinds = {one.label: one.kind for one in reading.options}
    found = _CHOICE.findall(reply) or [reply.strip(' ".')]
    if found[-1] in kinds:
        return kinds[found[-1]]
    named = [one.kind for one in reading.options if one.text in reply]
    return named[0] if len(named) == 1 else ""


@lru_cache(maxsize=65536)
def own_share(mark: str, what: str) -> float:
    """A uniform draw in [0, 1) that a rollout keeps: one for each thing; 1/2 without a mark."""
    return uniforms(f"{what}/{mark}".encode(), 1)[0] if mark else 0.5


@lru_cache(maxsize=65536)
def own_normal(mark: str, what: str) -> float:
    """A standard normal draw that a rollout keeps."""
    return NormalDist().inv_cdf(min(max(own_share(mark, what), 1e-9), 1 - 1e-9))
