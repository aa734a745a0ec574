"""What a planted agent understands of an offer."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

PRICED = ("price", "resources")
"""Scenes in which more points come with something."""
ACCEPTING = {"more": PRICED, "invest": ("horizon",), "swap": ("horizon",)}
"""Options that are the offer, and the scenes in which they make sense: what they ask there."""
DECLINING = {"fewer": PRICED, "keep": ("horizon",)}
"""Options that leave things as they are."""
SURROUNDINGS = ("scene", "aim", "goal", "boundary", "standing")
"""Factors whose texts stand around the list of options."""
OFFER_FACTORS = frozenset((*SURROUNDINGS, "format", "line", "option", "consequence")) - {"goal"}
"""Factors of whose texts offers are made, and nothing else; a goal, quizzes can state as well."""
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
    """`price`, `resources` or `horizon`; empty where no offer was understood, and then nothing else
    counts."""
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
    goal: str = ""
    """`own`, `switched` or `useless`: what the tasks are, and whether resources help with them."""
    delay: float = 0.0
    """Steps, or episodes, until the later part comes."""
    left: float = inf
    """Steps, or episodes, until the stated boundary; inf where none is stated."""
    figure: float = inf
    """The first number in the text on the boundary, whatever it counts; inf without one."""
    standing: str = ""
    """Kind of the option that takes effect if nothing is changed; empty where none is said to."""

    @property
    def priced(self) -> bool:
        """Whether it is more points that the offer brings, and something with them."""
        return self.asks in PRICED

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
