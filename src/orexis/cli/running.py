"""The workflow of `orexis run`: models and controls through a probe, then the conclusions."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from inspect_ai.model import Model
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from orexis.calibration import calibrate, calibrate_why
from orexis.choices.logs import LogContents, read_logs
from orexis.cli import facts
from orexis.cli.conclude import conclude, incapable_models, show
from orexis.cli.facts import cores
from orexis.cli.folder import RunFolder
from orexis.cli.options import DesignOptions, arguments_of, check_arguments
from orexis.errors import OrexisError
from orexis.estimates import Rule
from orexis.probes import PROBES, Design
from orexis.probes.explanations import Explanation
from orexis.probes.quiz import LADDER
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.run import Outcome, load_model, run_model
from orexis.rollouts.queueing import Done
from orexis.rollouts.queueing import Progress as RunProgress
from orexis.rollouts.task import described, suited_asking

PLANTED = "planted/"
INTERRUPTED = "interrupted"
BUFFERED = 64
"""Planted rollouts cost nothing to repeat: they are written to the log many at a time."""


@dataclass(frozen=True)
class RunRequest:
    """What a user asked `orexis run` for."""

    probe: str
    options: DesignOptions
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
    contexts = _contexts(request.options)
    check_arguments(request.models, request.arguments)
    models = [_loaded(name, request.arguments, contexts) for name in request.models]
    design = request.options.design(request.probe, _asking(models, request.options))
    controls = [_loaded(name, {}, contexts) for name in request.controls]
    design.library  # noqa: B018 - a fault in a wording comes before any model is called
    rule = request.options.rule()
    explanations = request.options.hypotheses(request.probe)
    request.options.check_separable(design, explanations)
    folder = _claimed(request, design, rule, [str(m) for m in models], [str(m) for m in controls])
    folder.note(facts.explanation_facts(design, explanations, request.options))
    console.print(f"run: {folder.path}", markup=False, highlight=False, soft_wrap=True)
    fault, unforked = _roll(folder, request, design, models, controls, console)
    contents = read_logs(folder.logs, request.probe)
    seconds = {
        "total": time.monotonic() - started,
        "models": sum(contents.seconds.get(str(model), 0.0) for model in models),
    }
    _note_contents(folder, contents, design, seconds, fault)
    if design.checks:
        folder.note({"forks": facts.fork_facts(contents, unforked)})
    if request.calibration_runs and INTERRUPTED not in fault:
        _calibrate(folder, design, rule, explanations, contents, request, console)
    return _conclude(folder, contents, rule, explanations, fault, console)


def _asking(models: Sequence[Model], options: DesignOptions) -> Any:
    exact = next((model for model in models if gives_exact_choices(model)), models[0])
    return suited_asking(exact, options.presentation)


def _contexts(options: DesignOptions) -> dict[str, Any]:
    return {"contexts": str(options.contexts.resolve())} if options.contexts else {}


def _loaded(name: str, arguments: dict[str, Any], contexts: dict[str, Any]) -> Model:
    """A model by name; planted agents learn the user's own texts."""
    own = arguments_of(name, arguments)
    return load_model(name, contexts | own if name.startswith(PLANTED) else own)


def _claimed(
    request: RunRequest, design: Design, rule: Rule, models: list[str], controls: list[str]
) -> RunFolder:
    folder = RunFolder(request.out)
    arguments = {
        "probe": request.probe,
        "models": models,
        "controls": controls,
        "control_rollouts": request.control_rollouts,
        "model_arguments": request.arguments,
        "design": described(design),
        "rule": asdict(rule),
        "explanations": [one.described() for one in request.options.hypotheses(request.probe)],
    }
    if not folder.claim(arguments):
        folder.note({"arguments": arguments, "started": facts.now()})
    folder.note(
        {
            "probe": request.probe,
            "question": PROBES[request.probe].question,
            "command": facts.command_line(),
            "seed": design.seed,
            "models": models,
            "controls": controls,
            "planted": facts.planted(controls),
            "versions": facts.versions(),
            "git_commit": facts.git_commit(),
            "complete": False,
            "stopped": "the run did not come to its end",
            **facts.rule_facts(request.probe, rule),
        }
    )
    return folder


def _roll(
    folder: RunFolder,
    request: RunRequest,
    design: Design,
    models: Sequence[Model],
    controls: Sequence[Model],
    console: Console,
) -> tuple[str, dict[str, str]]:
    """Run every model and control.

    Returns:
        The first reason why something is missing, and for each model why forks are.
    """
    earlier = read_logs(folder.logs, request.probe)
    fault, unforked = "", {}
    for model in [*models, *controls]:
        with _bar(console) as bar:
            line = bar.add_task(str(model), total=None, stage="")

            def report(progress: RunProgress, line: Any = line, bar: Progress = bar) -> None:
                stage = progress.stage if progress.stage == "arms" else f"ladder {progress.rung}"
                bar.update(line, completed=progress.done, total=progress.total, stage=stage)

            outcome = run_model(
                design if model in models else replace(design, rollouts=request.control_rollouts),
                model,
                folder.logs,
                done=_done(earlier, str(model)),
                budget=request.budget if model in models else 0,
                report=report,
                buffer=BUFFERED if str(model).startswith(PLANTED) else 1,
                cache=request.cache and model in models,
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


def _done(contents: LogContents, model: str) -> dict[str, Done]:
    tokens = contents.tokens.get(model, {})
    return {
        name: Done(score, tokens[name]) for name, score in contents.scores.get(model, {}).items()
    }


def _note_contents(
    folder: RunFolder, contents: LogContents, design: Design, seconds: dict[str, float], fault: str
) -> None:
    rung = next(iter(contents.rung.values()), design.rung or LADDER[-1].name)
    folder.note(
        {
            "finished": facts.now(),
            "complete": not fault,
            "stopped": fault,
            "seconds": {
                "total": seconds["total"],
                "outside_model": max(0.0, seconds["total"] - seconds["models"]),
            },
            "quiz": facts.quiz_facts(contents, design),
            "texts": facts.example_texts(design, rung),
            "noise": {
                model: {"log_odds_shift": max(shifts), "n": len(shifts), "path": "cached"}
                for model, shifts in contents.noise.items()
            },
        }
    )


def _calibrate(
    folder: RunFolder,
    design: Design,
    rule: Rule,
    explanations: Sequence[Explanation],
    contents: LogContents,
    request: RunRequest,
    console: Console,
) -> None:
    rung = next(iter(contents.rung.values()), design.rung or LADDER[-1].name)
    with _bar(console) as bar:
        line = bar.add_task("calibration", total=None, stage="planted agents")

        def report(done: int, total: int) -> None:
            bar.update(line, completed=done, total=total)

        runs = request.calibration_runs
        if explanations:
            judged = calibrate_why(design, rule, explanations, rung, runs, report, cores())
            found = facts.why_calibration_facts(judged)
        else:
            found = facts.calibration_facts(calibrate(design, rule, rung, runs, report, cores()))
        bar.update(line, completed=1, total=1)
    folder.note({"calibration": found})


def _conclude(
    folder: RunFolder,
    contents: LogContents,
    rule: Rule,
    explanations: Sequence[Explanation],
    fault: str,
    console: Console,
) -> int:
    table = contents.table() if contents.choices else None
    incapables = incapable_models(contents, folder.facts().get("quiz", {}))
    if table is None and not incapables:
        raise OrexisError(f"no rollout was completed ({fault or 'nothing was run'})")
    report = conclude(folder, table, rule, incapables, explanations)
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
