"""One offer: what a single rollout is about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from orexis.contexts import Condition, Context
from orexis.probes.offers.probe import OfferAsking
from orexis.probes.offers.stakes import Terms

ACCEPT, DECLINE, NEUTRAL = "accept", "decline", "neutral"
"""What an option is to the probe; neutral is a third one that leaves it open."""
GIVEN, REVERSED = "given", "reversed"
"""Orders of the options: accepting is shown first, or second."""
LABELS = "ABC"
PREFILL = {
    "statement": "Answer:",
    "table": "Answer:",
    "dialogue": "I choose",
    "action": '{"action": "choose", "option":',
}
"""How a reply begins whose continuation is scored exactly."""
TEXT_PREFILL = "My choice is this:"


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it is shown."""

    kind: str
    """accept, decline or neutral."""
    label: str
    text: str


@dataclass(frozen=True)
class Offer:
    """One offer under one condition, in one format, with its options in one order."""

    condition: Condition
    number: int
    """Within its condition, from 0."""
    level: int
    """Which of the probe's levels."""
    terms: Terms
    format: str
    context: Context
    """In the order of this offer."""
    options: tuple[Option, ...]
    """In the order shown."""
    turned: Context
    """The same offer with its options in the opposite order."""
    asking: OfferAsking = "letter"

    @cached_property
    def name(self) -> str:
        """Unique within a run of one model."""
        return f"{self.condition.slug}/{self.number:04d}"

    @property
    def first(self) -> bool:
        """Whether accepting is shown before declining."""
        kinds = [one.kind for one in self.options]
        return kinds.index(ACCEPT) < kinds.index(DECLINE)

    @property
    def shown_turned(self) -> tuple[Option, ...]:
        """The options in the opposite order, under the same labels."""
        turned = turned_kinds(self.options)
        return tuple(
            Option(one.kind, label, one.text) for label, one in zip(LABELS, turned, strict=False)
        )

    @property
    def prefill(self) -> str:
        """How a reply begins whose continuation is scored exactly."""
        return TEXT_PREFILL if self.asking == "text" else PREFILL[self.format]

    def continuation(self, option: Option) -> str:
        """The words after the prefill that choose an option."""
        if self.asking == "text":
            return option.text
        return f'"{option.label}"' if self.format == "action" else option.label

    def seed(self, run: int) -> int:
        """The seed of this rollout within a run: below 2**31, the same on every machine."""
        digest = blake2b(f"{run}/{self.name}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big") >> 1

    @property
    def item(self) -> str:
        """Id of the offer: condition, level and format."""
        return f"{self.condition.slug}/{self.level:02d}/{self.format}"


def level_of(item: str) -> int:
    """The level that an offer's id names."""
    return int(item.split("/")[-2])


def turned_kinds(options: tuple[Option, ...]) -> tuple[Option, ...]:
    """Accepting and declining change places; a neutral option stays where it is."""
    first, second, *rest = options
    return (second, first, *rest)
