"""What else differs between the runs than the models: what a difference may be owed to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from orexis.estimates.comparing.runs import Run

NOT_RECORDED = "not recorded"
LONGEST = 60
"""Letters up to which a setting is shown; longer ones are told apart by a letter."""
MATTERS = ("design", "rule", "model arguments", "explanations", "orexis", "git_commit", "complete")
"""What may move a figure by itself. Seeds and other packages should not."""
TEXTS, SEED = "texts", "seed"


@dataclass(frozen=True, slots=True)
class Differing:
    """One setting that is not the same in all runs."""

    what: str
    values: tuple[str, ...]
    """In the order of the runs."""
    matters: bool
    """Whether it may move the figures by itself."""


def differing(runs: Sequence[Run]) -> tuple[Differing, ...]:
    """All settings that differ, those that may move the figures first.

    Texts that were recorded are those of single rollouts. With another seed they are others by
    chance, so that they tell of a change only where the seed is the same.
    """
    known = [dict(_settings(run)) for run in runs]
    names = dict.fromkeys(name for one in known for name in one)
    seeds = {one.get(SEED) for one in known}
    telling = (*MATTERS, TEXTS) if len(seeds) == 1 else MATTERS
    found = [
        Differing(name, _shown(values), name.startswith(telling))
        for name in names
        if len(set(values := [one.get(name, NOT_RECORDED) for one in known])) > 1
    ]
    return tuple(sorted(found, key=lambda one: not one.matters))


def _settings(run: Run) -> Iterator[tuple[str, str]]:
    facts = run.facts
    arguments = _mapping(facts.get("arguments"))
    for name, value in _mapping(arguments.get("design")).items():
        if name != SEED:
            yield f"design: {name}", _text(value)
    for name, value in _mapping(facts.get("rule")).items():
        yield f"rule: {name}", _text(value)
    if "model_arguments" in arguments:
        yield "model arguments", _text(arguments["model_arguments"])
    for name in ("explanations", TEXTS, "complete", SEED, "git_commit"):
        if name in facts:
            yield name, _text(facts[name])
    for name, value in _mapping(facts.get("versions")).items():
        yield name, _text(value)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _shown(values: Sequence[str]) -> tuple[str, ...]:
    """The values where they are short, else a letter for each that is not the same."""
    if all(len(value) <= LONGEST for value in values):
        return tuple(values)
    letters = dict(zip(dict.fromkeys(values), ascii_uppercase, strict=False))
    return tuple(
        value if value == NOT_RECORDED else letters.get(value, "another") for value in values
    )
