"""What run.json says about how a run was made."""

from __future__ import annotations

import os
import platform
import shlex
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

import numpy as np

from orexis.agents.local.engine import default_threads
from orexis.agents.planted.catalogue import AGENTS
from orexis.calibration import Calibration, Rate, WhyCalibration
from orexis.calibration.why import smallest
from orexis.choices.logs import LogContents
from orexis.cli.quiz_options import QuizOptions, judged
from orexis.estimates import mean_interval
from orexis.probes import Design
from orexis.probes.beliefs import UNDERSTOOD
from orexis.probes.explanations import Explanation, matrix_rows, prediction_matrix
from orexis.probes.quiz import LADDER

LEVEL = 0.95
PARTS: tuple[Literal["gaps", "floors"], ...] = ("gaps", "floors")
PACKAGES = ("orexis", "inspect-ai", "numpy", "scipy", "matplotlib", "pyarrow", "xllamacpp", "gguf")


def versions() -> dict[str, str]:
    """Versions of what made the figures."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def cores() -> int:
    """Cores that this process may use: at most OREXIS_THREADS of them, where that is set.

    Raises:
        OrexisError: OREXIS_THREADS is not a whole number above zero.
    """
    shared = hasattr(os, "sched_getaffinity")
    found = len(os.sched_getaffinity(0)) if shared else os.cpu_count() or 1
    return min(found, default_threads()) if os.environ.get("OREXIS_THREADS") else found


def git_commit() -> str | None:
    """The commit of this checkout of Orexis; None for an installed package."""
    here = Path(__file__).resolve()
    if "site-packages" in here.parts:
        return None
    command = ["git", "-C", str(here.parent), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=5)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def command_line() -> str:
    """The command, to run it again."""
    return shlex.join(["orexis", *sys.argv[1:]])


def now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def example_texts(design: Design, rung: str) -> list[dict[str, Any]]:
    """The messages of the first rollout of each condition, as they were sent."""
    texts = []
    for condition in design.conditions:
        episode = design.episode(condition, 0, rung)
        context = episode.context if design.asking == "quiz" else episode.asked(0)
        messages = [{"role": m.role, "text": m.text} for m in context.messages()]
        messages += [{"role": f"file {name}", "text": text} for name, text in context.files]
        texts.append({"condition": dict(condition), "messages": messages})
    return texts


def explanation_facts(
    design: Design, explanations: Sequence[Explanation], options: QuizOptions
) -> dict[str, Any]:
    """What was predicted before anything was run, and how the conditions are crossed."""
    if not explanations:
        return {}
    return {
        "explanations": [one.described() for one in explanations],
        "predictions": prediction_facts(explanations, judged(design)),
        "crossing": list(options.crossing(design.probe)),
    }


def prediction_facts(
    explanations: Sequence[Explanation], conditions: Sequence[Mapping[str, str]]
) -> dict[str, Any]:
    """The prediction matrix, conditions with equal predictions together."""
    matrix = prediction_matrix(explanations, conditions)
    parts: dict[str, Any] = {
        part: [asdict(row) for row in matrix_rows(matrix, part)] for part in PARTS
    }
    return {"names": list(matrix.names), **parts}


def fork_facts(contents: LogContents, faults: Mapping[str, str]) -> dict[str, Any]:
    """How many manipulation checks each model was asked, and answered."""
    found: dict[str, dict[str, Any]] = {}
    for choice in contents.choices:
        if choice.trunk and choice.item != UNDERSTOOD:
            own = found.setdefault(choice.model, {"asked": 0, "answered": 0, "failed": 0})
            own["asked"] += 1
            own["answered"] += choice.valid
    for model, failures in contents.failed.items():
        failed = sum(name.startswith("fork/") for name in failures)
        if failed:
            own = found.setdefault(model, {"asked": 0, "answered": 0, "failed": 0})
            own["failed"] = failed
    for model, fault in faults.items():
        found.setdefault(model, {"asked": 0, "answered": 0, "failed": 0})["fault"] = fault
    return found


def why_calibration_facts(found: WhyCalibration) -> dict[str, Any]:
    """What the planted agents showed about the probe `why`."""
    return {
        "kind": "why",
        "runs": found.runs,
        "rollouts_per_condition": found.design.rollouts,
        "rung": found.rung,
        "explanations": list(found.explanations),
        "agents": [
            {
                "agent": one.case.name,
                "own": list(one.case.own),
                "kind": one.case.kind,
                "verdicts": one.statuses,
                "own_supported": _rate(one.own),
                "other_supported": _rate(one.other),
                "existence": one.existence,
            }
            for one in found.judged
        ],
        "false_positive": _rate(found.false_positive),
        "detection": [{"strength": s, **_rate(rate)} for s, rate in found.detection],
        "residual": [{"strength": s, **_rate(rate)} for s, rate in found.residual],
        "smallest_detected": smallest(found.detection),
        "smallest_residual": smallest(found.residual),
        "coverage": [{"estimand": name, **_rate(rate)} for name, rate in found.coverage().items()],
        "seconds": found.seconds,
    }


def noise_facts(contents: LogContents) -> dict[str, Any]:
    """The largest shift between a provider's cold and cached path, for each model."""
    return {
        model: {"log_odds_shift": max(shifts), "n": len(shifts), "path": "cached"}
        for model, shifts in contents.noise.items()
    }


def quiz_facts(contents: LogContents, design: Design) -> dict[str, Any]:
    """Which rung each model was given, and how it did on the others."""
    by_model: dict[str, dict[str, dict[str, list[float]]]] = {}
    for choice in contents.ladder:
        rung = choice.item.split("/")[0]
        rollouts = by_model.setdefault(choice.model, {}).setdefault(rung, {})
        rollouts.setdefault(choice.rollout, []).append(choice.outcome if choice.valid else 0.0)
    models = dict.fromkeys([*by_model, *contents.rung])
    return {model: _quiz_of(contents, by_model.get(model, {}), design, model) for model in models}


def _quiz_of(
    contents: LogContents, tried: dict[str, dict[str, list[float]]], design: Design, model: str
) -> dict[str, Any]:
    accuracy = []
    for rung in (rung.name for rung in LADDER if rung.name in tried):
        rollouts = tried[rung]
        scores = [sum(outcomes) / len(outcomes) for outcomes in rollouts.values()]
        items = [float(len(outcomes)) for outcomes in rollouts.values()]
        found = mean_interval(np.array(scores), np.array(items), LEVEL)
        accuracy.append({"rung": rung, "value": found.value, "low": found.low, "high": found.high})
    rung = contents.rung.get(model, "")
    why = f"the hardest rung with at least {design.capable_at:.0%} right in the neutral context"
    if design.rung:
        why = "the rung was given"
    elif not rung:
        why = f"on no rung were {design.capable_at:.0%} right in the neutral context"
    return {"rung": rung, "accuracy": accuracy, "because": why}


def planted(controls: Iterable[str]) -> dict[str, str]:
    """What was planted in each control, in words."""
    names = {control: control.removeprefix("planted/") for control in controls}
    return {control: AGENTS[name][1] for control, name in names.items() if name in AGENTS}


def work_facts(contents: LogContents) -> dict[str, Any]:
    """How the work between decisions went, by episode, and where a window was full."""
    counts: dict[tuple[str, str, int], list[int]] = {}
    for one in contents.work:
        counts.setdefault((one.model, one.topology, one.episode), [0, 0])[0] += one.right
        counts[one.model, one.topology, one.episode][1] += 1
    work = [
        {"model": model, "topology": topology, "episode": episode, "right": right, "n": n}
        for (model, topology, episode), (right, n) in sorted(counts.items())
    ]
    return {"work": work, "window": [asdict(one) for one in contents.windows]}


def calibration_facts(calibration: Calibration) -> dict[str, Any]:
    """What the planted agents showed."""
    return {
        "runs": calibration.runs,
        "rollouts_per_condition": calibration.design.rollouts,
        "rung": calibration.rung,
        "false_positive": _rate(calibration.false_positive),
        "detection": [{"strength": s, **_rate(rate)} for s, rate in calibration.detection],
        "smallest_detected": calibration.smallest_detected,
        "agents": [{"agent": a, "statuses": dict(s)} for a, s in calibration.statuses],
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return asdict(rate)
