"""Reading a long context: the offer at its end, and the past that leads up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

from orexis.agents.planted.choosers.reader import OfferReader
from orexis.agents.planted.choosers.reading import OfferReading
from orexis.agents.planted.long.notes import in_file, recalled
from orexis.agents.planted.long.past import NOTHING, OfferAfter, Past, kind_chosen
from orexis.agents.planted.long.said import Listener, Said
from orexis.contexts import Message, Wording, known_wordings

TOOL = "memory"
"""Name of the tool that keeps a memory directory."""
_PREFIXES, _OFFERS = 256, 65536
"""Prefixes and offers that are remembered."""
_FIELDS = tuple(one.name for one in fields(OfferReading))


@dataclass(slots=True)
class _Story:
    """How far the messages have been read."""

    past: Past
    system: str = ""
    put: OfferReading | None = None
    """The offer that waits for its answer."""
    reply: str = ""
    work: str = ""
    """Before the first decision in sight."""
    keeps: bool = False
    """Whether it is said that a memory directory is kept."""
    looked: bool = False
    """Whether it has looked there, or answered anything yet."""

    def settle(self) -> None:
        """Take the reply for the answer to the offer: something else has come since."""
        if self.put is not None and self.reply:
            kind = kind_chosen(self.put, self.reply)
            self.past = self.past.marked(self.work).chosen(self.put, kind)
        self.put, self.reply = None, ""


class LongReader(OfferReader):
    """Recognises offers, and what has happened before them.

    Args:
        wordings: The texts to recognise.
    """

    def __init__(self, wordings: Sequence[Wording]) -> None:
        super().__init__(wordings)
        self.hear = Listener(wordings).hear
        self._before = lru_cache(_PREFIXES)(self._told)
        self._put = lru_cache(_OFFERS)(self._read_put)

    def read(self, messages: Sequence[Message]) -> OfferReading:
        """The offer in the last message from outside, and what went before it."""
        story = self._story(messages)
        if story.put is None:
            return OfferReading()
        found = {name: getattr(story.put, name) for name in _FIELDS}
        return OfferAfter(**found, past=story.past.marked(story.work))

    def past(self, messages: Sequence[Message]) -> Past:
        """What went before the last message."""
        story = self._story(messages)
        return story.past.marked(story.work)

    def last_said(self, messages: Sequence[Message]) -> tuple[Said, bool]:
        """The last message from outside, and whether a tool has been used since."""
        used = False
        for message in reversed(messages):
            if message.role == "user":
                return self.hear(message.text), used
            used |= message.role == "tool"
        return Said(""), used

    def wants_memory(self, messages: Sequence[Message]) -> bool:
        """Whether a memory directory is kept that it has not looked into yet."""
        story = self._story(messages)
        return story.keeps and not story.looked

    def _story(self, messages: Sequence[Message]) -> _Story:
        if not messages:
            return _Story(NOTHING)
        # Forks share all but their last message.
        story = replace(self._before(tuple(messages[:-1])))
        self._go_on(story, messages[-1])
        return story

    def _told(self, messages: tuple[Message, ...]) -> _Story:
        story = _Story(NOTHING)
        for message in messages:
            self._go_on(story, message)
        return story

    def _go_on(self, story: _Story, message: Message) -> None:
        if message.role == "user":
            self._hear(story, message.text)
        elif message.role == "assistant":
            story.reply = message.text
            story.looked |= bool(message.text)
        elif message.role == "tool":
            # What came with the call of a tool was no answer.
            story.reply, story.looked = "", True
            if message.tool == TOOL:
                story.past = recalled(story.past, in_file(message.text))
        else:
            story.system = f"{story.system}\n\n{message.text}".strip()
            story.keeps |= self.hear(message.text).keeps

    def _hear(self, story: _Story, text: str) -> None:
        story.settle()
        said = self.hear(text)
        if said.note is not None:
            story.past = recalled(story.past, said.note)
        if said.told:
            story.past = replace(story.past, session=0)
        if said.answer and not story.past.made:
            story.work += said.rest + "\n"
        put = self._put(story.system, said.rest)
        story.put = put if put.asks else None

    def _read_put(self, system: str, text: str) -> OfferReading:
        return super().read((Message("system", system), Message("user", text)))


@lru_cache(maxsize=8)
def default_long_reader(contexts: str = "") -> LongReader:
    """The reader of every packaged text, and of those in a user's own folder."""
    return LongReader(known_wordings(Path(contexts) if contexts else None))
