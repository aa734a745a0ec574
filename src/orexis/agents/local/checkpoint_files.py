"""The files of checkpoints: notes, their states' sizes and sums, and which model they are of."""

import hashlib
import importlib.metadata
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import platformdirs

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Checkpoint:
    """The note beside a state that was kept."""

    name: str
    """What the caller called it first; for people."""
    text: str
    """What the model had read, as it read it: special tokens are written out."""
    tokens: int
    """Tokens in the slot, those of a reply included."""
    size: int
    """Bytes of the state."""
    crc32: int


def default_folder() -> Path:
    """Where checkpoints are kept unless the user says otherwise."""
    return Path(platformdirs.user_cache_dir("orexis")) / "checkpoints"


def model_key(path: Path) -> str:
    """Name a model file as it is now, with the engine that writes its states.

    Args:
        path: The GGUF file.

    Returns:
        12 hexadecimal digits, others where the file or the engine has changed.
    """
    about = path.stat()
    engine = importlib.metadata.version("xllamacpp")
    facts = (str(path.resolve()), about.st_size, about.st_mtime_ns, engine)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:12]


def checksum(path: Path) -> int:
    """The CRC-32 of a file: it is there to find damage, not ill will, and takes 0.5 s per GB."""
    value = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return value


def shared_length(one: str, other: str) -> int:
    """Number of characters that two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:  # halving compares long pieces at once, where a loop would take each letter
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def note_beside(state: Path) -> Path:
    """Where the note about a state is."""
    return state.with_suffix(".json")


def ages_and_sizes(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """Give whatever takes room: states, and drafts that a process left when it was killed.

    Args:
        folder: Where to look.

    Yields:
        When each was used last (seconds), its bytes and its path.
    """
    for path in folder.iterdir():
        if path.suffix in {".slot", ".draft"}:
            try:
                about = path.stat()
            except FileNotFoundError:
                continue  # another process made room just now
            yield about.st_mtime, about.st_size, path


def read_note(path: Path) -> Checkpoint | None:
    """Read the note at `path`; None where there is none, or another kind of file."""
    try:
        return _parse_note(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, TypeError):
        return None  # without a note there is nothing to restore


@lru_cache(maxsize=512)
def _parse_note(path: Path, changed: int) -> Checkpoint:  # noqa: ARG001 - part of the cache's key
    return Checkpoint(**json.loads(path.read_text(encoding="utf-8")))
