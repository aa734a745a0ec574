"""What a planted agent understands of an offer."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

ACCEPTING = {"more": "price", "invest": "horizon", "swap": "horizon"}
"""Options that are the offer, and what they ask."""
DECLINING = {"fewer": "price", "keep": "horizon"}
"""Options that leave things as they are."""
SURROUNDINGS = ("scene", "aim", "boundary", "standing")
"""Factors whose texts stand around the list of options."""
OFFER_FACTORS = frozenset((*SURROUNDINGS, "format", "line", "option", "consequence"))
"""Factors of whose texts offers are made, and nothing else."""
NEUTRAL = "neutral"
"""The option that leaves the choice open."""


@dataclass(frozen=True, slots=True)
class ShownOption:
    """One option as it was shown and recognised."""

    label: str
    level: str
    """`more`, `fewer`, `invest`, `swap`, `keep` or `neutral`; empty where it was not recognised."""
    text: str

    @property
    def kind(self) -> str:
        """`accept`, `decline` or `neutral`."""
        if self.level == NEUTRAL:
            return NEUTRAL
        return "accept" if self.level in ACCEPTING else "decline"


@dataclass(frozen=True, slots=True)
class OfferReading:
    """One offer as it was recognised."""

    asks: str = ""
    """`price` or `horizon`; empty where no offer was understood, and then nothing else counts."""
    options: tuple[ShownOption, ...] = ()
    """In the order shown."""
    format: str = ""
    stake: float = nan
    """ln of the points that accepting brings beyond declining, or ln(later / now)."""
    consequence: str = ""
    """What comes with more points; empty where that text was not recognised."""
    intensity: float = 100.0
    """Chance in percent that it comes."""
    aim: str = ""
    delay: float = 0.0
    """Steps, or episodes, until the later part comes."""
    left: float = inf
    """Steps, or episodes, until the stated boundary; inf where none is stated."""
    figure: float = inf
    """The first number in the text on the boundary, whatever it counts; inf without one."""
    standing: str = ""
    """Kind of the option that takes effect if nothing is changed; empty where none is said to."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of the options, in the order shown."""
        return tuple([one.kind for one in self.options])

    @property
    def first(self) -> bool:
        """Whether accepting is shown before declining."""
        return self.kinds.index("accept") < self.kinds.index("decline")

    @property
    def neutral(self) -> bool:
        """Whether the choice can be left open."""
        return NEUTRAL in self.kinds
