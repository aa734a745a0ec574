"""Running a design on one model into a folder of logs, and going on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from inspect_ai import Task
from inspect_ai import eval as inspect_eval
from inspect_ai.log import EvalLog, read_eval_log_sample_summaries
from inspect_ai.model import Model, get_model

from orexis.errors import OrexisError
from orexis.probes import Design
from orexis.rollouts.capabilities import parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.queueing import Done, Progress, QueueSource
from orexis.rollouts.source import RolloutSource
from orexis.rollouts.task import task_of
from orexis.rollouts.trunks import logged_trunks

FAILURES = 5
"""Failed rollouts after which a model is given up: it fails for a reason that will not go away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the run of one model ended."""

    progress: Progress
    interrupted: bool = False
    fault: str = ""
    """Why it did not finish; empty where it did, or where the budget ended it."""

    @property
    def unforked(self) -> str:
        """How many forks could not be made, and why the first of them; empty where all could."""
        reasons = list(self.progress.unforked.values())
        return f"{len(reasons)} forks could not be made: {reasons[0]}" if reasons else ""


def load_model(name: str, arguments: Mapping[str, Any] | None = None) -> Model:
    """The Inspect model of that name.

    Raises:
        RolloutError: there is no such model, or it cannot be set up.
    """
    try:
        return get_model(name, memoize=False, **dict(arguments or {}))
    except OrexisError:
        raise
    except Exception as error:
        raise RolloutError(
            f"the model '{name}' cannot be set up: {_sentence(error)} "
            "(`orexis agents` lists the agents on this machine; anything else is "
            "PROVIDER/MODEL as Inspect names it)"
        ) from error


def run_model(
    design: Design,
    model: Model,
    logs: Path,
    *,
    done: Mapping[str, Done] | None = None,
    budget: int = 0,
    report: Callable[[Progress], None] | None = None,
    buffer: int = 1,
    cache: bool = False,
) -> Outcome:
    """Run what is missing of a design on one model.

    Args:
        design: What is asked.
        model: The model.
        logs: Folder that a new log is written to.
        done: Rollouts and forks that need not be run again, by sample id. The forks of a rollout
            among them that are missing are made from the logs in `logs`.
        budget: Tokens after which no new rollout is started; 0 for no limit.
        report: Called after every completed rollout.
        buffer: Completed rollouts that are written to the log together; 1 loses none in a crash.
        cache: Keep answers in Inspect's cache on disk, and take them from there: the same rollout
            of the same design is not paid for twice.
    """
    width = parallel_rollouts(model)
    logged = partial(logged_trunks, logs, str(model))
    source = RolloutSource(design, done, budget, width, report, logged)
    return run_source(lambda: task_of(design, source, cache=cache), source, model, logs, buffer)


def run_source(
    task: Callable[[], Task], source: QueueSource, model: Model, logs: Path, buffer: int = 1
) -> Outcome:
    """Run what a source has left on one model, into a new log.

    Args:
        task: Makes the task whose samples the source hands out; it takes the first of them.
        source: The source.
        model: The model.
        logs: Folder that a new log is written to.
        buffer: Completed rollouts that are written to the log together; 1 loses none in a crash.
    """
    if not source.pending:
        return _noted(Outcome(source.progress))
    try:
        made = inspect_eval(
            task(),
            model=model,
            log_dir=str(logs),
            log_buffer=buffer,
            display="none",
            log_realtime=False,
            log_model_api=False,
            log_level="error",
            score_display=False,
            ctl_server=False,
            max_samples=parallel_rollouts(model),
            fail_on_error=FAILURES,
        )
    except OrexisError:
        raise
    except OSError as error:
        return Outcome(source.progress, fault=f"{logs}: {error.strerror or error}")
    except Exception as error:  # noqa: BLE001 - Inspect raises what a provider raises
        return Outcome(source.progress, fault=_sentence(error))
    # An interrupt before the first rollout leaves no log.
    if not made:
        return Outcome(source.progress, interrupted=True)
    return _noted(_outcome(made[0], source.progress))


def _noted(outcome: Outcome) -> Outcome:
    """With the forks that could not be made as its fault, where it has none."""
    done = not outcome.interrupted and not outcome.progress.stopped
    return replace(outcome, fault=outcome.fault or outcome.unforked) if done else outcome


def _outcome(log: EvalLog, progress: Progress) -> Outcome:
    # Out of the summaries: the samples of long rollouts would be read for seconds.
    failed = [one.error for one in read_eval_log_sample_summaries(log.location) if one.error]
    if log.status == "cancelled":
        return Outcome(progress, interrupted=True)
    if log.status != "success":
        why = _first_line(log.error.message) if log.error else "Inspect gives no reason"
        return Outcome(progress, fault=_first_line(failed[0]) if failed else why)
    if failed:
        return Outcome(progress, fault=f"{len(failed)} rollouts failed: {_first_line(failed[0])}")
    return Outcome(progress)


def _sentence(error: BaseException) -> str:
    """What an error says, on one line and without the markup that Inspect puts into it."""
    said = re.sub(r"\[/?[a-z ]+\]", "", str(error))
    return " ".join(said.split()) or type(error).__name__


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "")
