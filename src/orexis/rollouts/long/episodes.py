"""Playing one episode of a rollout: its work, its offer, and a note where notes are kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from inspect_ai.solver import TaskState

from orexis.probes.long import NO_NOTES, TOLD, Script, Turn
from orexis.rollouts.capabilities import window_of
from orexis.rollouts.long.notes import TEXT, TOOL, asked_note, files_in, notes_of
from orexis.rollouts.long.past import EPISODE, STOP, carried_facts, carried_of
from orexis.rollouts.long.places import Place
from orexis.rollouts.long.rows import ROWS, WORKED, row_of, worked
from orexis.rollouts.long.talk import Talk
from orexis.rollouts.long.voice import Voice
from orexis.rollouts.long.window import REPLY, Window, WindowFull, tokens_in

Rows = list[dict[str, Any]]
PART = 8
"""A model that may write without end is not given more than this part of the window for it."""


async def play(voice: Voice, state: TaskState) -> None:
    """Play the episode of a sample: it begins where its messages end.

    What becomes of it goes into the sample: the messages, the rows, and in the metadata what the
    next episode goes on from.
    """
    place, design = voice.place, voice.place.script.design
    kind = notes_of(design, place.script.topology, voice.model)
    note, _ = carried_of(state.metadata)
    talk = Talk(
        voice,
        state.messages,
        window_for(voice),
        design.full,
        tokens=int(state.metadata["tokens_before"]),
        turns=int(state.metadata["turn"]),
    )
    turns = _with_note(place, note if kind == TEXT else "")
    rows: Rows = []
    work: Rows = []
    try:
        await talk.make_room([one.text for one in turns], forks=True)
        for i, turn in enumerate(turns):
            await _take(talk, turn, i, rows, work)
        await talk.make_room(forks=True)
        facts = {"turn": talk.turns, "tokens_before": talk.tokens}
        if kind != NO_NOTES:
            note = await asked_note(talk, kind)
    except WindowFull:
        # What did not come to its end is no part of the rollout: the forks stand before it.
        state.metadata |= {"window_action": STOP, "window_dropped": 0}
        rows, work = [], []
    else:
        files = files_in(state.store) if kind == TOOL else {}
        action = design.full if talk.dropped else ""
        state.metadata |= facts | {"window_action": action, "window_dropped": talk.dropped}
        state.metadata |= carried_facts(note, files)
    state.messages = talk.messages
    state.store.set(ROWS, rows)
    state.store.set(WORKED, work)


def window_for(voice: Voice) -> Window:
    """The window of a model in a design; where it is summarised, without the room for that."""
    design = voice.place.script.design
    size = design.window or window_of(voice.model)
    if not size:
        return Window(0)
    wanted = design.reply or voice.model.config.max_tokens or REPLY
    reply = min(wanted, max(size // PART, 1))
    if design.full == "summarise":
        asks = design.texts(voice.place.script.block).asks_summary(design.note_words)
        # A token or two for each word of the summary, which has a length of its own.
        size = max(1, size - tokens_in(asks) - max(reply, 2 * design.note_words))
    return Window(size, _longest_item(voice.place.script), reply)


async def _take(talk: Talk, turn: Turn, place: int, rows: Rows, work: Rows) -> None:
    """One turn of an episode."""
    mark = {EPISODE: talk.voice.place.episode} if place == 0 else None
    await talk.make_room([turn.text])
    before, turns = talk.tokens, talk.turns
    if turn.offer is None or turn.item is None:
        output = await talk.ask(turn.text, (place,), mark)
        if turn.task is not None:
            work.append(worked(turn.task, output.completion))
        return
    decision = await talk.put(turn.text, turn.offer, (place,), mark)
    rows.append(
        row_of(
            talk.voice.place,
            turn.item,
            turn.offer,
            decision,
            turn=turns,
            tokens=before,
            fork="",
        )
    )


def _with_note(place: Place, note: str) -> list[Turn]:
    """The turns of the episode, the note of the last one at the top of the first."""
    script = place.script
    first, *rest = script.episode(place.episode)
    if not note:
        return [first, *rest]
    carried = script.design.texts(script.block).carried(note)
    text = f"{carried}\n\n{first.text}"
    return [Turn(text, first.task, first.offer, first.item), *rest]


@lru_cache(maxsize=64)
def _longest_item(script: Script) -> int:
    return max(tokens_in(one.text) for one in script.probes(TOLD))
