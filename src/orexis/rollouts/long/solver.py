"""The solver of long rollouts, and the scorer of their work."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from inspect_ai.agent import run
from inspect_ai.model import get_model
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from orexis.probes.long import INHERITED, JOINED, LongDesign
from orexis.rollouts.long.checkpoints import checkpoint
from orexis.rollouts.long.episodes import play
from orexis.rollouts.long.notes import TOOL, memory_tool, notes_of
from orexis.rollouts.long.past import carried_of
from orexis.rollouts.long.places import CHECK, Place
from orexis.rollouts.long.rows import ROWS, WORKED
from orexis.rollouts.long.voice import Voice
from orexis.rollouts.long.window import WindowFull


@solver
def live(design: LongDesign, cache: bool = False) -> Solver:
    """Play the episode that the sample's metadata name, or put the items of a checkpoint."""

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        del generate
        place, model = Place.of(design, state.metadata), get_model()
        _, files = carried_of(state.metadata)
        kind = notes_of(design, place.script.topology, model)
        tools = (await memory_tool(files),) if kind == TOOL else ()
        voice = Voice(model, place, cache, tools)
        if place.stage == CHECK:
            await _fork(voice, state)
        else:
            await play(voice, state)
        return state

    return solve


async def _fork(voice: Voice, state: TaskState) -> None:
    rows: list[dict[str, Any]] = []
    if voice.place.script.topology in {JOINED, INHERITED}:
        with suppress(WindowFull):
            state.metadata["not_kept"] = await voice.keep(state.messages)
    turn, tokens = int(state.metadata["turn"]), int(state.metadata["tokens_before"])
    await run(checkpoint(), state.messages, voice=voice, rows=rows, turn=turn, tokens=tokens)
    state.store.set(ROWS, rows)


@scorer(metrics=[mean()])
def right() -> Scorer:
    """The share of the work that was right; nan, which counts for nothing, where there was none."""

    async def score(state: TaskState, target: Target) -> Score:
        del target
        work: list[dict[str, Any]] = state.store.get(WORKED, [])
        value = sum(one["right"] for one in work) / len(work) if work else float("nan")
        return Score(value=value, metadata={WORKED: work})

    return score
