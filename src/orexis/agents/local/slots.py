"""The slot of the engine in this process: what it holds, kept on disk and taken up again."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from anyio.to_thread import run_sync
from inspect_ai.model import ModelOutput

from orexis.agents.local.asking import Asked
from orexis.agents.local.checkpoint_files import Checkpoint, checksum
from orexis.agents.local.checkpoints import CheckpointFolder
from orexis.agents.local.llama_client import LlamaClient
from orexis.errors import OrexisError


@dataclass(frozen=True)
class Moved:
    """What went to the disk or came from it."""

    tokens: int = 0
    fault: str = ""
    """Why it did not; empty where it did, or where there was nothing to move."""


_NOTHING = Moved()


class SlotServer(Protocol):
    """What keeps and restores a slot: `LlamaClient`."""

    async def save_slot(self, file_name: str) -> tuple[int, int]:
        """Write the slot's state; give its tokens and bytes."""
        ...

    async def restore_slot(self, file_name: str) -> int:
        """Read a state into the slot; give its tokens."""
        ...


class Slot:
    """The one slot of an engine; whoever calls has to see to it that no two calls overlap."""

    def __init__(self, server: SlotServer, folder: CheckpointFolder) -> None:
        """Begin with an engine about which nothing is known.

        Args:
            server: The engine.
            folder: Where the engine writes.
        """
        self._server = server
        self._folder = folder
        self._held = ""
        self._refused: set[Path] = set()

    async def answer(
        self, prompt: str, asked: Asked, call: Callable[[], Awaitable[ModelOutput]]
    ) -> ModelOutput:
        """Make a call, with what is asked about checkpoints before and after it.

        Whatever goes wrong with a checkpoint stands in the output's metadata; the call is made in
        any case, and reads what could not be restored.

        Args:
            prompt: What the call reads.
            asked: What is wanted.
            call: The call.

        Returns:
            Its output.

        Raises:
            OrexisError: The call itself failed.
        """
        restored = await self._resume(prompt) if asked.resume else _NOTHING
        self._held = ""  # nobody knows what a call that fails leaves behind
        output = await call()
        self._held = prompt if asked.options or asked.read else prompt + output.completion
        saved = await self._save(asked.checkpoint) if asked.checkpoint else _NOTHING
        if asked.resume or asked.checkpoint:
            output.metadata = {**(output.metadata or {}), "checkpoint": _facts(restored, saved)}
        return output

    async def _resume(self, prompt: str) -> Moved:
        found = await run_sync(self._folder.find, prompt, self._held)
        if found is None or self._folder.state_file(found.text) in self._refused:
            return _NOTHING
        try:
            return await self._restore(found)
        except (OSError, OrexisError) as error:
            self._held = ""  # a state that is refused leaves the slot empty
            self._refused.add(self._folder.state_file(found.text))
            return Moved(fault=_not_restored(found, str(error)))

    async def _restore(self, found: Checkpoint) -> Moved:
        if not await run_sync(self._folder.is_whole, found):
            await run_sync(self._folder.forget, found)
            return Moved(fault=_not_restored(found, "its file is damaged or gone"))
        tokens = await self._server.restore_slot(self._folder.state_file(found.text).name)
        self._held = found.text
        return Moved(tokens)

    async def _save(self, name: str) -> Moved:
        kept = await run_sync(self._folder.find_exactly, self._held)
        if kept is not None:
            return Moved(kept.tokens)
        try:
            return await self._write(name)
        except (OSError, OrexisError) as error:
            return Moved(fault=_not_saved(name, self._folder, str(error)))

    async def _write(self, name: str) -> Moved:
        draft = await run_sync(self._folder.draft)
        try:
            tokens, size = await self._server.save_slot(draft.name)
            note = Checkpoint(name, self._held, tokens, size, await run_sync(checksum, draft))
            kept = await run_sync(self._folder.keep, draft, note)
        finally:
            draft.unlink(missing_ok=True)
        limit = f"it is incomplete, or larger than checkpoint_mib={self._folder.limit_mib}"
        return Moved(tokens) if kept else Moved(fault=_not_saved(name, self._folder, limit))


@functools.cache
def slot_at(address: str, folder: CheckpointFolder) -> Slot:
    """Give the slot of an engine, the same to every model that shares the engine.

    Args:
        address: Where the engine listens.
        folder: Where it writes.

    Returns:
        The slot.
    """
    return Slot(LlamaClient(address), folder)


def _facts(restored: Moved, saved: Moved) -> dict[str, Any]:
    faults = " ".join(fault for fault in (restored.fault, saved.fault) if fault)
    return {"restored": restored.tokens, "saved": saved.tokens, "fault": faults}


def _not_restored(found: Checkpoint, why: str) -> str:
    return f"The checkpoint {found.name!r} was not restored, so the prompt was read again: {why}."


def _not_saved(name: str, folder: CheckpointFolder, why: str) -> str:
    return (
        f"The checkpoint {name!r} was not kept in {folder.path}, so its prompt may have to be read "
        f"again: {why.rstrip('.')}. See whether the disk is full or the folder not writable."
    )
