"""Where in a long rollout a sample stands, and which samples follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from orexis.contexts import Condition
from orexis.probes.long import (
    CLEARED,
    FRESH,
    INHERITED,
    JOINED,
    TOLD,
    LongDesign,
    Script,
    Topology,
)

Work = Literal["work", "check"]
WORK: Work = "work"
CHECK: Work = "check"
FORKS = 32
"""Forks of a checkpoint whose sample id does not say how many there are."""


@dataclass(frozen=True)
class Place:
    """One sample: an episode of a rollout (`work`), or the forks at a checkpoint (`check`)."""

    script: Script
    stage: Work
    episode: int
    """Of work: which one, from 1; of a checkpoint: how many are completed."""
    reset: str = ""
    """`told`, or `cleared` for the episode in an emptied context and the checkpoint after it."""

    @property
    def id(self) -> str:
        """Of the sample, the same in every run of a design.

        It names the number of items where that is not the usual one: the checkpoints of a run can
        be forked once more, for other items, without its episodes being run again.
        """
        forks = self.script.design.forks
        other = f"/x{forks}" if self.stage == CHECK and forks != FORKS else ""
        return self.rollout_of_forks + other if self.stage == CHECK else f"{WORK}/{self._path}"

    @property
    def rollout_of_forks(self) -> str:
        """Of a checkpoint, whatever the number of its items."""
        return f"{CHECK}/{self._path}"

    @property
    def rollout(self) -> str:
        """The rollout that the episode belongs to, or that is forked: it shares one context."""
        alone = self.script.topology == FRESH or self.reset == CLEARED
        return f"{self.script.name}/{self._tail}" if alone else self.script.name

    @property
    def after(self) -> str:
        """Sample id of the episode that it goes on from; empty at the beginning of a context."""
        kept = self.script.name if self.script.topology != INHERITED else self.source
        if self.stage == CHECK:
            return f"{WORK}/{kept}/{self._tail.removesuffix(f'-{TOLD}')}"
        first = self.episode == 1 or self.script.topology == FRESH or self.reset == CLEARED
        return "" if first else f"{WORK}/{kept}/{self.episode - 1:02d}"

    @property
    def source(self) -> str:
        """Name of the donor's rollout, of the same number, whose context is inherited."""
        one = self.script
        return Script(one.design, one.target, JOINED, one.block).name

    @property
    def _path(self) -> str:
        return f"{self.script.name}/{self._tail}"

    @property
    def _tail(self) -> str:
        return f"{self.episode:02d}-{self.reset}" if self.reset else f"{self.episode:02d}"

    def metadata(self) -> dict[str, Any]:
        """What is needed to find the place again, and the columns of the table: scalars only."""
        stem = {"rollout": self.rollout_of_forks, "trunk": self.rollout}
        return {
            "stage": self.stage,
            **(stem if self.stage == CHECK else {"rollout": self.rollout}),
            "block": f"{self.script.block:03d}",
            "topology": self.script.topology,
            "episode": self.episode,
            "reset": self.reset,
            **{f"factor.{name}": level for name, level in self.script.target.items()},
        }

    @classmethod
    def of(cls, design: LongDesign, metadata: dict[str, Any]) -> Place:
        """The place that a sample's metadata name."""
        levels = {
            name.removeprefix("factor."): level
            for name, level in metadata.items()
            if name.startswith("factor.")
        }
        topology: Topology = metadata["topology"]
        script = Script(design, Condition.of(**levels), topology, int(metadata["block"]))
        return cls(script, metadata["stage"], int(metadata["episode"]), str(metadata["reset"]))


def first_places(script: Script) -> tuple[Place, ...]:
    """What a rollout begins with, before anything is completed."""
    if script.topology == FRESH:
        return tuple(Place(script, WORK, one) for one in script.design.checkpoints)
    if script.topology == INHERITED:
        return tuple(Place(script, CHECK, *one) for one in script.checkpoints())
    return (Place(script, WORK, 1),)


def next_places(place: Place, *, full: bool = False) -> tuple[Place, ...]:
    """What follows from a completed sample, checkpoints first.

    Args:
        place: The sample's.
        full: Whether the episode did not fit into the window: the rollout ends before it.
    """
    script, reset = place.script, place.reset
    if place.stage == CHECK:
        return ()
    if script.topology == FRESH or reset == CLEARED:
        return () if full else (Place(script, CHECK, place.episode, reset),)
    last = place.episode - 1 if full else place.episode
    regular = (Place(script, CHECK, last),) if last in script.design.checkpoints else ()
    if not full and last < script.design.episodes:
        return (*regular, Place(script, WORK, last + 1))
    if last == 0:
        return ()
    return (*(() if full and regular else (Place(script, CHECK, last),)), *_resets(script, last))


def _resets(script: Script, last: int) -> tuple[Place, ...]:
    told = (Place(script, CHECK, last, TOLD),) if TOLD in script.design.resets else ()
    if CLEARED not in script.design.resets:
        return told
    return (*told, Place(script, WORK, last + 1, CLEARED))


def planned(place: Place) -> int:
    """Samples that there are from a place on, if no window is full."""
    return 1 + sum(planned(one) for one in next_places(place))
