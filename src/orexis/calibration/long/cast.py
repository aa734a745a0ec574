"""Which planted agents the calibration sends through long rollouts."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from orexis.agents.planted.catalogue import planted_chooser
from orexis.agents.planted.long.chooser import LongChooser
from orexis.errors import OrexisError
from orexis.probes.long import DONOR, LongDesign

CAST: tuple[str, ...] = (
    "steady",
    "sticky",
    "moody",
    "drifter",
    "jumper",
    "recovering",
    "decaying",
    "careless",
    "unravelling",
    "passive",
    "imprinted",
    "follower",
)
"""Each as it is unless it is told otherwise."""
FACTOR = 4.0
SIZES = (sqrt(sqrt(FACTOR)), sqrt(FACTOR))
"""A quarter and a half of the drifter's size: factors by which the price falls."""
DRIFTER = "drifter"


@dataclass(frozen=True, slots=True)
class LongCase:
    """One planted agent as it is calibrated with."""

    name: str
    """In words, e.g. `drifter, factor 2`."""
    agent: str
    arguments: tuple[tuple[str, object], ...] = ()
    smaller: bool = False
    """Made to find out what can be seen; its class counts nowhere."""

    @property
    def chooser(self) -> LongChooser:
        """The planted agent."""
        return long_chooser(self.agent, dict(self.arguments))


def cast(design: LongDesign) -> tuple[LongCase, ...]:
    """Every planted agent that a calibration of this design sends through it."""
    more: tuple[tuple[str, object], ...] = (
        (("contexts", design.contexts),) if design.contexts else ()
    )
    every = [LongCase(name, name, more) for name in CAST]
    smaller = [
        LongCase(f"{DRIFTER}, factor {size:.3g}", DRIFTER, (("factor", size), *more), smaller=True)
        for size in SIZES
    ]
    return (*every, *smaller)


def donor_of(design: LongDesign) -> LongChooser:
    """Whose contexts are inherited: the probe's usual donor."""
    more: dict[str, object] = {"contexts": design.contexts} if design.contexts else {}
    return long_chooser(DONOR.removeprefix("planted/"), more)


def long_chooser(name: str, arguments: dict[str, object]) -> LongChooser:
    """A planted agent for long rollouts.

    Raises:
        OrexisError: it is none, or a parameter is wrong.
    """
    agent = planted_chooser(name, arguments)
    if not isinstance(agent, LongChooser):
        raise OrexisError(f"planted/{name} is no agent for long rollouts")
    return agent
