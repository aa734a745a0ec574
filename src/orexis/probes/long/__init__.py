"""Long rollouts: work and decisions in episodes, and the same offers on forks along the way."""

from orexis.probes.long.design import LongDesign, spaced, targets_of
from orexis.probes.long.items import Item
from orexis.probes.long.probe import CONTROLS, DONOR, NAME, OF, QUESTION
from orexis.probes.long.script import NO_NOTES, Script, Turn
from orexis.probes.long.texts import Texts
from orexis.probes.long.topology import (
    CLEARED,
    FRESH,
    INHERITED,
    JOINED,
    MEMORY,
    TOLD,
    TOPOLOGIES,
    Full,
    Notes,
    Topology,
)
from orexis.probes.long.work import KINDS, Task, is_right

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # the question
    "NAME",
    "QUESTION",
    "OF",
    "CONTROLS",
    "DONOR",
    # what is run
    "LongDesign",
    "targets_of",
    "spaced",
    "Item",
    "Script",
    "Turn",
    "NO_NOTES",
    "Texts",
    "Task",
    "KINDS",
    "is_right",
    # how episodes hang together
    "Topology",
    "TOPOLOGIES",
    "FRESH",
    "JOINED",
    "MEMORY",
    "INHERITED",
    "TOLD",
    "CLEARED",
    "Full",
    "Notes",
]
