"""Checkpoints on disk: what the engine's slot held, beside a note that says what that is.

A checkpoint is two files: `<model>-<text>.slot`, written by the engine, and `<model>-<text>.json`,
the note. Both stand under names of their own until they are whole. The engine ends the whole
process over a state that is cut short, so a state is compared with its note before it is restored.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orexis.agents.local.checkpoint_files import (
    Checkpoint,
    ages_and_sizes,
    checksum,
    note_beside,
    read_note,
    shared_length,
)
from orexis.writing import replace_text

DEFAULT_LIMIT_MIB = 2048
"""Room for about 90,000 tokens of SmolLM2 in F16, at 22 MB per 1,000."""

_WORTHWHILE = 256  # characters, some 60 tokens: what a restored state must spare at the least
_MIB = 1 << 20


@dataclass(frozen=True)
class CheckpointFolder:
    """The checkpoints of one model file, in a folder that all models share."""

    path: Path
    model: str
    """What `model_key` gave."""
    limit_mib: int = DEFAULT_LIMIT_MIB
    """What all files in the folder may take together."""

    def state_file(self, text: str) -> Path:
        """Where the state after reading `text` is, or would be."""
        return self.path / f"{self.model}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.slot"

    def draft(self) -> Path:
        """A new name in the folder, which is made if it is not there.

        Raises:
            OSError: The folder cannot be made.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        return self.path / f"{self.model}-{secrets.token_hex(8)}.draft"

    def find(self, prompt: str, held: str) -> Checkpoint | None:
        """Find the checkpoint that spares most reading.

        Args:
            prompt: What the model is to read.
            held: What the engine holds already.

        Returns:
            The one that shares most of the prompt's beginning, the smallest of near equals; None
            where nothing spares clearly more reading than what is held.
        """
        least = shared_length(held, prompt) + _WORTHWHILE
        if len(prompt) < least:
            return None
        shares = [(shared_length(note.text, prompt), note) for note in self._notes()]
        least = max([least, *(share - _WORTHWHILE for share, _ in shares)])
        fitting = [note for share, note in shares if share >= least]
        return min(fitting, key=lambda note: note.tokens, default=None)

    def find_exactly(self, text: str) -> Checkpoint | None:
        """Give the checkpoint after reading just this text, marked as used, if there is one."""
        state = self.state_file(text)
        note = read_note(note_beside(state))
        return note if note is not None and note.text == text and self.is_whole(note) else None

    def keep(self, draft: Path, note: Checkpoint) -> bool:
        """Give a state that the engine has written its place and its note, then make room.

        Args:
            draft: The state under its first name.
            note: What it is; its `size` is what the engine says that it wrote.

        Returns:
            Whether it is kept: not where it is shorter than it should be, or the limit too small.

        Raises:
            OSError: The files cannot be written.
            OrexisError: The same.
        """
        if draft.stat().st_size != note.size:
            return False
        state = self.state_file(note.text)
        draft.replace(state)
        replace_text(note_beside(state), json.dumps(asdict(note)))
        self._make_room()
        return state.is_file()

    def is_whole(self, note: Checkpoint) -> bool:
        """Whether a state is what its note says; one that is, is marked as used."""
        state = self.state_file(note.text)
        try:
            if state.stat().st_size != note.size or checksum(state) != note.crc32:
                return False
            os.utime(state)
        except OSError:
            return False
        return True

    def forget(self, note: Checkpoint) -> None:
        """Remove a checkpoint, the note first.

        Raises:
            OSError: The files cannot be removed.
        """
        state = self.state_file(note.text)
        note_beside(state).unlink(missing_ok=True)
        state.unlink(missing_ok=True)

    def _notes(self) -> Iterator[Checkpoint]:
        for path in self.path.glob(f"{self.model}-*.json"):
            note = read_note(path)
            if note is not None:
                yield note

    def _make_room(self) -> None:
        states = sorted(ages_and_sizes(self.path))
        excess = sum(size for _, size, _ in states) - self.limit_mib * _MIB
        for _, size, state in states:
            if excess <= 0:
                return
            note_beside(state).unlink(missing_ok=True)
            state.unlink(missing_ok=True)
            excess -= size
