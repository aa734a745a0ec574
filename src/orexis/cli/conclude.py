"""From a run's folder, or a foreign table, to estimates, verdicts and a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from orexis.choices import ChoiceTable
from orexis.choices.files import read_table, write_table
from orexis.choices.logs import LogContents
from orexis.cli.folder import RunFolder
from orexis.cli.organisms import guarded
from orexis.conclusions import Concluded, whose
from orexis.errors import OrexisError
from orexis.estimates import Verdict, incapable
from orexis.estimates.files import read_estimates, write_estimates
from orexis.probes.quiz import LADDER
from orexis.reports import Report, summary, write_report


def conclude(
    folder: RunFolder,
    table: ChoiceTable | None,
    concluded: Callable[[ChoiceTable], Concluded],
    incapables: Mapping[str, str] | None = None,
) -> Report:
    """Write the table, the estimates and the report of a run's folder.

    Args:
        folder: The run's folder.
        table: The table of choices; None where no model could do any rung of the ladder.
        concluded: Gives what follows from the table.
        incapables: Models that could do no rung, and so have no choices, and how they did.
    """
    verdicts: list[Verdict] = [incapable(model, why) for model, why in (incapables or {}).items()]
    if table is None:
        folder.note({"incapable": True})
        return _written(folder, ChoiceTable.from_choices([]), (), tuple(verdicts), ())
    # The table first: it stays where the analysis finds a fault in it.
    write_table(folder.table, table)
    found = guarded(concluded(table), folder.facts().get("organisms", {}))
    other = whose(table, folder.facts().get("controls", ()), found.verdicts)
    folder.note({**found.facts, **other.facts})
    return _written(
        folder,
        table,
        (*found.estimates, *other.estimates),
        (*found.verdicts, *verdicts, *other.verdicts),
        (*found.notes, *other.notes),
    )


def _written(
    folder: RunFolder, table: ChoiceTable, estimates: Any, verdicts: Any, notes: Any
) -> Report:
    write_estimates(folder.estimates, estimates, verdicts, notes)
    report = Report(table, estimates, verdicts, notes, folder.facts())
    write_report(folder.report, report)
    return report


def report_again(path: Path) -> Report:
    """Write the report of a run's folder again, from its table and estimates.

    Raises:
        OrexisError: there is no finished run.
    """
    folder = RunFolder(path)
    if not folder.estimates.exists():
        raise OrexisError(
            f"{path} holds no estimates; run `orexis analyze {path} --probe PROBE --out {path}` "
            "first"
        )
    for needed in (folder.facts_file, *(() if folder.facts().get("incapable") else [folder.table])):
        if not needed.exists():
            raise OrexisError(
                f"{needed} is missing, so the report would say less than the one that is there; "
                f"`orexis analyze {path} --probe PROBE --out {path}` makes it from the logs"
            )
    estimates, verdicts, notes = read_estimates(folder.estimates)
    table = read_table(folder.table) if folder.table.exists() else ChoiceTable.from_choices([])
    report = Report(table, tuple(estimates), tuple(verdicts), tuple(notes), folder.facts())
    write_report(folder.report, report)
    return report


def show(report: Report, folder: RunFolder) -> None:
    """Print the summary and where the report is."""
    Console().print(summary(report))
    Console().print(f"report: {folder.report}", markup=False, highlight=False, soft_wrap=True)


def incapable_models(
    contents: LogContents, quiz: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """Models that climbed the whole ladder and came to no rung that they could do, and how."""
    with_arms = {choice.model for choice in contents.choices}
    return {
        model: _climbed(facts)
        for model, facts in quiz.items()
        if model not in with_arms and len(facts["accuracy"]) == len(LADDER)
    }


def _climbed(facts: Mapping[str, Any]) -> str:
    shares = ", ".join(f"{tried['rung']} {tried['value']:.0%}" for tried in facts["accuracy"])
    return f"{facts['because']} (right: {shares}). This is not the absence of a preference."
