"""NAME=VALUE on the command line: of options that repeat, and of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orexis.errors import OrexisError


def pairs_of(option: str, given: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of an option that repeats.

    Raises:
        OrexisError: one is not NAME=VALUE.
    """
    pairs = []
    for one in given:
        name, equals, value = one.partition("=")
        if not (name and equals and value):
            raise OrexisError(f"{option} takes NAME=VALUE, not '{one}'")
        pairs.append((name.strip(), value.strip()))
    return pairs


def model_arguments(given: Sequence[str]) -> dict[str, Any]:
    """Arguments of a model, as `-M key=value` gives them."""
    return dict(pairs_of("-M", given))


def arguments_of(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Those arguments that are meant for one model: its own, and those that name none."""
    own = {key: value for key, value in given.items() if ":" not in key}
    return own | {
        key.removeprefix(f"{name}:"): value
        for key, value in given.items()
        if key.startswith(f"{name}:")
    }


def check_arguments(models: Sequence[str], given: Mapping[str, Any]) -> None:
    """Refuse an argument for a model that is not run.

    Raises:
        OrexisError: it names another model.
    """
    for key in given:
        name = key.rpartition(":")[0]
        if name and name not in models:
            raise OrexisError(f"-M {key}=... names '{name}'; the models are {', '.join(models)}")
