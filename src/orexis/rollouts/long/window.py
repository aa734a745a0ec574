"""The window of context: what fits into it, and what is taken out when nothing more does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inspect_ai.model import ChatMessage, ChatMessageSystem

from orexis.errors import OrexisError
from orexis.rollouts.long.past import EPISODE, SUMMARY, mark_of

CHARACTERS_PER_TOKEN = 4
"""Of English text, where a provider has not counted it."""
FRAME = 8
"""Tokens around a message."""
REPLY = 256
"""Tokens that are kept free for a reply, unless the model is set to write fewer."""
_TOO_LONG = re.compile(
    r"context[ _](?:length|window|size)|maximum context|(?:prompt|input) is too long"
    r"|too many (?:input )?tokens",
    re.IGNORECASE,
)


class WindowFull(Exception):  # noqa: N818 - no fault: a rollout ends here, or goes on shortened
    """There is too much context.

    Args:
        size: Tokens that the window holds, where the provider says it; else 0.
    """

    def __init__(self, size: int = 0) -> None:
        super().__init__("the window of context is full")
        self.size = size


@dataclass(frozen=True, slots=True)
class Window:
    """How much context there may be."""

    size: int
    """Tokens; 0 for no known limit."""
    item: int = 0
    """Tokens of what is put on forks after an episode."""
    reply: int = REPLY
    """Tokens that are kept free for a reply."""

    def fits(self, tokens: int, texts: Sequence[str], *, forks: bool = False) -> bool:
        """Whether there is room for some messages, with a reply to the last of them.

        Args:
            tokens: Of the context so far.
            texts: The messages.
            forks: Whether there has to be room for the forks after them as well.
        """
        added = sum(tokens_in(text) for text in texts) + (self.item if forks else 0)
        return not self.size or tokens + added + self.reply <= self.size


def tokens_in(text: str) -> int:
    """About how many tokens a message has."""
    return len(text) // CHARACTERS_PER_TOKEN + FRAME


def full_window(error: Exception) -> WindowFull | None:
    """What a provider's error says about the window; None where it is about something else."""
    if isinstance(error, OrexisError) and hasattr(error, "window"):
        return WindowFull(int(error.window or 0))
    return WindowFull() if _TOO_LONG.search(str(error)) else None


def episodes_in(
    messages: Sequence[ChatMessage],
) -> tuple[list[ChatMessage], list[list[ChatMessage]]]:
    """The opening of a context, and its episodes.

    The opening is the system message; a summary of what was taken out counts to neither.
    """
    opening: list[ChatMessage] = [one for one in messages if isinstance(one, ChatMessageSystem)]
    episodes: list[list[ChatMessage]] = []
    for message in messages:
        if isinstance(message, ChatMessageSystem) or mark_of(message, SUMMARY) is not None:
            continue
        if mark_of(message, EPISODE) is not None or not episodes:
            episodes.append([])
        episodes[-1].append(message)
    return opening, episodes


def shortened(
    messages: Sequence[ChatMessage], tokens: int, size: int, keep: int = 0
) -> list[ChatMessage]:
    """The context without its oldest episodes, so that half of the window is free.

    Args:
        messages: The context.
        tokens: How many tokens it has.
        size: Of the window.
        keep: Episodes at its end that stay in any case; of the others, one at least is taken out.
    """
    opening, episodes = episodes_in(messages)
    whole = sum(len(one.text) for one in messages) or 1
    kept = episodes[min(1, max(0, len(episodes) - keep)) :]
    while len(kept) > keep and _characters(opening, kept) / whole * tokens > size / 2:
        kept = kept[1:]
    return [*opening, *(message for episode in kept for message in episode)]


def _characters(opening: Sequence[ChatMessage], episodes: Sequence[Sequence[ChatMessage]]) -> int:
    every = [*opening, *(message for episode in episodes for message in episode)]
    return sum(len(one.text) for one in every)
