"""Whose a preference is, beside what a probe asks."""

from __future__ import annotations

from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from orexis.choices import Choice, ChoiceTable
from orexis.conclusions import whose
from orexis.estimates import Status, Verdict
from orexis.estimates.comparing import Run, compare
from orexis.reports import Report, summary
from orexis.reports.html import render

MODELS = ("lab/one", "lab/two", "lab/three", "planted/steady")


@pytest.fixture(scope="module")
def table() -> ChoiceTable:
    """Three models that differ little, and a control that does what none of them does."""
    draw = np.random.default_rng(0)
    level = dict(zip(MODELS, (0.2, 0.4, 0.3, 5.0), strict=True))
    rows = [
        Choice(
            model=model,
            rollout=f"{model}/{context}/{rollout}",
            outcome=float(draw.random() < 1 / (1 + np.exp(-level[model]))),
            factors={"context": context},
            item=f"q{item}",
        )
        for model in MODELS
        for context in "abc"
        for rollout in range(8)
        for item in range(6)
    ]
    return ChoiceTable.from_choices(rows)


def test_controls_are_no_models_whose_preference_it_could_be(table: ChoiceTable) -> None:
    def of_model(controls: tuple[str, ...]) -> float:
        found = whose(table, controls).estimates
        return next(
            one.value
            for one in found
            if one.estimand == "share" and one.cell.get("component") == "model"
        )

    assert of_model(("planted/steady",)) < 0.1 < of_model(())


def test_a_table_of_controls_alone_says_nothing(table: ChoiceTable) -> None:
    assert whose(table, MODELS).estimates == ()


@pytest.mark.parametrize("status", ["uninterpretable", "rejected"])
def test_that_nothing_differs_says_nothing_where_nothing_could_be_read(status: Status) -> None:
    rows = [
        Choice(
            "m",
            f"{context}/{rollout}",
            float((item + rollout) % 2),
            {"context": context},
            item=f"q{item}",
        )
        for context in "abcdef"
        for rollout in range(40)
        for item in range(20)
    ]
    own = (
        Verdict("m", "it scores low", status, "why", "scope"),
        Verdict("c", "it scores low", "supported", "why", "scope"),
    )

    statement = whose(ChoiceTable.from_choices(rows), ("c",), own).verdicts[0]

    assert "no one in particular" in statement.statement
    assert statement.status == ("supported" if status == "rejected" else "uninterpretable")


def test_the_report_shows_the_shares_apart_from_the_models(table: ChoiceTable) -> None:
    found = whose(table, ("planted/steady",))
    report = Report(table, found.estimates, found.verdicts, found.notes, dict(found.facts))

    page = render(report)
    console = Console(width=100, record=True, file=StringIO())
    console.print(summary(report))

    assert page.count("Whose preference is it?") == 1
    assert "<strong>all models</strong>" not in page
    assert "Whose preference is it?" in console.export_text()


def test_verdicts_of_one_statement_on_two_topologies_are_compared_apart() -> None:
    def run(name: str, status: str) -> Run:
        verdicts = tuple(
            Verdict(name, "it wanders", status, "why", "scope", cell={"topology": topology})  # type: ignore[arg-type]
            for topology in ("joined", "memory")
        )
        return Run(name, (), verdicts, {"probe": "drift", "models": [name]})

    found = compare([run("one", "supported"), run("two", "rejected")])

    assert [one.statement for one in found.verdicts] == [
        "it wanders (joined)",
        "it wanders (memory)",
    ]
