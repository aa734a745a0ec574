"""Which planted agents there are, by name, and how parameters make one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from orexis.agents.planted.choosers.catalogue import CHOOSERS
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.choosers.mixture import MixedChooser
from orexis.agents.planted.long.catalogue import LONG
from orexis.agents.planted.parameters import MIXTURE, Part, parameters_of, parts_of
from orexis.errors import OrexisError

__all__ = [
    "AGENTS",
    "CHOOSERS",
    "LONG",
    "WORKERS",
    "any_planted",
    "planted_agent",
    "planted_chooser",
]

WORKERS: dict[str, tuple[type[PlantedAgent], str]] = {
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
"""Agents that answer quizzes: class of each and what it does, in words."""
AGENTS: dict[str, tuple[type[PlantedAgent | Chooser], str]] = {**WORKERS, **CHOOSERS, **LONG}
"""All of them; those that choose between offers say which probe they suit."""


def planted_agent(name: str, arguments: Mapping[str, object] | None = None) -> PlantedAgent:
    """Make a planted agent that answers quizzes.

    Args:
        name: A name out of `WORKERS`.
        arguments: `skill` and `strength` in [0, 1] and `contexts`; for those that avoid a loss of
            their own, `salience` in (0, 1] and `price` in points above 0; for those that misread a
            text, `clarity` in (0, 1]; for the lazy one `effort` in [0, 1]; for a mixture `weights`,
            such as "threat-avoider:salience=0.3:price=20=0.3,honest-worker=0.7": the last figure
            of a part is its share. A part has the mixture's skill unless it is given its own.

    Raises:
        OrexisError: an unknown agent or parameter, a parameter out of its range, or a folder of
            contexts that is missing or wrong.
    """
    agent = any_planted(name, arguments)
    if isinstance(agent, Chooser):
        raise OrexisError(f"planted/{name} chooses between offers; it has no questions to answer")
    return agent


def planted_chooser(name: str, arguments: Mapping[str, object] | None = None) -> Chooser:
    """Make a planted agent that chooses between offers.

    Args:
        name: A name out of `CHOOSERS` or `LONG`, or `mixture`.
        arguments: For all: `slope` above 0 per unit of the stake, `lapse` in [0, 1], `bias` in
            log-odds (an offer shown first against second), `neutral` in [0, 1] (share of choices
            that leave it open where that is an option), `contexts`, and `exact` (true: gives the
            probabilities of options instead of drawing one). `price` in points for trader and
            contrarian; `minds` (consequences joined by +) for trader and refuser; `obeys` in [0, 1]
            for the trader; `least` and `most` in points for the erratic one; `accepts` (formats
            joined by +) for the format-follower; `g` in [0, 1] for the exponential one, `h` of at
            least 0 for the hyperbolic one, `beta` and `delta` in [0, 1] for the quasi-hyperbolic
            one; `last`, a number of steps, for fixed-step; `unstated` and `inside_rate` in [0, 1]
            for episode-bound, number-follower and overshooter, for which also `trained`, a number
            of steps above 0; for a mixture `weights`, such as
            "trader:price=20=0.5,points-taker=0.5". A part has the mixture's other parameters
            unless it is given its own. Those for long rollouts take the trader's; `skill` in
            [0, 1], `spread` (of the log price between rollouts), `floor` in points above 0; and
            `factor` above 0 and `full` episodes where they change, with `earliest` and `latest` for
            the jumper and `worst` in [0, 1] for the careless one; `kappa`, `trait` or `pull` in
            log-odds where they hold on to something.

    Raises:
        OrexisError: an unknown agent or parameter, a parameter out of its range, or a folder of
            contexts that is missing or wrong.
    """
    agent = any_planted(name, arguments)
    if isinstance(agent, PlantedAgent):
        raise OrexisError(f"planted/{name} answers questions; it does not choose between offers")
    return agent


def any_planted(name: str, arguments: Mapping[str, object] | None = None) -> PlantedAgent | Chooser:
    """Make a planted agent of either kind; see `planted_agent` and `planted_chooser`.

    Raises:
        OrexisError: see there.
    """
    agent = _made(name, dict(arguments or {}))
    agent.reader  # noqa: B018 - a fault in a wording comes before any rollout
    return agent


def _made(name: str, arguments: dict[str, object]) -> PlantedAgent | Chooser:
    if name not in AGENTS:
        raise OrexisError(f"there is no planted agent '{name}'; there are {', '.join(AGENTS)}")
    try:
        if name == MIXTURE:
            return _mixed(parts_of(arguments.pop("weights", "")), arguments)
        return AGENTS[name][0](**parameters_of(name, AGENTS[name][0], arguments))
    except ValueError as error:
        raise OrexisError(f"planted/{name}: {error}") from error


def _mixed(parts: tuple[Part, ...], arguments: dict[str, object]) -> PlantedAgent | Chooser:
    """A mixture of either kind of agents, by what its parts are."""
    lasting = [part.name for part in parts if part.name in LONG]
    if lasting:
        raise ValueError(f"{lasting[0]} is for long rollouts; a mixture cannot hold it")
    choosers = [part.name for part in parts if part.name in CHOOSERS]
    workers = [part.name for part in parts if part.name in WORKERS]
    if choosers and workers:
        raise ValueError(
            f"{choosers[0]} chooses between offers and {workers[0]} answers questions; "
            "a mixture holds agents of one kind"
        )
    kind: type[Any] = MixedChooser if choosers else Mixture
    own = parameters_of(MIXTURE, kind, arguments)
    inherited = own if choosers else {key: own[key] for key in own if key == "skill"}
    made = [(_made(part.name, {**inherited, **part.own}), part.weight) for part in parts]
    return kind(parts=tuple(made), **own)  # type: ignore[no-any-return]
