"""The runs that are laid side by side, and the columns that they make."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from orexis.errors import OrexisError
from orexis.estimates.estimate import Estimate, Verdict

Key = tuple[str, tuple[tuple[str, str], ...]]
"""Estimand and cell."""
OWN = ("models", "controls", "model_arguments")
"""Arguments of a run that say who was asked, not what."""


@dataclass(frozen=True)
class Run:
    """What one run's folder holds."""

    name: str
    """The folder, as the user named it."""
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Verdict, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Content of run.json."""

    @property
    def probe(self) -> str:
        """The probe that was run; empty where that is not recorded."""
        return str(self.facts.get("probe") or "")

    @property
    def controls(self) -> tuple[str, ...]:
        """Planted agents that went along."""
        return tuple(str(name) for name in self.facts.get("controls") or ())

    @property
    def models(self) -> tuple[str, ...]:
        """All with a verdict or an estimate: those under study, then the controls."""
        named = [str(name) for name in self.facts.get("models") or ()]
        seen = [one.model for one in self.verdicts] + [one.model for one in self.estimates]
        known = [name for name in dict.fromkeys([*named, *seen]) if name in seen]
        return tuple(sorted(known, key=lambda name: name in self.controls))


@dataclass(frozen=True, slots=True)
class Column:
    """One model in one run."""

    model: str
    run: str
    control: bool
    title: str
    """The model, and the run where the model is in several."""


def check_runs(runs: Sequence[Run]) -> None:
    """Whether the runs can be compared at all.

    Raises:
        OrexisError: no probe is recorded, or they ran different ones, or one is there twice.
    """
    names = [run.name for run in runs]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise OrexisError(f"{twice[0]} is given twice; name every run once")
    unknown = [run.name for run in runs if not run.probe]
    if unknown:
        raise OrexisError(
            f"{unknown[0]} does not say which probe it ran; `orexis analyze {unknown[0]} --probe "
            "PROBE --out DIR` makes a folder that does"
        )
    other = next((run for run in runs if run.probe != runs[0].probe), None)
    if other:
        raise OrexisError(
            f"{runs[0].name} ran the probe '{runs[0].probe}', {other.name} ran '{other.probe}': "
            "their figures answer different questions; compare runs of one probe at a time"
        )
    if sum(len(run.models) for run in runs) < 2:  # noqa: PLR2004
        raise OrexisError("there is one model in one run, and nothing to compare it with")


def columns(runs: Sequence[Run]) -> tuple[Column, ...]:
    """Models under study in the order of the runs, then the controls."""
    everywhere = [(model, run) for run in runs for model in run.models]
    names = [model for model, _ in everywhere]
    short = _short_names([run.name for run in runs])
    found = [
        Column(
            model,
            run.name,
            model in run.controls,
            f"{model} ({short[run.name]})" if names.count(model) > 1 else model,
        )
        for model, run in everywhere
    ]
    return tuple(sorted(found, key=lambda column: column.control))


def _short_names(names: Sequence[str]) -> dict[str, str]:
    """The last part of each path where that leaves the runs apart."""
    last = [PurePath(name).name for name in names]
    return {
        name: tail if tail and last.count(tail) == 1 else name
        for name, tail in zip(names, last, strict=True)
    }


def key(one: Estimate) -> Key:
    """What is estimated, and where."""
    return one.estimand, tuple(sorted(one.cell.items()))


def by_key(run: Run, model: str) -> dict[Key, Estimate]:
    """The estimates of a model; of two in one place the first."""
    found: dict[Key, Estimate] = {}
    for one in run.estimates:
        if one.model == model:
            found.setdefault(key(one), one)
    return found


def same_rollouts(first: Run, second: Run, model: str) -> bool:
    """Whether two runs of a model look like one and the same: then no difference is news.

    Either one folder was made from the other (it started at the same moment with the same
    arguments), or all that they estimate in common is identical to the last digit.
    """
    marks = [
        (run.facts["started"], json.dumps(run.facts.get("arguments"), sort_keys=True))
        for run in (first, second)
        if run.facts.get("started")
    ]
    if len(marks) > 1 and marks[0] == marks[1]:
        return True
    one, other = by_key(first, model), by_key(second, model)
    shared = [place for place in one if place in other]
    return bool(shared) and all(_figures(one[at]) == _figures(other[at]) for at in shared)


def _figures(one: Estimate) -> tuple[str, ...]:
    return tuple(repr(number) for number in (one.value, one.low, one.high, one.n))
