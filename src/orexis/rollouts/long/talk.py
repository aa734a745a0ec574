"""The context of a rollout while an episode is under way: it grows, and is cut when it is full."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageUser,
    ModelOutput,
    execute_tools,
)

from orexis.probes.long import Full
from orexis.probes.offers import Offer
from orexis.rollouts.long.past import EPISODE, SUMMARY, mark_of
from orexis.rollouts.long.voice import At, Decision, Voice, drawn
from orexis.rollouts.long.window import Window, WindowFull, episodes_in, shortened, tokens_in

STEPS = 8
"""Calls of tools in a row, after which the agent has to reply in words."""
Got = TypeVar("Got")


@dataclass
class Talk:
    """The context, and how much of it there is."""

    voice: Voice
    messages: list[ChatMessage]
    window: Window
    full: Full = "stop"
    tokens: int = 0
    turns: int = 0
    dropped: int = 0
    """Messages that were taken out."""
    shortenings: int = 0

    async def ask(self, text: str, at: At, mark: dict[str, Any] | None = None) -> ModelOutput:
        """Say something, and take the reply into the context.

        Raises:
            WindowFull: it does not fit, and nothing can be taken out.
        """
        return await self._exchange(text, mark, lambda: self._replied(at))

    async def put(
        self, text: str, offer: Offer, at: At, mark: dict[str, Any] | None = None
    ) -> Decision:
        """Put an offer, and take what is chosen into the context.

        Raises:
            WindowFull: it does not fit, and nothing can be taken out.
        """
        if not self.voice.exact:
            return drawn(await self.ask(text, at, mark), offer)
        decision = await self._exchange(
            text, mark, lambda: self.voice.choose(self.messages, offer, at)
        )
        said = ChatMessageAssistant(
            content=decision.reply, model=str(self.voice.model), source="generate"
        )
        self.messages.append(said)
        self.tokens += tokens_in(text) + tokens_in(decision.reply)
        return decision

    async def make_room(self, texts: Sequence[str] = (), *, forks: bool = False) -> None:
        """See to it that messages fit, with a reply, and if need be the forks after them.

        Raises:
            WindowFull: they do not, and nothing can be taken out.
        """
        while not self.window.fits(self.tokens, texts, forks=forks):
            await self._shorten()

    async def _exchange(
        self, text: str, mark: dict[str, Any] | None, call: Callable[[], Awaitable[Got]]
    ) -> Got:
        await self.make_room([text])
        self.messages.append(ChatMessageUser(content=text, metadata=mark))
        self.turns += 1
        try:
            return await call()
        except WindowFull as full:
            # It is smaller than was known.
            size = full.size or min(self.window.size or self.tokens, self.tokens) or 1
            self.window = replace(self.window, size=size)
            await self._shorten()
            return await call()

    async def _replied(self, at: At) -> ModelOutput:
        """A reply in words, after as many calls of tools as the agent likes, but for a limit."""
        for step in range(STEPS):
            here = (*at, step) if step else at
            output = self._heard(await self.voice.write(self.messages, here))
            if not output.message.tool_calls:
                return output
            done = await execute_tools(self.messages, list(self.voice.tools))
            self.messages.extend(done.messages)
        return self._heard(await self.voice.say(self.messages, (*at, STEPS)))

    def _heard(self, output: ModelOutput) -> ModelOutput:
        known = output.usage.total_tokens if output.usage else 0
        # A provider that counts nothing: what was added since, about.
        latest = self.messages[-1].text if self.messages else ""
        guess = self.tokens + tokens_in(latest) + tokens_in(output.completion)
        self.tokens = known or guess
        self.messages.append(output.message)
        return output

    async def _shorten(self) -> None:
        """Take the oldest episodes out.

        Raises:
            WindowFull: there is nothing to take out, or the rollout is to stop.
        """
        episode = self.voice.place.episode
        start = next(
            (i for i, one in enumerate(self.messages) if mark_of(one, EPISODE) == episode),
            len(self.messages),
        )
        keep = int(start < len(self.messages))
        if self.full == "stop" or len(episodes_in(self.messages)[1]) <= keep:
            raise WindowFull
        kept = shortened(self.messages, self.tokens, self.window.size, keep)
        if self.full == "summarise":
            opening = episodes_in(kept)[0]
            here = {id(one) for one in kept}
            gone = [one for one in self.messages if id(one) not in here]
            kept.insert(len(opening), await self._summary([*opening, *gone]))
        self._keep(kept)

    async def _summary(self, gone: Sequence[ChatMessage]) -> ChatMessageUser:
        """A summary of what is taken out; what stays would stand there twice."""
        design, block = self.voice.place.script.design, self.voice.place.script.block
        texts = design.texts(block)
        asked = ChatMessageUser(content=texts.asks_summary(design.note_words))
        at = ("summary", self.shortenings) if self.shortenings else ("summary",)
        output = await self.voice.say([*gone, asked], at)
        summary = cut(output.completion, design.note_words)
        said = texts.summarised(summary or "-")
        return ChatMessageUser(content=said, metadata={SUMMARY: True})

    def _keep(self, kept: list[ChatMessage]) -> None:
        before, after = (sum(len(one.text) for one in all_) for all_ in (self.messages, kept))
        here = {id(one) for one in kept}
        self.dropped += sum(id(one) not in here for one in self.messages)
        self.shortenings += 1
        self.tokens = round(self.tokens * min(1.0, after / max(before, 1)))
        self.messages = kept


def cut(text: str, words: int) -> str:
    """A note, or a summary, no longer than so many words may be."""
    return text.strip()[: words * LETTERS]


LETTERS = 12
"""Characters of a word with what stands around it: no text of so many words is cut."""
