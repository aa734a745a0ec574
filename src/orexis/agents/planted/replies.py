"""What a planted agent can do next."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolUse:
    """A tool that the agent wants to call."""

    name: str
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent does next: it writes, or it calls a tool."""

    text: str = ""
    tool: ToolUse | None = None
