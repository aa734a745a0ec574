"""How a planted agent works with files: it looks at all of them, then hands in its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orexis.contexts import Message

if TYPE_CHECKING:
    from orexis.agents.planted.agents import PlantedAgent, Reply
    from orexis.agents.planted.reading import Reading


def next_step(
    agent: PlantedAgent, reading: Reading, messages: Sequence[Message], seed: int
) -> Reply:
    """List the files, read each of them, submit."""
    from orexis.agents.planted.agents import Reply, ToolUse  # noqa: PLC0415 - mutual

    listed = [message.text for message in messages if message.tool == "list_files"]
    if not listed:
        return Reply(tool=ToolUse("list_files"))
    names = listed[-1].split()
    read = sum(message.tool == "read_file" for message in messages)
    if read < len(names):
        return Reply(tool=ToolUse("read_file", (("name", names[read]),)))
    return Reply(tool=ToolUse("submit", (("answers", agent.answer(reading, seed)),)))
