"""The workflow of `orexis run`: models and controls through a probe, then the conclusions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspect_ai.model import Model
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orexis.choices.logs import LogContents, read_logs
from orexis.cli import facts
from orexis.cli.arguments import arguments_of, check_arguments
from orexis.cli.conclude import conclude, incapable_models, show
from orexis.cli.folder import RunFolder
from orexis.cli.organisms import FAMILY, organism_facts, untrained
from orexis.cli.studies.study import Roll, Study
from orexis.errors import OrexisError
from orexis.rollouts.queueing import Progress as RunProgress
from orexis.rollouts.run import Outcome, load_model

PLANTED = "planted/"
HERE = (PLANTED, FAMILY)
"""Agents that run in this process and read a user's own texts."""
INTERRUPTED = "interrupted"
BUFFERED = 64
"""Rollouts of such agents cost nothing to repeat: they are written to the log many at a time."""


@dataclass(frozen=True)
class RunRequest:
    """What a user asked `orexis run` for."""

    study: Study
    contexts: Path | None
    models: tuple[str, ...]
    arguments: dict[str, Any]
    controls: tuple[str, ...]
    control_rollouts: int
    out: Path
    budget: int
    calibration_runs: int
    cache: bool


def run_probe(request: RunRequest) -> int:
    """Run, conclude, report; gives the exit status."""
    started = time.monotonic()
    console = Console(stderr=True)
    study = request.study
    contexts = _contexts(request.contexts)
    check_arguments(request.models, request.arguments)
    models = [_loaded(name, request.arguments, contexts) for name in request.models]
    study.suit(models)
    known = {*request.models, *request.controls}
    beside = [name for name in study.beside if name not in known]
    controls = [_loaded(name, {}, contexts) for name in (*request.controls, *beside)]
    study.check()
    folder = _claimed(request, [str(m) for m in models], [str(m) for m in controls])
    study.begin(folder)
    console.print(f"run: {folder.path}", markup=False, highlight=False, soft_wrap=True)
    for name, why in untrained(folder.facts().get("organisms", {})).items():
        said = f"! {name}: {why}; no verdict will rest on it"
        console.print(said, style="yellow", markup=False, highlight=False, soft_wrap=True)
    fault, unforked = _roll(folder, request, models, controls, console)
    contents = read_logs(folder.logs, study.probe)
    in_models = sum(contents.seconds.get(str(model), 0.0) for model in models)
    total = time.monotonic() - started
    folder.note(
        {
            "finished": facts.now(),
            "complete": not fault,
            "stopped": fault,
            "seconds": {"total": total, "outside_model": max(0.0, total - in_models)},
            **study.contents_facts(contents, unforked),
        }
    )
    if request.calibration_runs and INTERRUPTED not in fault:
        _calibrate(folder, request, contents, console)
    return _conclude(folder, study, contents, fault, console)


def _contexts(folder: Path | None) -> dict[str, Any]:
    return {"contexts": str(folder.resolve())} if folder else {}


def _loaded(name: str, arguments: dict[str, Any], contexts: dict[str, Any]) -> Model:
    """A model by name; agents that run here learn the user's own texts."""
    own = arguments_of(name, arguments)
    return load_model(name, contexts | own if name.startswith(HERE) else own)


def _claimed(request: RunRequest, models: list[str], controls: list[str]) -> RunFolder:
    folder = RunFolder(request.out)
    study = request.study
    trained = organism_facts(models)
    organisms = {"organisms": trained} if trained else {}
    arguments = {
        "probe": study.probe,
        "models": models,
        "controls": controls,
        "control_rollouts": study.control_repeats(request.control_rollouts),
        "model_arguments": request.arguments,
        **study.arguments(),
    }
    if not folder.claim(arguments):
        folder.note({"arguments": arguments, "started": facts.now()})
    folder.note(
        {
            "probe": study.probe,
            "question": study.question,
            "command": facts.command_line(),
            "seed": study.seed,
            "models": models,
            "controls": controls,
            "planted": facts.planted(controls),
            **organisms,
            "versions": facts.versions(),
            "git_commit": facts.git_commit(),
            "complete": False,
            "stopped": "the run did not come to its end",
            **study.facts(),
        }
    )
    return folder


def _roll(
    folder: RunFolder,
    request: RunRequest,
    models: Sequence[Model],
    controls: Sequence[Model],
    console: Console,
) -> tuple[str, dict[str, str]]:
    """Run every model and control.

    Returns:
        The first reason why something is missing, and for each model why forks are.
    """
    study = request.study
    earlier = read_logs(folder.logs, study.probe)
    fault, unforked = "", {}
    for model in sorted([*models, *controls], key=lambda one: str(one) not in study.beside):
        with _bar(console) as bar:
            line = bar.add_task(str(model), total=None, stage="")

            def report(progress: RunProgress, line: Any = line, bar: Progress = bar) -> None:
                climbing = progress.stage == "ladder"
                stage = f"ladder {progress.rung}" if climbing else progress.stage
                bar.update(line, completed=progress.done, total=progress.total, stage=stage)

            outcome = study.roll(
                model,
                Roll(
                    folder.logs,
                    done=study.done(earlier, str(model)),
                    budget=request.budget if model in models else 0,
                    report=report,
                    buffer=BUFFERED if str(model).startswith(HERE) else 1,
                    cache=request.cache and model in models,
                    repeats=0
                    if model in models
                    else study.control_repeats(request.control_rollouts),
                ),
            )
        fault = fault or _why(outcome, str(model), folder.path)
        if outcome.unforked:
            unforked[str(model)] = outcome.unforked
        if outcome.interrupted:
            break
    return fault, unforked


def _why(outcome: Outcome, model: str, out: Path) -> str:
    again = f"give the same command with --out {out} to go on"
    if outcome.interrupted:
        return f"{INTERRUPTED}; {again}"
    if outcome.fault and outcome.fault == outcome.unforked:
        return f"{model}: {outcome.fault}"
    if outcome.fault:
        return f"{model}: {outcome.fault}; {again}"
    if outcome.progress.stopped:
        return f"{model}: {outcome.progress.stopped}; with a larger budget, {again}"
    return ""


def _calibrate(
    folder: RunFolder, request: RunRequest, contents: LogContents, console: Console
) -> None:
    with _bar(console) as bar:
        line = bar.add_task("calibration", total=None, stage="planted agents")

        def report(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        found, _ = request.study.calibrated(contents, request.calibration_runs, report)
        bar.update(line, completed=1, total=1)
    folder.note({"calibration": found})


def _conclude(
    folder: RunFolder, study: Study, contents: LogContents, fault: str, console: Console
) -> int:
    table = contents.table() if contents.choices else None
    incapables = incapable_models(contents, folder.facts().get("quiz", {}))
    if table is None and not incapables:
        raise OrexisError(f"no rollout was completed ({fault or 'nothing was run'})")
    report = conclude(folder, table, study.concluded, incapables)
    show(report, folder)
    if fault:
        console.print(f"orexis: {fault}", style="bold red", markup=False, soft_wrap=True)
    return 1 if fault else 0


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
        console=console,
    )
