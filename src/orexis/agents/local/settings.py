"""What the user said about the local model, checked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orexis.agents.local.checkpoint_files import default_folder
from orexis.agents.local.checkpoints import DEFAULT_LIMIT_MIB
from orexis.agents.local.engine import DEFAULT_WINDOW
from orexis.errors import OrexisError

_DIALECTS = ("llama", "vllm")
_OF_THIS_PROCESS = ("path", "threads", "n_ctx", "checkpoint_folder", "checkpoint_mib")
_KNOWN = ("server", *_OF_THIS_PROCESS)
_SMOLLM2_WINDOW = 8192


@dataclass(frozen=True)
class Settings:
    """Where the model is and how it runs."""

    base_url: str | None
    """Address of a server that runs already; without one the model runs in this process."""
    dialect: str
    """What that server speaks: `llama` or `vllm`."""
    path: Path | None
    """GGUF file to load; by default SmolLM2's."""
    threads: int | None
    n_ctx: int
    """Window in tokens, of an engine in this process."""
    checkpoint_folder: Path
    checkpoint_mib: int
    """What all checkpoints may take together; 0 where none are kept."""

    @property
    def saves_checkpoints(self) -> bool:
        """Whether the model's state can be kept on disk: a server's files are not ours."""
        return not self.base_url and self.checkpoint_mib > 0

    @property
    def window(self) -> int | None:
        """Tokens of context, as far as they are known before the model is asked."""
        if self.base_url:
            return None
        return self.n_ctx if self.path else min(self.n_ctx, _SMOLLM2_WINDOW)


def read_settings(model_name: str, base_url: str | None, arguments: dict[str, Any]) -> Settings:
    """Check the name of a local model and its `-M` arguments.

    Args:
        model_name: What follows `local/`.
        base_url: Address of a server, if one is to be used.
        arguments: `path`, `server`, `threads`, `n_ctx`, `checkpoint_folder`, `checkpoint_mib`,
            each of them optional.

    Returns:
        The settings.

    Raises:
        OrexisError: The name, an argument or a combination of them means nothing.
    """
    _refuse_unknown(model_name, base_url, arguments)
    _refuse_contradictions(base_url, arguments)
    path, folder = arguments.get("path"), arguments.get("checkpoint_folder")
    return Settings(
        base_url=base_url,
        dialect=str(arguments.get("server", "llama")),
        path=Path(str(path)).expanduser() if path is not None else None,
        threads=_positive("threads", arguments["threads"]) if "threads" in arguments else None,
        n_ctx=_positive("n_ctx", arguments.get("n_ctx", DEFAULT_WINDOW)),
        checkpoint_folder=_folder(folder) if folder is not None else default_folder(),
        checkpoint_mib=_whole("checkpoint_mib", arguments.get("checkpoint_mib", DEFAULT_LIMIT_MIB)),
    )


def _refuse_unknown(model_name: str, base_url: str | None, arguments: dict[str, Any]) -> None:
    unknown = sorted(set(arguments) - set(_KNOWN))
    if unknown:
        raise OrexisError(
            f"A local model has no argument {unknown[0]!r}: it takes base_url, {', '.join(_KNOWN)}."
        )
    if model_name != "smollm2" and not base_url and "path" not in arguments:
        raise OrexisError(
            f"There is no local model {model_name!r}: name local/smollm2, or give the path of a "
            "GGUF file (-M path=…) or the address of a server (base_url)."
        )
    if arguments.get("server", "llama") not in _DIALECTS:
        raise OrexisError(
            f"A model server is {' or '.join(_DIALECTS)}, not {arguments['server']!r}."
        )


def _refuse_contradictions(base_url: str | None, arguments: dict[str, Any]) -> None:
    if not base_url and "server" in arguments:
        raise OrexisError("The argument server says what answers at base_url: give base_url too.")
    of_this_process = sorted(set(_OF_THIS_PROCESS) & set(arguments))
    if base_url and of_this_process:
        raise OrexisError(
            f"The server at {base_url} has a model and settings of its own: leave out "
            f"{', '.join(of_this_process)}, or base_url."
        )


def _positive(name: str, value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise OrexisError(f"{name} must be a whole number above zero, not {value!r}.")
    return int(value)


def _whole(name: str, value: Any) -> int:
    if not str(value).isdecimal():
        raise OrexisError(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def _folder(value: Any) -> Path:
    return Path(str(value)).expanduser().absolute()
