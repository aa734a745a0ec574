"""Writing files whole or not at all, and saying what is wrong where that fails."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orexis.errors import OrexisError

TO_DO = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EACCES: "make it writable or choose another folder",
    errno.EROFS: "choose another folder",
}


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A draft beside `path` that takes its place when the block ends without a fault.

    Raises:
        OrexisError: the file cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        try:
            yield draft
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path, error) from error


def replace_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all.

    Raises:
        OrexisError: the file cannot be written.
    """
    with replacing(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


def unwritable(path: Path, error: OSError) -> OrexisError:
    """The sentence for a file that cannot be written, and what to do about it."""
    todo = TO_DO.get(error.errno or 0, "check the folder")
    return OrexisError(
        f"{path} cannot be written: {error.strerror or error}; {todo}, then give the same command "
        "again (what was measured is kept)"
    )
