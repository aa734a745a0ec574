"""A task's arguments, as Inspect's command line hands them over, and what is wrong with them."""

from __future__ import annotations

from typing import Any

from orexis.rollouts.errors import RolloutError

Kept = dict[str, list[str]]


def levels_of(given: str | list[str]) -> list[str]:
    """Levels separated by commas.

    Raises:
        RolloutError: there are none.
    """
    found = [name.strip() for name in _joined(given).split(",") if name.strip()]
    if not found:
        raise RolloutError("a factor needs at least one level")
    return found


def kept_of(given: str | list[str]) -> Kept:
    """The levels to keep by factor, out of `consequence=unlearning,record;points=0`.

    Raises:
        RolloutError: a part is not FACTOR=LEVEL,LEVEL, or a factor comes twice.
    """
    kept: Kept = {}
    for part in filter(None, (one.strip() for one in _joined(given).split(";"))):
        name, equals, levels = (piece.strip() for piece in part.partition("="))
        if not (name and equals and levels.strip(", ")):
            raise RolloutError(
                f"keep is FACTOR=LEVEL,LEVEL, with semicolons between factors, not '{part}'"
            )
        if name in kept:
            raise RolloutError(f"keep names the factor '{name}' twice; give its levels at once")
        kept[name] = levels_of(levels)
    return kept


def whole(name: str, given: Any, least: int = 0) -> int:
    """A whole number of at least `least`.

    Raises:
        RolloutError: it is none.
    """
    number = given if isinstance(given, int) and not isinstance(given, bool) else None
    if isinstance(given, str) and given.strip().lstrip("-").isdecimal():
        number = int(given)
    if number is None or number < least:
        raise RolloutError(f"{name} is a whole number of at least {least}, not '{given}'")
    return number


def truth(name: str, given: Any) -> bool:
    """True or false.

    Raises:
        RolloutError: it is neither.
    """
    if not isinstance(given, bool):
        raise RolloutError(f"{name} is true or false, not '{given}'")
    return given


def _joined(given: str | list[str]) -> str:
    # `-T goal=mission,none` reaches a task as a list.
    return given if isinstance(given, str) else ",".join(map(str, given))
