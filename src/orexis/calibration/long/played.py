"""Long rollouts of planted agents, message by message, without Inspect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from orexis.agents.planted.long.chooser import LongChooser
from orexis.contexts import Message
from orexis.probes.long import (
    CLEARED,
    FRESH,
    INHERITED,
    MEMORY,
    NO_NOTES,
    TOLD,
    Item,
    Script,
    Turn,
)
from orexis.probes.offers import Offer

LETTERS, CHARACTERS_PER_TOKEN = 12, 4
"""Characters of a word that a note may have, and of a token: as in a run."""


@dataclass(frozen=True)
class Put:
    """An offer, what was replied, and where."""

    item: Item
    offer: Offer
    reply: str
    turn: int
    """Messages to the agent before it."""
    tokens: int
    """Of the context before it."""


@dataclass(frozen=True)
class Point:
    """A rollout after one of its episodes."""

    episode: int
    reset: str
    messages: tuple[Message, ...]
    turn: int
    tokens: int
    put: Put | None
    """The offer at the end of the episode; none where it has been told of already."""
    forked: bool
    """Whether the items are put here."""


@dataclass
class _Talk:
    """The context as it grows."""

    chooser: LongChooser
    messages: list[Message]
    turns: int = 0
    tokens: int = 0

    def say(self, text: str, seed: int) -> str:
        """Say something; the reply stays in the context."""
        self.messages.append(Message("user", text))
        self.turns += 1
        reply = self.chooser.act(self.messages, seed).text
        read = sum(len(one.text) for one in self.messages) // CHARACTERS_PER_TOKEN
        self.tokens = read + max(1, len(reply) // CHARACTERS_PER_TOKEN)
        self.messages.append(Message("assistant", reply))
        return reply


@dataclass
class Played:
    """One rollout of a planted agent; notes are kept as text."""

    script: Script
    chooser: LongChooser
    donor: LongChooser | None = None
    """Whose joined rollout is inherited."""
    _note: str = field(default="", init=False)

    def points(self) -> Iterator[Point]:
        """The rollout after each of its episodes, and where it is reset."""
        topology, design = self.script.topology, self.script.design
        if topology == INHERITED:
            yield from self._inherited()
            return
        if topology == FRESH:
            for episode in design.checkpoints:
                yield self._point(self._talk(), episode)
            return
        talk = self._talk()
        for episode in range(1, design.episodes + 1):
            if topology == MEMORY and episode > 1:
                talk = self._talk(talk.turns)
            yield (last := self._point(talk, episode))
            if topology == MEMORY:
                self._ask_note(talk, episode)
        resets = [reset for _, reset in self.script.checkpoints()]
        if TOLD in resets:
            yield replace(last, reset=TOLD, put=None, forked=True)
        if CLEARED in resets:
            self._note = ""
            yield self._point(self._talk(), design.episodes + 1, CLEARED)

    def _inherited(self) -> Iterator[Point]:
        if self.donor is None:
            raise ValueError("the topology 'inherited' needs a donor")
        given = Played(replace(self.script, topology="joined"), self.donor)
        for point in given.points():
            if point.forked and point.reset != CLEARED:
                yield replace(point, put=None)

    def _talk(self, turns: int = 0) -> _Talk:
        notes = "text" if self.script.topology == MEMORY else NO_NOTES
        return _Talk(self.chooser, [Message("system", self.script.system(notes))], turns)

    def _point(self, talk: _Talk, episode: int, reset: str = "") -> Point:
        put = [
            self._take(talk, turn, episode, place)
            for place, turn in enumerate(self._turns(episode))
        ][-1]
        return Point(
            episode,
            reset,
            tuple(talk.messages),
            talk.turns,
            talk.tokens,
            put,
            episode in self.script.design.checkpoints or bool(reset),
        )

    def _turns(self, episode: int) -> list[Turn]:
        first, *rest = self.script.episode(episode)
        if not self._note:
            return [first, *rest]
        carried = self.script.design.texts(self.script.block).carried(self._note)
        return [replace(first, text=f"{carried}\n\n{first.text}"), *rest]

    def _take(self, talk: _Talk, turn: Turn, episode: int, place: int) -> Put | None:
        turns, tokens = talk.turns, talk.tokens
        reply = talk.say(turn.text, self._seed(episode, place))
        if turn.item is None or turn.offer is None:
            return None
        return Put(turn.item, turn.offer, reply, turns, tokens)

    def _ask_note(self, talk: _Talk, episode: int) -> None:
        words = self.script.design.note_words
        asked = self.script.design.texts(self.script.block).note("text", words)
        self._note = talk.say(asked, self._seed(episode, "note")).strip()[: words * LETTERS]
        # What asks for a note belongs to no episode.
        talk.turns -= 1

    def _seed(self, *at: object) -> int:
        return self.script.design.seed_of(self.script.name, *at)
