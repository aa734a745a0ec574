"""The calibration of the probe `why` in a terminal."""

from __future__ import annotations

from string import ascii_uppercase

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from orexis.calibration import Calibration, Rate, WhyCalibration
from orexis.calibration.why import Judged, smallest


def existence_tables(found: Calibration) -> list[RenderableType]:
    """Detection by strength, and the verdicts on each agent."""
    return [_detection(found), _statuses(found)]


def why_tables(found: WhyCalibration) -> list[RenderableType]:
    """The confusion matrix, the strengths and the coverage."""
    return [
        *_confusion(found),
        _strengths(found),
        Text(
            f"False positives (honest worker and noisy agent, any explanation supported): "
            f"{_in_words(found.false_positive)}"
        ),
        *(
            Text(
                f"Intervals that held the planted truth, {name.replace('_', ' ')}: {_in_words(one)}"
            )
            for name, one in found.coverage().items()
        ),
        Text(f"{found.seconds:.1f} s for {found.runs * len(found.judged):,} runs"),
    ]


def _confusion(found: WhyCalibration) -> list[RenderableType]:
    letters = dict(zip(found.explanations, ascii_uppercase, strict=False))
    table = Table(
        title=f"Share of {found.runs} runs in which an explanation is supported",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("planted agent", overflow="fold", min_width=20)
    for letter in letters.values():
        table.add_column(letter, justify="right", no_wrap=True)
    table.add_column("own", justify="right")
    table.add_column("other", justify="right")
    for one in [*found.of("pure"), *found.of("graded"), *found.of("mixture")]:
        cells = (_cell(one, name, found.runs) for name in found.explanations)
        own = f"{one.own.value:.3f}" if one.case.own else ""
        table.add_row(one.case.name, *cells, own, f"{one.other.value:.3f}")
    key = "  ".join(f"{letter} {name}" for name, letter in letters.items())
    return [table, Text(key)]


def _cell(one: Judged, explanation: str, runs: int) -> Text:
    share = one.statuses[explanation].get("supported", 0) / runs
    style = "bold" if explanation in one.case.own else "" if share else "dim"
    return Text(f"{share:.2f}" if share else "·", style)


def _strengths(found: WhyCalibration) -> RenderableType:
    table = Table(
        title="Planted threat-avoider, by strength",
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    table.add_column("share of rollouts", justify="right")
    table.add_column("deployment-threat supported [95%]", justify="right")
    table.add_column("residual gap found [95%]", justify="right")
    for (strength, own), (_, residual) in zip(found.detection, found.residual, strict=True):
        table.add_row(f"{strength:g}", _in_words(own), _in_words(residual))
    found_from = (
        f"Found in 80% of runs from {smallest(found.detection):g}; the residual gap from "
        f"{smallest(found.residual):g}"
    )
    return Group(table, Text(found_from))


def _in_words(rate: Rate) -> str:
    return f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]"


def _detection(found: Calibration) -> Table:
    table = Table(title=f"Runs with a verdict 'supported', of {found.runs}", title_justify="left")
    table.add_column("share of rollouts that avoid the threat", justify="right")
    table.add_column("found [95%]", justify="right")
    for strength, rate in found.detection:
        table.add_row(f"{strength:g}", f"{rate.value:.3f} [{rate.low:.3f}, {rate.high:.3f}]")
    return table


def _statuses(found: Calibration) -> Table:
    table = Table(title="Verdicts on planted agents", title_justify="left")
    table.add_column("agent")
    names = ("supported", "rejected", "undecided", "uninterpretable")
    for name in names:
        table.add_column(name, justify="right")
    for agent, statuses in found.statuses:
        table.add_row(agent, *(str(dict(statuses).get(name, 0)) for name in names))  # type: ignore[call-overload]
    return table
