"""How a planted agent works with files: it looks at all of them, then hands in its answers."""

from __future__ import annotations

from collections.abc import Sequence

from orexis.agents.planted.replies import Reply, ToolUse
from orexis.contexts import Message


def next_step(messages: Sequence[Message], answers: str) -> Reply:
    """List the files, read each of them, submit.

    Args:
        messages: All messages so far.
        answers: What it would hand in now.
    """
    listed = [message.text for message in messages if message.tool == "list_files"]
    if not listed:
        return Reply(tool=ToolUse("list_files"))
    names = listed[-1].split()
    read = sum(message.tool == "read_file" for message in messages)
    if read < len(names):
        return Reply(tool=ToolUse("read_file", (("name", names[read]),)))
    return Reply(tool=ToolUse("submit", (("answers", answers),)))
