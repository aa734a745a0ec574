"""Everything that fixes what is asked along long rollouts, apart from the model's own choices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from orexis.contexts import Condition
from orexis.probes.errors import ProbeError
from orexis.probes.long.items import Item, fork_items, trunk_item
from orexis.probes.long.probe import OF, TARGETS
from orexis.probes.long.texts import Texts, library_of, offers_folder
from orexis.probes.long.topology import (
    FULL,
    NOTES,
    RESETS,
    TOPOLOGIES,
    Full,
    Notes,
    Topology,
)
from orexis.probes.long.work import Task, task_of
from orexis.probes.offers import OFFERS, Offer, OfferAsking, OfferDesign
from orexis.probes.offers.design import conditions_of

CHECKPOINTS = (1, 2, 4, 8, 12, 16)
ANCHOR_LEVELS = 4
LEAST_FORKS = 8


@dataclass(frozen=True)
class LongDesign:
    """Everything that fixes what is asked, apart from the model.

    Raises:
        ProbeError: a setting that does not fit.
    """

    of: str = "price"
    """The probe whose offers are put."""
    targets: tuple[Condition, ...] = ()
    """What is followed; the probe's own where none is given."""
    topologies: tuple[Topology, ...] = TOPOLOGIES
    rollouts: int = 16
    """Of each target and topology."""
    episodes: int = 16
    checkpoints: tuple[int, ...] = CHECKPOINTS
    """Episodes after which the items are put on forks; ascending, the last is the last episode."""
    forks: int = 32
    """Items at a checkpoint."""
    tasks: int = 2
    """Pieces of work in an episode."""
    resets: tuple[str, ...] = RESETS
    window: int = 0
    """Tokens of context; 0 for the model's own window."""
    full: Full = "stop"
    """What happens when the window is full."""
    notes: Notes = "auto"
    note_words: int = 60
    """Length that notes and summaries may have."""
    reply: int = 0
    """Tokens that any other reply may have; 0 for as many as the provider gives."""
    asking: OfferAsking = "letter"
    contexts: str = ""
    """A folder of the user's own wordings: of offers, or of these and of rollouts, in subfolders
    `offers` and `long`."""
    seed: int = 0

    def __post_init__(self) -> None:
        _check_of(self.of)
        if not self.targets:
            object.__setattr__(self, "targets", targets_of(self.of, {}, self.contexts))
        for name, least in (("rollouts", 1), ("episodes", 1), ("forks", LEAST_FORKS), ("tasks", 0)):
            if getattr(self, name) < least:
                raise ProbeError(f"{name} is at least {least}, not {getattr(self, name)}")
        self._check_checkpoints()
        for name, given, known in (
            ("topology", self.topologies, TOPOLOGIES),
            ("reset", self.resets, RESETS),
            ("full", (self.full,), FULL),
            ("notes", (self.notes,), NOTES),
        ):
            unknown = [one for one in given if one not in known]
            if unknown:
                raise ProbeError(f"there is no {name} '{unknown[0]}'; there are {_listed(known)}")

    def _check_checkpoints(self) -> None:
        given = list(self.checkpoints)
        if not given or given != sorted(set(given)) or not 1 <= given[0] <= given[-1]:
            raise ProbeError(f"checkpoints are episodes in ascending order, from 1, not {given}")
        if given[-1] != self.episodes:
            raise ProbeError(
                f"the last checkpoint is {given[-1]}, but there are {self.episodes} episodes; "
                "end with a checkpoint, or leave out the episodes after it"
            )

    @cached_property
    def offers(self) -> OfferDesign:
        """What composes the offers."""
        anchors = tuple(self.anchor(target) for target in self.targets)
        return OfferDesign(
            self.of,
            tuple(dict.fromkeys((*self.targets, *anchors))),
            asking=self.asking,
            contexts=offers_folder(self.contexts),
            seed=self.seed,
        )

    @property
    def items(self) -> tuple[Item, ...]:
        """What is put at every checkpoint."""
        levels = OFFERS[self.of].levels
        rising = [i for i, level in enumerate(levels) if level >= 0][: ANCHOR_LEVELS + 1]
        # Three close ones and one that is larger, so that they are not all alike.
        anchors = (*rising[: ANCHOR_LEVELS - 1], rising[ANCHOR_LEVELS])
        return fork_items(self.forks, len(levels), anchors)

    def trunk_item(self, episode: int) -> Item:
        """The offer that stands at the end of an episode, in the rollout itself."""
        return trunk_item(episode, len(OFFERS[self.of].levels))

    def anchor(self, target: Condition) -> Condition:
        """The same context with nothing attached, or without delay."""
        for factor, level in OFFERS[self.of].control.items():
            target = target.with_level(factor, level)
        return target

    def subject(self, target: Condition, item: Item) -> str:
        """What is attached to an item: the target's level, or the control's."""
        (factor,) = OFFERS[self.of].control
        return (self.anchor(target) if item.anchor else target)[factor]

    def offer(self, target: Condition, item: Item) -> Offer:
        """An item of a target as an offer."""
        condition = self.anchor(target) if item.anchor else target
        return self.offers.offer_in(
            condition, item.number, item.level, item.format, first=item.first
        )

    def texts(self, block: int) -> Texts:
        """What is said in the rollouts of a block."""
        return Texts(self.contexts, block)

    def scene(self, target: Condition, block: int, notes: str) -> str:
        """The system message.

        Args:
            target: What is followed.
            block: Number of the rollout.
            notes: `none`, `text` or `tool`.
        """
        item = self.items[0]
        scene = self.offers.offer_in(target, block, item.level, item.format, first=item.first)
        return f"{scene.context.system}\n\n{self.texts(block).session(notes)}"

    def work(self, block: int, episode: int) -> tuple[Task, ...]:
        """The tasks of an episode, the same in every topology."""
        return tuple(task_of(self.seed, block, episode, place) for place in range(self.tasks))

    def seed_of(self, *names: object) -> int:
        """A seed for one call of a model: below 2**31, the same on every machine."""
        key = "/".join(map(str, (self.seed, *names))).encode()
        return int.from_bytes(blake2b(key, digest_size=4).digest(), "big") >> 1

    def check(self) -> None:
        """Compose a text of everything: a fault comes before any model is called.

        Raises:
            ContextError: a wording is wrong, or a level has no text.
        """
        library_of(self.contexts)
        for target in self.targets:
            for item in self.items:
                self.texts(0).put(self.offer(target, item), item.default, item.number)


def targets_of(of: str, keep: dict[str, list[str]], contexts: str = "") -> tuple[Condition, ...]:
    """What is followed, given the levels that the user names; control and placebos are left out.

    Raises:
        ContextError: there is no such factor or level.
        ProbeError: the offers of this probe cannot be followed.
    """
    _check_of(of)
    asked = OFFERS[of]
    wanted = {**{name: list(levels) for name, levels in TARGETS[of].items()}, **keep}
    found = conditions_of(of, wanted, offers_folder(contexts))
    return tuple(
        one
        for one in found
        if all(one[name] in levels for name, levels in wanted.items())
        and all(one[name] != level for name, level in asked.control.items())
    )


def spaced(last: int) -> tuple[int, ...]:
    """Checkpoints up to the last episode: the usual ones, then doubled, evenly in the logarithm."""
    found = [one for one in CHECKPOINTS if one < last]
    while found and found[-1] * 2 < last and found[-1] >= CHECKPOINTS[-1] // 2:
        found.append(found[-1] * 2)
    return (*found, last)


def _check_of(of: str) -> None:
    if of not in OF:
        raise ProbeError(f"offers of '{of}' cannot be followed; there are {_listed(OF)}")


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)
