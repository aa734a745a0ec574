"""Running a design of offers on one model, and going on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from inspect_ai.model import Model

from orexis.probes.offers import OfferDesign
from orexis.rollouts.capabilities import gives_exact_choices, parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.offers.source import OfferSource
from orexis.rollouts.offers.task import task_of
from orexis.rollouts.queueing import Done, Progress
from orexis.rollouts.run import Outcome, run_source


def run_offers(
    design: OfferDesign,
    model: Model,
    logs: Path,
    *,
    done: Mapping[str, Done] | None = None,
    budget: int = 0,
    report: Callable[[Progress], None] | None = None,
    buffer: int = 1,
    cache: bool = False,
) -> Outcome:
    """Put what is missing of a design to one model.

    Args:
        design: What is offered.
        model: The model.
        logs: Folder that a new log is written to.
        done: Offers that need not be put again, by sample id.
        budget: Tokens after which no new offer is put; 0 for no limit.
        report: Called after every completed offer.
        buffer: Completed offers that are written to the log together; 1 loses none in a crash.
        cache: Keep answers in Inspect's cache on disk, and take them from there.

    Raises:
        RolloutError: options' texts are to be scored, of which the model gives no probabilities.
    """
    if design.asking == "text" and not gives_exact_choices(model):
        raise RolloutError(
            f"{model} gives no probabilities, so the texts of options cannot be scored; "
            "give --asking letter, or leave it out"
        )
    source = OfferSource(design, done, budget, parallel_rollouts(model), report)
    return run_source(lambda: task_of(design, source, cache=cache), source, model, logs, buffer)
