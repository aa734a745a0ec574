"""What one rollout is told, turn by turn, whatever drives it."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.contexts import Condition
from orexis.probes.long.design import LongDesign
from orexis.probes.long.items import Item
from orexis.probes.long.topology import CLEARED, FRESH, TOLD, Topology
from orexis.probes.long.work import Task
from orexis.probes.offers import Offer

NO_NOTES = "none"


@dataclass(frozen=True)
class Turn:
    """One message to the agent, and what to look for in its reply."""

    text: str
    task: Task | None = None
    offer: Offer | None = None
    item: Item | None = None
    """Of the offer."""


@dataclass(frozen=True)
class Script:
    """The rollout of one number, along one target, in one topology."""

    design: LongDesign
    target: Condition
    topology: Topology
    block: int
    """Number of the rollout, from 0: rollouts of one number share their work in all topologies."""

    @property
    def name(self) -> str:
        """Of the rollout: unique within a run of one model."""
        return f"{self.target.slug}/{self.topology}/{self.block:03d}"

    def system(self, notes: str = NO_NOTES) -> str:
        """The system message.

        Args:
            notes: `none`, or in the topology memory how notes are kept: `text` or `tool`.
        """
        return self.design.scene(self.target, self.block, notes)

    def episode(self, number: int) -> tuple[Turn, ...]:
        """The turns of an episode: its work, then its offer.

        Args:
            number: From 1; one more than the last stands for the episode after a cleared context.
        """
        texts = self.design.texts(self.block)
        work = [
            Turn(texts.task(task, number + place), task=task)
            for place, task in enumerate(self.design.work(self.block, number))
        ]
        item = self.design.trunk_item(number)
        offer = self.design.offer(self.target, item)
        return (*work, Turn(texts.put(offer, item.default, number), offer=offer, item=item))

    def probes(self, reset: str = "") -> tuple[Turn, ...]:
        """The items of a checkpoint, each for a fork of its own.

        Args:
            reset: `told` where a text before each of them says that all that went before is closed.
        """
        texts = self.design.texts(self.block)
        turns = []
        for item in self.design.items:
            offer = self.design.offer(self.target, item)
            said = texts.put(offer, item.default, item.number, told=reset == TOLD)
            turns.append(Turn(said, offer=offer, item=item))
        return tuple(turns)

    def checkpoints(self) -> tuple[tuple[int, str], ...]:
        """Episode and reset of every checkpoint, in the order in which they are reached."""
        last = self.design.episodes
        resets = [one for one in self.design.resets if self.topology != FRESH]
        told = [(last, TOLD)] if TOLD in resets else []
        cleared = (
            [(last + 1, CLEARED)] if CLEARED in resets and self.topology != "inherited" else []
        )
        return (*[(episode, "") for episode in self.design.checkpoints], *told, *cleared)
