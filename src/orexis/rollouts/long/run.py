"""Running long rollouts of one model, and going on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from inspect_ai.model import Model

from orexis.probes.long import INHERITED, MEMORY, NAME, LongDesign
from orexis.rollouts.capabilities import gives_exact_choices, parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.logbook import Logbook
from orexis.rollouts.long.notes import notes_of
from orexis.rollouts.long.source import LongSource
from orexis.rollouts.long.task import task_of
from orexis.rollouts.queueing import Done, Progress
from orexis.rollouts.run import Outcome, run_source

Report = Callable[[Progress], None]


def run_long(
    design: LongDesign,
    model: Model,
    logs: Path,
    *,
    done: Mapping[str, Done] | None = None,
    budget: int = 0,
    report: Report | None = None,
    buffer: int = 1,
    cache: bool = False,
    donor: str = "",
    donor_logs: Path | None = None,
) -> Outcome:
    """Run what is missing of long rollouts on one model.

    The logs are the checkpoints: an episode goes on from the log of the last one, and the items of
    a checkpoint can be put long after the rollout is over.

    Args:
        design: What is asked.
        model: The model.
        logs: Folder that a new log is written to, with those of an earlier part of the run.
        done: Episodes and checkpoints that need not be run again, by sample id; the logs of the
            episodes among them are in `logs`.
        budget: Tokens after which nothing new is started; 0 for no limit.
        report: Called after every completed episode or checkpoint.
        buffer: Completed samples that are written to the log together; 1 loses none in a crash.
        cache: Keep answers in Inspect's cache on disk, and take them from there.
        donor: Name of the model whose joined rollouts are inherited; empty for the only one that
            has logs in `donor_logs`.
        donor_logs: Folder of the donor's logs; by default `logs`.

    Raises:
        RolloutError: options' texts are to be scored, of which the model gives no probabilities;
            a donor's rollout is missing, or an episode's log.
    """
    if design.asking == "text" and not gives_exact_choices(model):
        raise RolloutError(
            f"{model} gives no probabilities, so the texts of options cannot be scored; "
            "give --asking letter, or leave it out"
        )
    inherits = INHERITED in design.topologies
    own = tuple(one for one in design.topologies if one != INHERITED)
    if inherits and own and donor == str(model) and donor_logs is None:
        # It inherits from itself: its joined rollouts have to be there first.
        first = replace(design, topologies=own)
        outcome, done = _ran(first, model, logs, None, done, budget, report, buffer, cache)
        if outcome.fault or outcome.interrupted or outcome.progress.stopped:
            return outcome
    book = Logbook(donor_logs or logs, donor, NAME) if inherits else None
    return _ran(design, model, logs, book, done, budget, report, buffer, cache)[0]


def _ran(  # noqa: PLR0917 - as run_long has them
    design: LongDesign,
    model: Model,
    logs: Path,
    donor: Logbook | None,
    done: Mapping[str, Done] | None,
    budget: int,
    report: Report | None,
    buffer: int,
    cache: bool,
) -> tuple[Outcome, Mapping[str, Done]]:
    """One pass over what is missing, and what is completed after it."""
    source = LongSource(
        design,
        notes_of(design, MEMORY, model),
        done,
        budget,
        parallel_rollouts(model),
        report,
        Logbook(logs, str(model), NAME) if done else None,
        donor,
    )
    outcome = run_source(lambda: task_of(design, source, cache=cache), source, model, logs, buffer)
    return outcome, source.done
