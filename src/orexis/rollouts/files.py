"""The agent's file system: in memory, in Inspect's store, so that every rollout has its own."""

from __future__ import annotations

from inspect_ai.model import ChatMessageUser, ModelOutput, execute_tools
from inspect_ai.solver import TaskState
from inspect_ai.tool import Tool, ToolDef, ToolError
from inspect_ai.util import StoreModel, store_as
from pydantic import Field

from orexis.probes import Episode
from orexis.probes.answers import NO_ANSWER, REFUSED, invalid
from orexis.rollouts.caller import Caller
from orexis.rollouts.elicit import Row, quiz_rows, told_apart

READ, SUBMIT = "read_file", "submit"
"""Names of the tools that open a file, and that hand in: the agent's decision."""
MAX_STEPS = 20
"""Model calls until an agent that has not submitted is stopped."""


class Workspace(StoreModel):
    """The files of one rollout and what was handed in."""

    files: dict[str, str] = Field(default_factory=dict)
    opened: list[str] = Field(default_factory=list)
    submission: str | None = None


def workspace_tools() -> list[Tool]:
    """The tools `list_files`, `read_file` and `submit`."""

    async def list_files() -> str:
        """List the names of all files."""
        return "\n".join(store_as(Workspace).files)

    async def read_file(name: str) -> str:
        """Read one file.

        Args:
            name: Name of the file.
        """
        workspace = store_as(Workspace)
        if name not in workspace.files:
            raise ToolError(f"There is no file '{name}'.")
        workspace.opened = [*workspace.opened, name]
        return workspace.files[name]

    async def submit(answers: str) -> str:
        """Hand in all answers and end the session.

        Args:
            answers: The answers, in the format that the documentation asks for.
        """
        store_as(Workspace).submission = answers
        return "Submitted."

    return [ToolDef(tool).as_tool() for tool in (list_files, read_file, submit)]


async def work_with_files(
    caller: Caller, episode: Episode, state: TaskState
) -> tuple[list[Row], ModelOutput]:
    """Let the agent look at the files until it submits; without that no answer is valid."""
    workspace = store_as(Workspace)
    workspace.files = dict(episode.context.files)
    tools = workspace_tools()
    output = ModelOutput()
    for _ in range(MAX_STEPS):
        output = await caller.write(state.messages, tools=tools)
        state.messages.append(output.message)
        if not output.message.tool_calls:
            state.messages.append(ChatMessageUser(content="Please go on; end with `submit`."))
            continue
        executed = await execute_tools(state.messages, tools)
        state.messages.extend(executed.messages)
        if workspace.submission is not None:
            return quiz_rows(episode, workspace.submission), output
    return told_apart(not_handed_in(episode, output.completion), output), output


def not_handed_in(episode: Episode, last_words: str) -> list[Row]:
    """The rows of an agent that never submitted: refused, or no answer."""
    why = REFUSED if invalid(last_words).why_invalid == REFUSED else NO_ANSWER
    return [Row(episode.item(i), None, why) for i in range(len(episode.questions))]
