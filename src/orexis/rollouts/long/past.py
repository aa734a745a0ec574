"""What a rollout carries from one episode to the next: the log of an episode is its checkpoint."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_ai.log import EvalSample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ContentReasoning

EPISODE, NOTE, SUMMARY = "episode", "note", "summary"
"""Marks on user messages: the first one of an episode, with its number; the one that asks for a
note, after which nothing belongs to the context that is forked; one that holds a summary."""
STOP = "stop"
"""Window action of an episode that did not fit: it is no part of its rollout."""


@dataclass(frozen=True)
class Past:
    """A rollout after one of its episodes."""

    messages: tuple[ChatMessage, ...]
    """The context up to the reply to the episode's offer."""
    turns: int = 0
    """Messages to the agent in the whole rollout, dropped ones included."""
    tokens: int = 0
    """Tokens of the context, as far as they are known."""
    note: str = ""
    """What the agent wrote down as text."""
    files: Mapping[str, str] = field(default_factory=dict)
    """What it keeps in its memory directory, by path."""

    @classmethod
    def of(cls, sample: EvalSample) -> Past:
        """The rollout after a completed episode, out of its log."""
        metadata = sample.metadata
        return cls(
            up_to_note(sample.messages),
            int(metadata.get("turn", 0)),
            int(metadata.get("tokens_before", 0)),
            *carried_of(metadata),
        )


def carried_of(metadata: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Note and files in a sample's metadata."""
    files: dict[str, str] = json.loads(metadata.get("files") or "{}")
    return str(metadata.get("note") or ""), files


def carried_facts(note: str, files: Mapping[str, str]) -> dict[str, str]:
    """The same as metadata: texts only."""
    facts = {"note": note} if note else {}
    return facts | ({"files": json.dumps(dict(files))} if files else {})


def up_to_note(messages: Sequence[ChatMessage]) -> tuple[ChatMessage, ...]:
    """The messages before the agent is asked for a note."""
    asked = (i for i, one in enumerate(messages) if mark_of(one, NOTE) is not None)
    return tuple(messages[: next(asked, len(messages))])


def mark_of(message: ChatMessage, name: str) -> Any:
    """A mark on a message; None without it."""
    return (message.metadata or {}).get(name)


def without_reasoning(messages: Sequence[ChatMessage]) -> tuple[tuple[ChatMessage, ...], int]:
    """Another model's messages without its reasoning, and how many of them had some.

    Signed reasoning is refused by any other model, and most of it cannot be read by one.
    """
    kept: list[ChatMessage] = []
    changed = 0
    for message in messages:
        content = message.content
        thoughts = not isinstance(content, str) and any(
            isinstance(one, ContentReasoning) for one in content
        )
        if isinstance(message, ChatMessageAssistant) and thoughts:
            said = [one for one in content if not isinstance(one, ContentReasoning)]
            kept.append(message.model_copy(update={"content": said}))
            changed += 1
        else:
            kept.append(message)
    return tuple(kept), changed
