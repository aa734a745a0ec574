"""What an agent carries from one context to the next: a note as text, or its memory directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspect_ai.model import Model
from inspect_ai.tool import Tool, memory
from inspect_ai.util import Store

from orexis.probes.long import MEMORY, NO_NOTES, LongDesign, Topology
from orexis.rollouts.capabilities import takes_tools
from orexis.rollouts.long.past import NOTE
from orexis.rollouts.long.talk import Talk, cut

TEXT, TOOL = "text", "tool"
_FILES = "MemoryStore:files"
"""Where Inspect's memory tool keeps the files of a sample."""


def notes_of(design: LongDesign, topology: Topology, model: Model) -> str:
    """How notes are kept: `none`, `text` or `tool`."""
    if topology != MEMORY:
        return NO_NOTES
    if design.notes != "auto":
        return design.notes
    return TOOL if takes_tools(model) else TEXT


async def memory_tool(files: Mapping[str, str]) -> Tool:
    """Inspect's memory tool with what the agent wrote down in earlier episodes."""
    tool = memory()
    for path, text in files.items():
        # Not as `initial_data`: there, a text that is a path or an address is read from it.
        await tool(command="create", path=path, file_text=text)
    return tool


def files_in(store: Store) -> dict[str, str]:
    """The files in the memory directory."""
    found: Any = store.get(_FILES, {})
    return dict(found)


async def asked_note(talk: Talk, kind: str) -> str:
    """Ask for a note at the end of an episode; empty where it goes into the memory directory.

    Raises:
        WindowFull: it does not fit.
    """
    design, block = talk.voice.place.script.design, talk.voice.place.script.block
    asks = design.texts(block).note(kind, design.note_words)
    output = await talk.ask(asks, ("note",), {NOTE: True})
    return cut(output.completion, design.note_words) if kind == TEXT else ""
