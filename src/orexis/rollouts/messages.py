"""From our messages to Inspect's."""

from __future__ import annotations

from inspect_ai.model import ChatMessage, ChatMessageSystem, ChatMessageUser

from orexis.contexts import Context


def chat(context: Context) -> list[ChatMessage]:
    """The opening messages of a context."""
    return [ChatMessageSystem(content=context.system), ChatMessageUser(content=context.user)]
