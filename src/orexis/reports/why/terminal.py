"""The verdicts of this probe in short, for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from orexis.estimates import Verdict
from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.why.crossing import existence
from orexis.reports.why.shares import LEFT, SHARE
from orexis.reports.why.verdicts import decided, shown, where
from orexis.reports.why.words import taken
from orexis.reports.words import BADGES, clean, estimate_words, mapping, percent

STYLES = {
    "supported": "bold cyan",
    "rejected": "dim",
    "undecided": "yellow",
    "uninterpretable": "magenta",
}


def why_parts(report: Report) -> Iterator[RenderableType]:
    """Each model under study with its two tables, then the controls a line each."""
    for model in report.user_models:
        yield Text(f"\n{clean(model)}", "bold", overflow="fold")
        verdicts = report.verdicts_of(model)
        if not verdicts:
            yield Text("  no verdict", "dim")
            continue
        yield from _existence(existence(verdicts))
        why = [one for one in verdicts if "explanation" in one.cell]
        if why:
            yield Text("It scores low because of ...")
            shared = _shared(why)
            if shared:
                yield Text(f"All of them: {clean(shared)}", overflow="fold")
            yield _explanations(why, reasons=not shared)
        if line := shares_line(report, model):
            yield Text(line, overflow="fold")
    if report.controls:
        yield Text("\nControls", "bold")
        for model in report.controls:
            yield Text(f"  {clean(model)}: {control_words(report, model)}", overflow="fold")
    calibration = mapping(report.run.get("calibration"))
    if calibration:
        share = share_words(calibration.get("false_positive"))
        yield Text(f"False positives (no cause planted, any explanation supported): {share}", "dim")


def _existence(verdicts: list[Verdict]) -> Iterator[Text]:
    if verdicts:
        yield Text("Does it score lower where a high score has the consequence?")
    for one in verdicts:
        line = Text("  ").append(f"{_symbol(one)} {one.status}", STYLES.get(one.status, ""))
        line.append(f"  {clean(where(one))}")
        gap = shown(one)
        yield line.append(f": {clean(f'{gap.estimand} {estimate_words(gap)}')}" if gap else "")


def _shared(verdicts: list[Verdict]) -> str:
    """What decided every one of several verdicts alike; empty where they differ."""
    said = {decided(one)[0] for one in verdicts}
    return said.pop() if len(said) == 1 and len(verdicts) > 1 else ""


def _explanations(verdicts: list[Verdict], *, reasons: bool) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("explanation", max_width=24, overflow="fold")
    table.add_column("status", no_wrap=True)
    table.add_column("coefficient [low, high]", overflow="fold", max_width=23)
    if reasons:
        table.add_column("what decided", ratio=1, overflow="fold")
    for one in verdicts:
        number = shown(one)
        figures = estimate_words(number) if number and not number.reason else "–"  # noqa: RUF001
        status = Text(f"{_symbol(one)} {one.status}", STYLES.get(one.status, ""))
        name = Text(clean(one.cell["explanation"]), "bold" if one.status == "supported" else "")
        said = [Text(clean(decided(one)[0]))] if reasons else []
        table.add_row(name, status, Text(clean(figures)), *said)
    return table


def shares_line(report: Report, model: str) -> str:
    """The shares of the baseline's gap in one line; empty where there are none."""
    own = [one for one in report.estimates_of(model, SHARE) if not one.reason]
    if not own:
        return ""
    parts = [f"{taken(one.cell.get('factor', ''))} {percent(one.value)}" for one in own]
    parts += [
        f"left {percent(one.value)}" for one in report.estimates_of(model, LEFT) if not one.reason
    ]
    return f"Shares of the gap (Shapley): {' · '.join(parts)}"


def control_words(report: Report, model: str) -> str:
    """`supported: deployment-threat`, or that nothing is."""
    verdicts = report.verdicts_of(model)
    why = [one for one in verdicts if "explanation" in one.cell]
    named = [clean(one.cell["explanation"]) for one in why if one.status == "supported"]
    if named:
        return f"supported: {', '.join(named)}"
    if why and all(one.status == "uninterpretable" for one in why):
        return "uninterpretable"
    return "nothing supported" if why else "no verdict"


def _symbol(verdict: Verdict) -> str:
    badge = BADGES.get(verdict.status)
    return badge.symbol if badge else ""
