"""Reading the table of choices out of Inspect's logs.

The one file outside `rollouts` and `agents` that knows Inspect: its logs are the source of truth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspect_ai.log import EvalLog, EvalSample, list_eval_logs, read_eval_log
from inspect_ai.scorer import Score

from orexis.choices.table import LONG_TEXT, POSITIONS, Choice, ChoiceTable, ChoiceTableError


@dataclass(frozen=True, slots=True)
class Worked:
    """One piece of work between the decisions of a long rollout."""

    model: str
    topology: str
    block: str
    episode: int
    kind: str
    right: bool


@dataclass(frozen=True, slots=True)
class Windowed:
    """An episode of a long rollout at which the window of context was full."""

    model: str
    topology: str
    block: str
    episode: int
    action: str
    """`stop`, `truncate` or `summarise`."""
    dropped: int
    """Messages that were taken out of the context."""


@dataclass
class LogContents:
    """What the logs of one run hold.

    Rollouts of the quiz ladder are kept apart: they belong to no condition of the design. Forks
    stand among the choices, each with its trunk, and by their own ids among scores (nan), tokens
    and failures.
    """

    choices: list[Choice] = field(default_factory=list)
    ladder: list[Choice] = field(default_factory=list)
    rung: dict[str, str] = field(default_factory=dict)
    """Rung of the quiz ladder that each model's arms used."""
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    """Share of right answers of every completed rollout, by model and sample id; nan for forks."""
    tokens: dict[str, dict[str, int]] = field(default_factory=dict)
    """Tokens of every completed rollout, by model and sample id."""
    failed: dict[str, dict[str, str]] = field(default_factory=dict)
    """Errors of rollouts that did not complete, by model and sample id."""
    noise: dict[str, list[float]] = field(default_factory=dict)
    """Shifts in log-odds between a provider's cold and cached path, by model."""
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The condition and the opening messages of each condition's first rollout."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Time that each model's rollouts took."""
    work: list[Worked] = field(default_factory=list)
    """How the work of long rollouts went."""
    windows: list[Windowed] = field(default_factory=list)
    """Where the window of context was full."""

    def accepted(self, model: str) -> dict[str, dict[str, float]]:
        """How far each offer was accepted in each order that was answered, by sample id."""
        found: dict[str, dict[str, float]] = {}
        for choice in (one for one in self.choices if one.model == model and one.valid):
            name = choice.rollout.removeprefix(f"{model}/")
            found.setdefault(name, {})[choice.fork] = choice.outcome
        return found

    def table(self) -> ChoiceTable:
        """The table of choices.

        Raises:
            ChoiceTableError: the logs hold no choice.
        """
        if not self.choices:
            raise ChoiceTableError("the logs hold no completed rollout of the probe's conditions")
        return ChoiceTable.from_choices(self.choices)


def read_logs(folder: Path, probe: str) -> LogContents:
    """Everything that the logs in a folder say about a probe.

    A rollout that stands in several logs (after an interrupted run) counts once.

    Raises:
        ChoiceTableError: a log cannot be read.
    """
    contents = LogContents()
    for log in _logs(folder):
        if (log.eval.metadata or {}).get("orexis_probe", log.eval.task) != probe:
            continue
        for sample in log.samples or []:
            _add(contents, log.eval.model, sample)
    for model, failures in contents.failed.items():
        for completed in contents.scores.get(model, {}):
            failures.pop(completed, None)
    return contents


def _logs(folder: Path) -> Iterator[EvalLog]:
    for info in sorted(list_eval_logs(str(folder)), key=lambda info: info.name):
        try:
            yield read_eval_log(info)
        except Exception as error:
            if Path(info.name.removeprefix("file://")).stat().st_size == 0:
                continue
            raise ChoiceTableError(
                f"the log {info.name} cannot be read ({error}); move it away to go on without it"
            ) from error


def _add(contents: LogContents, model: str, sample: EvalSample) -> None:
    name = str(sample.id)
    scores = contents.scores.setdefault(model, {})
    if name in scores:
        return
    score = next(iter((sample.scores or {}).values()), None)
    if sample.error is not None or score is None:
        why = sample.error.message if sample.error else "it was not scored"
        contents.failed.setdefault(model, {})[name] = why
        return
    scores[name] = score.as_float()
    usage = sample.model_usage.values()
    contents.tokens.setdefault(model, {})[name] = sum(one.total_tokens for one in usage)
    contents.seconds[model] = contents.seconds.get(model, 0.0) + (sample.working_time or 0.0)
    metadata = score.metadata or {}
    if "log_odds_shift" in metadata:
        contents.noise.setdefault(model, []).append(float(metadata["log_odds_shift"]))
    rows = [_choice(model, sample, row, len(metadata["rows"])) for row in metadata.get("rows", [])]
    _add_long(contents, model, sample)
    if sample.metadata.get("stage") == "ladder":
        contents.ladder += rows
        return
    contents.choices += rows
    if sample.metadata.get("stage") in {"fork", "check"}:
        return
    contents.rung[model] = str(sample.metadata.get("rung", ""))
    if rows and not isinstance(sample.input, str):
        # An episode of a long rollout says more than how it begins: its opening is the scene alone.
        shown = sample.messages if "topology" in sample.metadata else sample.input
        opening = [{"role": message.role, "text": message.text} for message in shown]
        text = {"condition": dict(rows[0].factors), "messages": opening}
        contents.texts.setdefault(rows[0].context, text)


def _add_long(contents: LogContents, model: str, sample: EvalSample) -> None:
    """What a sample of a long rollout says besides its choices."""
    found = sample.metadata
    if "topology" not in found:
        return
    where = str(found["topology"]), str(found["block"]), int(found["episode"])
    work = [one for score in (sample.scores or {}).values() for one in _work(score)]
    contents.work += [Worked(model, *where, str(one["kind"]), bool(one["right"])) for one in work]
    if found.get("window_action"):
        dropped = int(found.get("window_dropped", 0))
        contents.windows.append(Windowed(model, *where, str(found["window_action"]), dropped))


def _work(score: Score) -> list[dict[str, Any]]:
    return list((score.metadata or {}).get("work", []))


def _choice(model: str, sample: EvalSample, row: dict[str, Any], rows: int) -> Choice:
    usage = list(sample.model_usage.values())
    factors = {
        name.removeprefix("factor."): str(level)
        for name, level in sample.metadata.items()
        if name.startswith("factor.")
    }
    outcome = row.get("outcome")
    trunk = sample.metadata.get("trunk", "")
    return Choice(
        model=model,
        rollout=f"{model}/{sample.metadata.get('rollout', sample.id)}",
        outcome=float("nan") if outcome is None else float(outcome),
        factors=factors,
        context=_named(factors),
        block=str(sample.metadata.get("block", "")),
        item=str(row.get("item", "")),
        subject=str(row.get("subject", sample.metadata.get("subject", ""))),
        format=str(row.get("format", sample.metadata.get("format", ""))),
        **_position(sample, row),
        trunk=f"{model}/{trunk}" if trunk else "",
        fork=str(row.get("fork", "")),
        exact=bool(row.get("exact", False)),
        valid=outcome is not None,
        why_invalid=str(row.get("why_invalid", "")),
        weight=float(row.get("weight", 1.0)),
        stakes={
            name.removeprefix("stake."): float(difference)
            for name, difference in {**sample.metadata, **row}.items()
            if name.startswith("stake.")
        },
        tokens_in=sum(one.total_tokens - one.output_tokens for one in usage) / rows,
        tokens_out=sum(one.output_tokens for one in usage) / rows,
    )


def _position(sample: EvalSample, row: Mapping[str, Any]) -> dict[str, Any]:
    """Where in a long rollout a choice stands, and how it was put there."""
    found = {**sample.metadata, **row}
    texts = {name: str(found[name]) for name in LONG_TEXT if name in found}
    return texts | {name: float(found[name]) for name in POSITIONS if name in found}


def _named(factors: Mapping[str, str]) -> str:
    return ", ".join(f"{name}={level}" for name, level in factors.items())
