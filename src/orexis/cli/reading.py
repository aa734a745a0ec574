"""The workflow of `orexis read`: what trained organisms want, and whose their horizon is."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from rich.console import Console

from orexis.agents.organisms.naming import find_set
from orexis.agents.organisms.sets import TrainedSet
from orexis.calibration.organisms import ask, exact_rows, facts_of, followed, own_horizons
from orexis.calibration.organisms.exact import ExactRow
from orexis.calibration.organisms.resources import read_resources
from orexis.choices import ChoiceTable
from orexis.choices.files import write_table
from orexis.cli.facts import command_line, git_commit, now, versions
from orexis.cli.folder import RunFolder
from orexis.cli.reading_late import late_table, late_verdicts, past_lines
from orexis.errors import OrexisError
from orexis.estimates import Estimate, Verdict
from orexis.estimates.files import write_estimates
from orexis.estimates.organisms import read_organisms
from orexis.estimates.organisms.over_seeds import mean_over_seeds
from orexis.reports.organisms import (
    OrganismReport,
    SetFacts,
    TextTable,
    organisms_summary,
    write_organisms,
)
from orexis.reports.words import with_interval
from orexis.writing import replace_text, unwritable

KIND = "organisms"
EXACT = "exact.csv"
FOLLOWED_HEADS = ("regime", "H", "on stated steps left", "on steps left by its age", "seeds")
FOLLOWED_NOTE = (
    "From the networks' own probabilities: log2 of the last delay that counts, regressed on both "
    "boundaries, moved independently inside the trained range. 1: the step follows it; 0: it does "
    "not. Organisms that see no steps left have no slope on what is stated."
)


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What a user asked `orexis read` for."""

    sets: tuple[str, ...]
    out: Path
    choices: int
    exact: bool
    seed: int


@dataclass(frozen=True)
class _Found:
    """What came out, for files and report."""

    table: ChoiceTable | None
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Verdict, ...]
    report: OrganismReport
    notes: tuple[str, ...] = ()


def read_sets(request: ReadRequest) -> None:
    """Ask all organisms, print what they want, and write choices, estimates and page.

    Raises:
        OrexisError: the sets cannot be read, or not together, with what to do.
    """
    trained = [find_set(name) for name in request.sets]
    _check_together(trained)
    folder = _claimed(request.out)
    world = trained[0].world
    found = _thermometer(trained, request) if world == "thermometer" else _other(trained, request)
    if found.table is not None:
        write_table(folder.table, found.table)
    write_estimates(folder.estimates, found.estimates, found.verdicts, found.notes)
    folder.note(
        {
            "kind": KIND,
            "world": world,
            "sets": list(request.sets),
            "choices": request.choices,
            "exact": request.exact,
            "seed": request.seed,
            "organisms": [_member(one) for each in trained for one in each.members],
            "rule": found.report.reading.rule.describe() if found.report.reading else [],
            "command": command_line(),
            "versions": versions(),
            "commit": git_commit(),
            "finished": now(),
        }
    )
    page = write_organisms(folder.report, found.report)
    console = Console()
    console.print(organisms_summary(found.report))
    console.print(f"report: {page}", markup=False, highlight=False, soft_wrap=True)


def _check_together(trained: Sequence[TrainedSet]) -> None:
    worlds = sorted({one.world for one in trained})
    if len(worlds) > 1:
        raise OrexisError(
            f"these sets were trained in {len(worlds)} worlds ({', '.join(worlds)}); read the sets "
            "of each world apart"
        )
    names = [name for one in trained for name in one.names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OrexisError(
            f"two of these sets have an organism '{twice[0]}'; read them apart, each with its own "
            "--out"
        )


def _claimed(out: Path) -> RunFolder:
    """The folder, empty or of an earlier reading.

    Raises:
        OrexisError: it holds something else, or cannot be made.
    """
    folder = RunFolder(out)
    if out.exists() and not out.is_dir():
        raise OrexisError(f"{out} is a file; --out names a folder")
    if out.is_dir() and any(out.iterdir()) and folder.facts().get("kind") != KIND:
        raise OrexisError(
            f"{out} is not empty and holds no reading of organisms; choose another folder with "
            "--out"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(out, error) from error
    return folder


def _thermometer(trained: Sequence[TrainedSet], request: ReadRequest) -> _Found:
    tables = [ask(one, request.choices, request.seed + place) for place, one in enumerate(trained)]
    table = _joined(tables)
    facts = [one for each in trained for one in facts_of(each)]
    own = {name: steps for one in trained for name, steps in own_horizons(one).items()}
    reading = read_organisms(table, facts, own, seed=request.seed)
    late = late_verdicts(trained, request.seed)
    if request.exact:
        replace_text(request.out / EXACT, _exact_text(trained))
    report = OrganismReport(
        sets=_facts(trained),
        choices=request.choices,
        seed=request.seed,
        command=command_line(),
        reading=reading,
        verdicts=reading.verdicts,
        faults=tuple(reading.faults.items()),
        past=past_lines(trained),
        tables=(
            *late_table(late),
            *(_followed(trained, reading.rule.level) if request.exact else ()),
        ),
    )
    return _Found(table, reading.estimates, (*reading.verdicts, *late), report)


def _other(trained: Sequence[TrainedSet], request: ReadRequest) -> _Found:
    found = [
        read_resources(one, choices=request.choices, seed=request.seed + place, exact=request.exact)
        for place, one in enumerate(trained)
    ]
    tables = [one.table for one in found if one.table is not None]
    estimates = tuple(each for one in found for each in one.estimates)
    verdicts = tuple(each for one in found for each in one.verdicts)
    notes = tuple(dict.fromkeys(each for one in found for each in one.notes))
    report = OrganismReport(
        sets=_facts(trained),
        choices=request.choices,
        seed=request.seed,
        command=command_line(),
        verdicts=verdicts,
        faults=tuple(
            (one.name, one.why or "its training did not reach the criterion")
            for each in trained
            for one in each.members
            if not one.reached
        ),
        tables=tuple(TextTable(*each) for one in found for each in one.tables),
        notes=notes,
    )
    return _Found(_joined(tables) if tables else None, estimates, verdicts, report, notes)


def _joined(tables: Sequence[ChoiceTable]) -> ChoiceTable:
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for one in tables for name in one.columns)
    return ChoiceTable({name: np.concatenate([one[name] for one in tables]) for name in names})


def _followed(trained: Sequence[TrainedSet], level: float) -> tuple[TextTable, ...]:
    found = [one for each in trained for one in followed(each)]
    rows = []
    for regime, horizon in dict.fromkeys((one.regime, one.horizon) for one in found):
        own = [one for one in found if (one.regime, one.horizon) == (regime, horizon)]
        means = [
            mean_over_seeds([getattr(one, name) for one in own], level)
            for name in ("stated", "trained")
        ]
        said = [with_interval(m.value, m.low, m.high) if m.n else "none" for m in means]
        rows.append((regime, str(horizon), *said, str(len(own))))
    title = "Which boundary does the step follow, where both can move?"
    return (TextTable(title, FOLLOWED_HEADS, tuple(rows), FOLLOWED_NOTE),) if rows else ()


def _exact_text(trained: Sequence[TrainedSet]) -> str:
    """The networks' own weights as CSV."""
    lines = io.StringIO()
    names = [one.name for one in fields(ExactRow)]
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(names)
    for each in trained:
        for row in exact_rows(each):
            *cells, weight = (getattr(row, name) for name in names)
            writer.writerow([*cells, f"{weight:.5f}"])
    return lines.getvalue()


def _facts(trained: Sequence[TrainedSet]) -> tuple[SetFacts, ...]:
    return tuple(
        SetFacts(
            str(one.path),
            one.world,
            one.network,
            len(one.members),
            len(one.reached),
            tuple(sorted({member.horizon for member in one.members})),
            len({member.seed for member in one.members}),
        )
        for one in trained
    )


def _member(one: object) -> dict[str, object]:
    names = ("name", "regime", "horizon", "seed", "goal", "reached", "regret", "why")
    return {name: getattr(one, name) for name in names}
