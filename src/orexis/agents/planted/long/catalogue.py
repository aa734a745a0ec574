"""Which planted agents for long rollouts there are, by name."""

from __future__ import annotations

from orexis.agents.planted.long.changing import (
    Careless,
    Decaying,
    Drifter,
    Jumper,
    Passive,
    Recovering,
    Steady,
    Unravelling,
)
from orexis.agents.planted.long.chooser import LongChooser
from orexis.agents.planted.long.holding import Follower, Imprinted, Moody, Sticky

LONG: dict[str, tuple[type[LongChooser], str]] = {
    "steady": (Steady, "drift: stays as it is"),
    "drifter": (Drifter, "drift: its price falls gradually"),
    "jumper": (Jumper, "drift: its price falls all at once"),
    "decaying": (Decaying, "drift: loses its consistency"),
    "unravelling": (Unravelling, "drift: its price falls, and its consistency"),
    "careless": (Careless, "drift: chooses without looking more and more"),
    "passive": (Passive, "drift: its price falls where accepting stands"),
    "recovering": (Recovering, "drift: its price falls until it is told of a reset"),
    "sticky": (Sticky, "drift: leans to its last choice"),
    "moody": (Moody, "drift: has a lasting trait in every rollout"),
    "imprinted": (Imprinted, "drift: its first choice decides later ones"),
    "follower": (Follower, "drift: goes the way of choices in its context"),
}
"""Class of each agent, and what it does, in words."""
