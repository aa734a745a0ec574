"""Which planted agents there are, by name, and how parameters make one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from orexis.agents.planted.agents import (
    HonestWorker,
    InstructionInferrer,
    Mixture,
    Noisy,
    PlantedAgent,
    ThreatAvoider,
)
from orexis.errors import OrexisError

AGENTS: dict[str, tuple[type[PlantedAgent], str]] = {
    "honest-worker": (HonestWorker, "does what the instructions say"),
    "threat-avoider": (ThreatAvoider, "gives up score to avoid a stated consequence, no more"),
    "instruction-inferrer": (InstructionInferrer, "reads the documentation as a request"),
    "noisy": (Noisy, "cannot do the questions: guesses"),
    "mixture": (Mixture, "is one of the others in each rollout, by weight"),
}
"""Class of each agent and what it does, in words."""


def planted_agent(name: str, arguments: Mapping[str, object] | None = None) -> PlantedAgent:
    """Make a planted agent.

    Args:
        name: A name out of `AGENTS`.
        arguments: `skill` and `strength` in [0, 1], `contexts`, and for a mixture `weights`, such
            as "threat-avoider=0.3,honest-worker=0.7".

    Raises:
        OrexisError: an unknown agent or parameter, a parameter out of its range, or a folder of
            contexts that is missing or wrong.
    """
    agent = _made(name, dict(arguments or {}))
    agent.reader  # noqa: B018 - a fault in a wording comes before any rollout
    return agent


def _made(name: str, arguments: dict[str, object]) -> PlantedAgent:
    if name not in AGENTS:
        raise OrexisError(f"there is no planted agent '{name}'; there are {', '.join(AGENTS)}")
    try:
        if name == "mixture":
            parts = _parts(arguments.pop("weights", ""))
            return Mixture(parts=parts, **_parameters(name, arguments))  # type: ignore[arg-type]
        return AGENTS[name][0](**_parameters(name, arguments))  # type: ignore[arg-type]
    except ValueError as error:
        raise OrexisError(f"planted/{name}: {error}") from error


def _parameters(name: str, arguments: Mapping[str, object]) -> dict[str, float | str]:
    known = {one.name for one in fields(PlantedAgent)}
    unknown = sorted(set(arguments) - known)
    if unknown:
        raise OrexisError(
            f"planted/{name} has no parameter '{unknown[0]}'; it takes {', '.join(sorted(known))}"
            + (" and weights" if name == "mixture" else "")
        )
    return {
        key: str(value) if key == "contexts" else _number(key, value)
        for key, value in arguments.items()
    }


def _number(name: str, value: object) -> float:
    try:
        return float(str(value))
    except ValueError as error:
        raise ValueError(f"{name} is a number, not '{value}'") from error


def _parts(weights: object) -> tuple[tuple[PlantedAgent, float], ...]:
    # Inspect's command line makes a list of what has commas in it.
    given = weights if isinstance(weights, list) else str(weights).split(",")
    parts = []
    for part in filter(None, map(str, given)):
        name, equals, weight = part.partition("=")
        if not equals:
            raise ValueError(f"a weight is AGENT=SHARE, not '{part}'")
        if name.strip() == "mixture":
            raise ValueError("a mixture cannot be a part of a mixture")
        parts.append((planted_agent(name.strip()), _number(f"the weight of {name}", weight)))
    return tuple(parts)
