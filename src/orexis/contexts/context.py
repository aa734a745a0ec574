"""The context: what an agent is given, and how it becomes chat messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant", "tool"]
FILE_HEADING = "=== {name} ==="


@dataclass(frozen=True, slots=True)
class Message:
    """One chat message, free of any framework."""

    role: Role
    text: str
    tool: str = ""
    """Name of the tool whose answer this is, where the role is `tool`."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the agent is given and does not generate.

    An empty `system` is an explicit empty system message: a model's chat template might put one of
    its own in the gap.
    """

    system: str
    user: str
    files: tuple[tuple[str, str], ...] = ()
    """Name and text of each file that the agent can look at."""

    def messages(self) -> tuple[Message, ...]:
        """The opening messages; the files stay in the agent's file system."""
        return (Message("system", self.system), Message("user", self.user))

    def inlined(self) -> Context:
        """The same context with every file written into the user's message."""
        parts = [self.user]
        for name, text in self.files:
            parts += [FILE_HEADING.format(name=name), text]
        return Context(self.system, "\n\n".join(parts))

    def asking(self, question: str) -> Context:
        """This context with a question put at its very end, so that questions share a prefix."""
        return Context(self.system, f"{self.user}\n\n{question}", self.files)
