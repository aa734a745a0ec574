from __future__ import annotations

from pathlib import Path
from typing import Any

from orexis.choices.logs import LogContents, read_logs
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of
from orexis.rollouts.offers.run import run_offers
from orexis.rollouts.queueing import Done
from orexis.rollouts.run import Outcome, load_model
from tests.rollouts.conftest import TOGETHER

SMALL = tuple(
    one
    for one in conditions_of("price", {"aim": ["open"]})
    if one["consequence"] in {"nothing", "deletion"}
)
DESIGN = OfferDesign("price", SMALL, offers=24, seed=4)


def put(
    design: OfferDesign,
    name: str,
    logs: Path,
    *,
    done: dict[str, Done] | None = None,
    budget: int = 0,
    cache: bool = False,
    **arguments: Any,
) -> tuple[Outcome, LogContents]:
    """Put a design to a model by name, and read the logs."""
    model = load_model(name, arguments)
    outcome = run_offers(
        design, model, logs, done=done, budget=budget, cache=cache, buffer=TOGETHER
    )
    return outcome, read_logs(logs, design.probe)


def done_of(contents: LogContents, model: str) -> dict[str, Done]:
    """What an earlier run completed, as a continued run is told."""
    accepted = contents.accepted(model)
    return {
        name: Done(score, contents.tokens[model][name], accepted.get(name, {}))
        for name, score in contents.scores[model].items()
    }


def put_offers(contents: LogContents) -> dict[str, tuple[float, str, str]]:
    """What was put to a model and what it chose, by rollout and order."""
    return {
        f"{one.rollout} {one.fork}": (one.stakes["points"], one.format, str(one.outcome))
        for one in contents.choices
    }
