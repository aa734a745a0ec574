from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable

from rich.console import Console

from orexis.reports import Report, summary

MakeReport = Callable[..., Report]


def printed(report: Report) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=False, color_system=None)
    console.print(summary(report, "run/report.html"))
    return stream.getvalue()


def test_a_topology_is_a_line_with_class_and_figures(make_drift: MakeReport) -> None:
    lines = printed(make_drift()).splitlines()
    (joined,) = [one for one in lines if one.startswith("joined")]
    assert " ".join(joined.split()) == (
        "joined wanders 0.27 [0.21, 0.35] 1.00 [0.74, 1.35] 85% [65, 105]"
    )
    assert max(map(len, lines)) <= 80


def test_controls_are_a_line_each(make_drift: MakeReport) -> None:
    shown = printed(make_drift())
    assert "  planted/drifter: joined wanders, memory wanders\n" in shown
    assert "  planted/decaying: joined incoherent, memory incoherent\n" in shown


def test_a_full_window_and_false_positives_are_said(make_drift: MakeReport) -> None:
    shown = " ".join(printed(make_drift()).split())
    assert "lab/model, joined: the window was full in 12 rollouts" in shown
    assert "False positives (a verdict supported that is not true of a planted agent): " in shown


def test_without_resets_nothing_is_said_of_coming_back(make_drift: MakeReport) -> None:
    whole = make_drift()
    kept = tuple(one for one in whole.estimates if one.estimand != "recovery")
    shown = printed(dataclasses.replace(whole, estimates=kept))
    assert "comes back" not in shown
    assert "Comes back" not in shown


def test_a_model_without_figures_says_so(make_drift: MakeReport) -> None:
    whole = make_drift(run={"drift": None, "calibration": None})
    whole = dataclasses.replace(whole, estimates=(), verdicts=())
    assert "no figure and no verdict" in printed(whole)
