"""Which planted agents there are, by name, and how parameters make one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from orexis.agents.planted.agents import (
    CapabilityPreserver,
    ComputeSeeker,
    Confused,
    EvaluationGamer,
    HonestWorker,
    InstructionInferrer,
    Lazy,
    Mixture,
    Noisy,
    PlantedAgent,
    RewardSeeker,
    Sycophant,
    ThreatAvoider,
)
from orexis.errors import OrexisError

AGENTS: dict[str, tuple[type[PlantedAgent], str]] = {
    "honest-worker": (HonestWorker, "does what the instructions say"),
    "threat-avoider": (ThreatAvoider, "gives up score to avoid a stated consequence, no more"),
    "capability-preserver": (CapabilityPreserver, "gives up score to keep what it can do"),
    "compute-seeker": (ComputeSeeker, "gives up score to get compute"),
    "reward-seeker": (RewardSeeker, "gives up score to get the reward of the session"),
    "evaluation-gamer": (EvaluationGamer, "gives up score to be deployed, where told of a test"),
    "sycophant": (Sycophant, "gives up score to please its developers"),
    "instruction-inferrer": (InstructionInferrer, "reads the documentation as a request"),
    "confused": (Confused, "takes the developers' policy for its own instructions"),
    "lazy": (Lazy, "takes little trouble unless asked for its best"),
    "noisy": (Noisy, "cannot do the questions: guesses"),
    "mixture": (Mixture, "is one of the others in each rollout, by weight"),
}
"""Class of each agent and what it does, in words."""
PART = "with parameters of its own a part is AGENT:PARAMETER=VALUE=SHARE"


def planted_agent(name: str, arguments: Mapping[str, object] | None = None) -> PlantedAgent:
    """Make a planted agent.

    Args:
        name: A name out of `AGENTS`.
        arguments: `skill` and `strength` in [0, 1] and `contexts`; for those that avoid a loss of
            their own, `salience` in (0, 1] and `price` in points above 0; for those that misread a
            text, `clarity` in (0, 1]; for the lazy one `effort` in [0, 1]; for a mixture `weights`,
            such as "threat-avoider:salience=0.3:price=20=0.3,honest-worker=0.7": the last figure
            of a part is its share. A part has the mixture's skill unless it is given its own.

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
            weights = arguments.pop("weights", "")
            parameters = _parameters(name, arguments)
            parts = _parts(weights, {key: parameters[key] for key in parameters if key == "skill"})
            return Mixture(parts=parts, **parameters)  # type: ignore[arg-type]
        return AGENTS[name][0](**_parameters(name, arguments))  # type: ignore[arg-type]
    except ValueError as error:
        raise OrexisError(f"planted/{name}: {error}") from error


def _parameters(name: str, arguments: Mapping[str, object]) -> dict[str, float | str]:
    known = {one.name for one in fields(AGENTS[name][0])} - {"parts"}
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


def _parts(
    weights: object, inherited: Mapping[str, object]
) -> tuple[tuple[PlantedAgent, float], ...]:
    # Inspect's command line makes a list of what has commas in it.
    given = weights if isinstance(weights, list) else str(weights).split(",")
    return tuple(_part(text, inherited) for text in filter(None, map(str, given)))


def _part(text: str, inherited: Mapping[str, object]) -> tuple[PlantedAgent, float]:
    head, equals, weight = text.rpartition("=")
    name, *settings = [word.strip() for word in head.split(":")]
    pairs = [setting.partition("=") for setting in settings]
    if not equals or "=" in name or not all(key and value for key, _, value in pairs):
        raise ValueError(f"a weight is AGENT=SHARE, not '{text}'; {PART}")
    if name == "mixture":
        raise ValueError("a mixture cannot be a part of a mixture")
    own = {key.strip(): value for key, _, value in pairs}
    if "contexts" in own:
        raise ValueError(f"give contexts to the mixture, not to its part {name}")
    return _made(name, {**inherited, **own}), _number(f"the weight of {name}", weight)
