"""Putting the items of a checkpoint, each on a fork that sees what went before and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import anyio
from inspect_ai.agent import Agent, AgentState, agent
from inspect_ai.event import timeline_branch
from inspect_ai.model import ChatMessage, ChatMessageUser, ModelOutput

from orexis.probes.long import Turn
from orexis.rollouts.capabilities import parallel_rollouts
from orexis.rollouts.long.rows import fork_name, row_of
from orexis.rollouts.long.voice import Decision, Voice, drawn
from orexis.rollouts.long.window import WindowFull

FULL = "window full"
"""Why an item has no answer that does not fit into the window."""


@agent
def checkpoint() -> Agent:
    """Put the items of a checkpoint on forks of the messages."""

    async def execute(
        state: AgentState,
        voice: Voice,
        rows: list[dict[str, Any]],
        turn: int = 0,
        tokens: int = 0,
    ) -> AgentState:
        """Put the items.

        Args:
            state: The rollout; nothing is added to it.
            voice: The model at this checkpoint.
            rows: Is filled with the rows, in the order of the items.
            turn: Messages to the agent in the rollout.
            tokens: Of the context.
        """
        script, reset = voice.place.script, voice.place.reset
        turns = script.probes(reset)
        for one, decision in zip(
            turns, await _decisions(voice, state.messages, turns), strict=True
        ):
            assert one.item is not None  # noqa: S101 - a probe has an item
            assert one.offer is not None  # noqa: S101 - and an offer
            fork = fork_name(script.design, one.item)
            rows.append(
                row_of(
                    voice.place, one.item, one.offer, decision, turn=turn, tokens=tokens, fork=fork
                )
            )
        return state

    return execute


async def _decisions(
    voice: Voice, messages: Sequence[ChatMessage], turns: Sequence[Turn]
) -> list[Decision]:
    """The choices on all forks, in their order."""
    found: dict[int, Decision] = {}
    failed: list[Exception] = []

    async def put(place: int, turn: Turn) -> None:
        try:
            found[place] = await _fork(voice, messages, turn)
        except Exception as error:  # noqa: BLE001 - raised below, as what it is
            failed.append(error)
            group.cancel_scope.cancel()

    # One after the other, each fork finds the context that it shares with the last in the cache.
    together = parallel_rollouts(voice.model) > 1
    # Not with Inspect's `collect`: it puts a span around each, and its viewer then shows no branch.
    async with anyio.create_task_group() as group:
        for place, turn in enumerate(turns):
            if together:
                group.start_soon(put, place, turn)
            else:
                await put(place, turn)
    if failed:
        raise failed[0]
    return [found[place] for place in range(len(turns))]


async def _fork(voice: Voice, messages: Sequence[ChatMessage], turn: Turn) -> Decision:
    assert turn.item is not None  # noqa: S101
    assert turn.offer is not None  # noqa: S101
    name = fork_name(voice.place.script.design, turn.item)
    at = ("fork", voice.place.reset, turn.item.number)
    asked = [*messages, ChatMessageUser(content=turn.text)]
    async with timeline_branch(name=f"fork {name}", from_anchor=voice.place.id):
        try:
            if voice.exact:
                return await voice.choose(asked, turn.offer, at)
            return drawn(await voice.say(asked, at), turn.offer)
        except WindowFull:
            return Decision(None, FULL, False, "", "", ModelOutput())
