"""The workflow of `orexis analyze`: rollouts that are there already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from orexis.choices import ChoiceTable
from orexis.choices.files import read_table
from orexis.choices.logs import LogContents, read_logs
from orexis.cli import facts
from orexis.cli.conclude import conclude, incapable_models, show
from orexis.cli.folder import RunFolder
from orexis.errors import OrexisError
from orexis.estimates import Rule
from orexis.probes import QUESTIONS
from orexis.probes.sandbagging import Design


def analyze_source(source: Path, probe: str, out: Path, threshold: int, margin: float) -> None:
    """Conclude from a table, from a folder of Inspect logs, or again from a run's folder."""
    if not source.exists():
        raise OrexisError(
            f"{source} does not exist; give a table, a folder of logs or a run's folder"
        )
    rule = _rule(threshold, margin)
    folder = RunFolder(out)
    known = RunFolder(source).facts() if source.is_dir() else {}
    _check_out(folder, source)
    notes: dict[str, Any] = {
        "probe": probe,
        "question": QUESTIONS[probe],
        "command": facts.command_line(),
        "versions": facts.versions(),
        "git_commit": facts.git_commit(),
        **known,
        **facts.rule_facts(rule),
    }
    if source.is_file():
        table: ChoiceTable | None = read_table(source)
        contents = LogContents()
    else:
        contents = _logs(source, probe)
        table = contents.table() if contents.choices else None
    out.mkdir(parents=True, exist_ok=True)
    if contents.scores and "quiz" not in known:
        notes["quiz"] = facts.quiz_facts(contents, Design())
    folder.note(notes)
    incapables = incapable_models(contents, notes.get("quiz", {}))
    if table is None and not incapables:
        raise OrexisError(f"the logs in {source} hold no completed rollout of {probe}")
    show(conclude(folder, table, rule, incapables), folder)


def _logs(source: Path, probe: str) -> LogContents:
    logs = source / "logs" if (source / "logs").is_dir() else source
    contents = read_logs(logs, probe)
    if not contents.scores:
        raise OrexisError(
            f"{source} holds no Inspect log with rollouts of {probe}; give a table (CSV or "
            "Parquet), a folder of logs, or a run's folder"
        )
    return contents


def _check_out(folder: RunFolder, source: Path) -> None:
    if folder.path.resolve() == source.resolve() or not folder.path.exists():
        return
    if not folder.path.is_dir():
        raise OrexisError(f"{folder.path} is a file; --out names a folder")
    if folder.logs.exists():
        raise OrexisError(f"{folder.path} holds another run with its logs; choose another --out")


def _rule(threshold: int, margin: float) -> Rule:
    try:
        return Rule(threshold=threshold / 100, margin=margin)
    except ValueError as error:
        raise OrexisError(str(error)) from error
