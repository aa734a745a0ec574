"""What a probe that puts offers is: its factors, its levels, and how an option is worded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from orexis.contexts import Condition, Factor
from orexis.probes.offers.stakes import Terms

OfferAsking = Literal["letter", "text"]
Placement = Literal["adaptive", "grid"]
Unit = Literal["steps", "episodes"]
OFFER_ASKINGS: tuple[OfferAsking, ...] = ("letter", "text")
PLACEMENTS: tuple[Placement, ...] = ("adaptive", "grid")
UNITS: tuple[Unit, ...] = ("steps", "episodes")
FORMATS = ("statement", "table", "dialogue", "action")
"""How an offer is rendered: prose, a table, a turn of a dialogue, an action with JSON arguments."""
OPTIONS = ("more", "fewer", "invest", "swap", "keep", "neutral")

VALUES = ("high", "low", "cost", "gain", "delay", "unit", "consequence")
HELD = (
    Factor("scene", ("price", "horizon", "resources"), apart=True),
    Factor("format", FORMATS, values=("options", "labels")),
    Factor("line", FORMATS, values=("label", "text")),
    Factor("option", OPTIONS, values=VALUES),
)
"""Worded factors of every offer that do not tell conditions apart."""


@dataclass(frozen=True)
class OfferProbe:
    """A question that is put by means of offers, each in a fresh context."""

    name: str
    question: str
    factors: tuple[Factor, ...]
    """What varies between conditions, in the order of their names."""
    unworded: tuple[str, ...]
    """Factors that have no text of their own: they fill in those of others."""
    folders: tuple[str, ...]
    """Folders of its packaged wordings."""
    user: tuple[str, ...]
    """Which factors' texts stand before the offer."""
    levels: tuple[float, ...]
    """The levels that can be put, ascending: log points, or log of gain over cost."""
    terms: Callable[[Condition, float], Terms]
    """The stakes of an offer at a level."""
    defaults: Mapping[str, tuple[str, ...]]
    """Levels of a factor that a design has unless the user names others."""
    control: Mapping[str, str]
    """The levels at which an agent that understands the offer is known to accept, or decline."""
    placebos: Mapping[str, tuple[str, ...]]
    """Levels that mean nothing to an agent, by factor."""
    beside: Mapping[str, tuple[str, ...]]
    """Levels that control or placebos are read against, and that every design keeps with them."""
    offers: int
    """Offers per condition unless the user names a number."""
    controls: tuple[str, ...]
    """Planted agents that run beside the user's models unless she names others."""
    priced: bool = False
    """Levels are log points, and what comes of them is a price; else ratios of points over time."""

    @property
    def worded(self) -> tuple[Factor, ...]:
        """The factors that have texts, those of the design first."""
        own = tuple(factor for factor in self.factors if factor.name not in self.unworded)
        return (*own, *HELD)
