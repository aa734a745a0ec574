"""llama.cpp's server inside this process, one for each model file and setting."""

import os
import threading
from pathlib import Path
from typing import Any

from orexis.agents.local.checkpoint_files import default_folder
from orexis.agents.local.extras import load_extra
from orexis.errors import OrexisError

DEFAULT_WINDOW = 4096
"""Tokens of context that an engine has room for."""

_MOST_THREADS = 2
_PROMPT_CACHE_MIB = 256  # left alone, the server's prompt cache takes up to 8 GB
_QUIET = -1

_servers: dict[tuple[Path, int, int, Path], Any] = {}
_starting = threading.Lock()


def start_engine(
    path: Path,
    threads: int | None = None,
    n_ctx: int = DEFAULT_WINDOW,
    checkpoint_folder: Path | None = None,
) -> str:
    """Load a GGUF file into a server of this process, or find the one that has it loaded.

    The server has a single slot: choices on a shared prefix are six times faster than with many.
    It stays until the process ends.

    Args:
        path: The GGUF file.
        threads: Threads to compute with; by default `default_threads()`.
        n_ctx: Window of the model in tokens.
        checkpoint_folder: Where it may write checkpoints; by default `default_folder()`. It need
            not be there.

    Returns:
        The address on which the server listens, such as `http://127.0.0.1:37057`.

    Raises:
        OrexisError: The file is missing or cannot be loaded, or `xllamacpp` is not installed.
    """
    folder = checkpoint_folder or default_folder()
    key = (path.resolve(), threads or default_threads(), n_ctx, folder.absolute())
    with _starting:
        if key not in _servers:
            check_model_file(path)
            _servers[key] = _load(*key)
        return str(_servers[key].listening_address)


def default_threads() -> int:
    """Number of threads: the variable OREXIS_THREADS, else two, or one on a single core.

    Returns:
        At least 1.

    Raises:
        OrexisError: OREXIS_THREADS is not a whole number above zero.
    """
    wanted = os.environ.get("OREXIS_THREADS", "").strip()
    if not wanted:
        return min(_MOST_THREADS, os.cpu_count() or 1)
    if not wanted.isdecimal() or int(wanted) < 1:
        raise OrexisError(f"OREXIS_THREADS must be a whole number above zero, not {wanted!r}.")
    return int(wanted)


def check_model_file(path: Path) -> None:
    """Check that a file is there and begins as a GGUF file does.

    Args:
        path: The file.

    Raises:
        OrexisError: It does not.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise OrexisError(
            f"The model file {path} cannot be read ({error.strerror}): correct the path."
        ) from error
    if magic != b"GGUF":
        raise OrexisError(f"{path} is no GGUF model file: give the path of one.")


def _load(path: Path, threads: int, n_ctx: int, checkpoint_folder: Path) -> Any:
    # Threads that spin while they wait take a core from whatever else runs: 60 times slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    xllamacpp = load_extra("xllamacpp")
    try:
        parameters = _parameters(xllamacpp, path, threads, n_ctx)
        parameters.slot_save_path = f"{checkpoint_folder}{os.sep}"
        return xllamacpp.Server(parameters)
    except RuntimeError as error:
        raise OrexisError(
            f"llama.cpp cannot load {path}: the file is damaged or incomplete, of a kind that "
            f"this version does not know, or too large for the memory with n_ctx={n_ctx}."
        ) from error


def _parameters(xllamacpp: Any, path: Path, threads: int, n_ctx: int) -> Any:
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.n_ctx = n_ctx
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    parameters.cache_ram_mib = _PROMPT_CACHE_MIB
    # On a processor it rounds by how a prompt is cut up: 0.25 in log-odds at 6,600 tokens between
    # a prompt out of the cache and the same read at once, which would look like drift.
    parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    parameters.verbosity = _QUIET
    parameters.ui = False
    return parameters
