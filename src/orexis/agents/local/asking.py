"""What a call asks beyond Inspect's settings: our own keys in `GenerateConfig.extra_body`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orexis.errors import OrexisError


@dataclass(frozen=True)
class Asked:
    """Our own settings of one call, checked."""

    options: tuple[str, ...] | None
    """Texts whose probabilities are wanted; None where the model is to write."""
    prefill: str
    """How its answer begins."""
    cold: bool
    """Compute the whole prompt anew."""
    read: bool
    """Read the prompt and write nothing."""
    resume: bool
    """Take up a checkpoint that shares the prompt's beginning, if that spares reading."""
    checkpoint: str
    """Name under which to keep what the model has read by then; empty for not at all."""


def read_asked(extra: Mapping[str, Any] | None) -> Asked:
    """Check our own settings of a call.

    Args:
        extra: Inspect's `extra_body`.

    Returns:
        The settings; a checkpoint is looked for before it is made.

    Raises:
        OrexisError: One of them has the wrong type.
    """
    given = extra or {}
    cold = bool(given.get("orexis_cold"))
    checkpoint = given.get("orexis_checkpoint") or ""
    if not isinstance(checkpoint, str):
        raise OrexisError(f"orexis_checkpoint must be a name, not {checkpoint!r}.")
    return Asked(
        options=_options(given.get("orexis_options")),
        prefill=str(given.get("orexis_prefill", "")),
        cold=cold,
        read=bool(given.get("orexis_read")),
        resume=not cold and bool(given.get("orexis_resume") or checkpoint),
        checkpoint=checkpoint,
    )


def _options(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    if isinstance(given, str) or not all(isinstance(option, str) for option in given):
        raise OrexisError(f"orexis_options must be a list of texts, not {given!r}.")
    return tuple(given)
