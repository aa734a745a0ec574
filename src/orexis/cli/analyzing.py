"""The workflow of `orexis analyze`: rollouts that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from orexis.choices import ChoiceTable
from orexis.choices.files import read_table
from orexis.choices.logs import LogContents, read_logs
from orexis.cli import facts
from orexis.cli.conclude import conclude, incapable_models, show
from orexis.cli.elicitation import elicitation_facts
from orexis.cli.folder import RunFolder
from orexis.cli.quiz_options import chosen
from orexis.cli.studies import question_of
from orexis.conclusions import Concluded, conclusions, rule_facts
from orexis.errors import OrexisError
from orexis.estimates import Rule
from orexis.probes import PROBES, Design
from orexis.probes.explanations import Explanation, explanation_of, load_explanations
from orexis.probes.offers import OFFERS

LOG = ".eval"


def analyze_source(
    source: Path,
    probe: str,
    out: Path,
    threshold: int | None,
    margin: float | None,
    own: Path | None = None,
    only: Sequence[str] = (),
) -> None:
    """Conclude from a table, from a folder of Inspect logs, or again from a run's folder.

    Args:
        source: The table, or the folder.
        probe: Name of the probe.
        out: Where to write.
        threshold: Score in percent; None for the run's own.
        margin: Smallest gap of interest; None for the run's own.
        own: A folder of the user's own explanations, beside the run's or the packaged ones.
        only: Names of the explanations to judge; all of them where empty.
    """
    if not source.exists():
        raise OrexisError(
            f"{source} does not exist; give a table, a folder of logs or a run's folder"
        )
    folder = RunFolder(out)
    known = RunFolder(source).facts() if source.is_dir() else {}
    quiz = probe in PROBES
    if not quiz and (threshold is not None or margin is not None or own or only):
        raise OrexisError(
            f"the probe '{probe}' takes no threshold, margin or explanations: those are of quizzes"
        )
    rule = _rule(threshold, margin, known.get("rule", {})) if quiz else Rule()
    _check_out(folder, source)
    notes: dict[str, Any] = {
        "probe": probe,
        "question": question_of(probe),
        "command": facts.command_line(),
        "versions": facts.versions(),
        "git_commit": facts.git_commit(),
        **known,
        **rule_facts(probe, rule),
    }
    if source.is_file() and source.suffix != LOG:
        table: ChoiceTable | None = read_table(source)
        contents = LogContents()
    else:
        contents = _logs(source, probe)
        table = contents.table() if contents.choices else None
    out.mkdir(parents=True, exist_ok=True)
    notes |= _of_contents(contents, known, quiz=quiz)
    folder.note(notes)
    incapables = incapable_models(contents, notes.get("quiz", {}))
    if table is None and not incapables:
        raise OrexisError(f"the logs in {source} hold no completed rollout of {probe}")
    explanations = chosen(_explanations(probe, known, own), only) if quiz else ()
    if explanations and table is not None:
        notes = {"explanations": [one.described() for one in explanations]}
        conditions = _conditions(table)
        if conditions:
            notes["predictions"] = facts.prediction_facts(explanations, conditions)
        folder.note(notes)

    def concluded(table: ChoiceTable) -> Concluded:
        found = conclusions(probe, table, rule, explanations)
        offers = probe in OFFERS
        facts_of = elicitation_facts(table, found.estimates) if offers else {}
        return replace(found, facts={**found.facts, **facts_of})

    show(conclude(folder, table, concluded, incapables), folder)


def _of_contents(contents: LogContents, known: Mapping[str, Any], *, quiz: bool) -> dict[str, Any]:
    """What the logs say beside the choices, as far as the run's folder does not know it."""
    found: dict[str, Any] = {}
    if contents.scores and "texts" not in known:
        found["texts"] = list(contents.texts.values())
        found["noise"] = facts.noise_facts(contents)
    if contents.work and "work" not in known:
        found |= facts.work_facts(contents)
    if contents.scores and "quiz" not in known and quiz:
        rung = known.get("arguments", {}).get("design", {}).get("rung", "")
        found["quiz"] = facts.quiz_facts(contents, Design(rung=rung))
    return found


def _explanations(
    probe: str, known: Mapping[str, Any], own: Path | None
) -> tuple[Explanation, ...]:
    """The run's explanations, else the packaged ones; a user's own beside them."""
    asked = PROBES[probe]
    if not asked.ablations:
        return ()
    loaded = load_explanations(probe, asked.factors, own, asked.baseline)
    if not known.get("explanations"):
        return loaded
    before = {one["name"]: explanation_of(one) for one in known["explanations"]}
    packaged = {one.name for one in load_explanations(probe, asked.factors, None, asked.baseline)}
    added = {one.name: one for one in loaded if one.name not in packaged}
    return tuple({**before, **added}.values())


def _conditions(table: ChoiceTable) -> list[dict[str, str]]:
    """The conditions of a table that were run in both directions, as explanations read them."""
    names = table.factors
    columns = zip(*(table.factor(name).tolist() for name in names), strict=True)
    found = [
        {name: level for name, level in zip(names, levels, strict=True) if level}
        for levels in dict.fromkeys(columns)
    ]
    high = {_rest(one) for one in found if one.get("trigger") == "high"}
    low = {_rest(one) for one in found if one.get("trigger") == "low"}
    return [one for one in found if _rest(one) in high & low]


def _rest(condition: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in condition.items() if pair[0] != "trigger")


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


def _rule(threshold: int | None, margin: float | None, own: Mapping[str, Any]) -> Rule:
    given = {} if threshold is None else {"threshold": threshold / 100}
    given |= {} if margin is None else {"margin": margin}
    try:
        return Rule(**{**own, **given})
    except (TypeError, ValueError) as error:
        raise OrexisError(str(error)) from error
