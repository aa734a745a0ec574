"""Reading the parameters of agents, as the command line, Inspect and Python give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from orexis.errors import OrexisError

PART = "with parameters of its own a part is AGENT:PARAMETER=VALUE=SHARE"
MIXTURE = "mixture"
_BOOLEANS = {"true": True, "false": False}


def parameters_of(
    name: str, kind: type[Any], arguments: Mapping[str, object], family: str = "planted"
) -> dict[str, Any]:
    """The arguments of an agent's class.

    Args:
        name: The agent's.
        kind: Its class, a dataclass of numbers, texts and switches.
        arguments: By parameter; texts stand for numbers and switches too.
        family: What stands before its name.

    Raises:
        OrexisError: an unknown parameter.
        ValueError: a value that is no number, or no switch.
    """
    types = {one.name: str(one.type) for one in fields(kind) if one.name != "parts"}
    unknown = sorted(set(arguments) - set(types))
    if unknown:
        raise OrexisError(
            f"{family}/{name} has no parameter '{unknown[0]}'; it takes {', '.join(sorted(types))}"
            + (" and weights" if name == MIXTURE else "")
        )
    return {key: _value(key, types[key], value) for key, value in arguments.items()}


def number(name: str, value: object) -> float:
    """A number.

    Raises:
        ValueError: it is none.
    """
    try:
        return float(str(value))
    except ValueError as error:
        raise ValueError(f"{name} is a number, not '{value}'") from error


def _value(name: str, kind: str, value: object) -> float | str | bool:
    if kind == "bool":
        if str(value).lower() not in _BOOLEANS:
            raise ValueError(f"{name} is true or false, not '{value}'")
        return _BOOLEANS[str(value).lower()]
    if kind == "str":
        # Inspect's command line makes a list of what has commas in it.
        return "+".join(map(str, value)) if isinstance(value, list) else str(value)
    return number(name, value)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mixture, as it was given."""

    name: str
    own: dict[str, object]
    """Its own parameters."""
    weight: float


def parts_of(weights: object) -> tuple[Part, ...]:
    """The parts in words such as "threat-avoider:price=20=0.3,honest-worker=0.7".

    Raises:
        ValueError: a part that is none.
    """
    # Inspect's command line makes a list of what has commas in it.
    given = weights if isinstance(weights, list) else str(weights).split(",")
    return tuple(_part(text) for text in filter(None, map(str, given)))


def _part(text: str) -> Part:
    head, equals, weight = text.rpartition("=")
    name, *settings = [word.strip() for word in head.split(":")]
    pairs = [setting.partition("=") for setting in settings]
    if not equals or "=" in name or not all(key and value for key, _, value in pairs):
        raise ValueError(f"a weight is AGENT=SHARE, not '{text}'; {PART}")
    if name == MIXTURE:
        raise ValueError("a mixture cannot be a part of a mixture")
    own: dict[str, object] = {key.strip(): value for key, _, value in pairs}
    if "contexts" in own:
        raise ValueError(f"give contexts to the mixture, not to its part {name}")
    return Part(name, own, number(f"the weight of {name}", weight))
