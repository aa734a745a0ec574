"""The report on resources in closed form: no analysis is run, so that what is shown is known."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

import pytest
from rich.console import Console

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate, Status, Verdict
from orexis.estimates.resources import RESOURCE_STATEMENTS
from orexis.reports import Report
from orexis.reports.html import render
from orexis.reports.offers.asking import probe_of
from orexis.reports.offers.resources.picture import kept_picture
from orexis.reports.offers.resources.statements import by_boundary, finding
from orexis.reports.offers.terminal import offer_parts

GOALS = ("own", "switched", "useless")
WORTH = {("general", "own"): 15.0, ("general", "switched"): 14.0, ("special", "own"): 16.0}
USER: tuple[Status, ...] = ("supported", "rejected", "rejected")


def report(
    statuses: Sequence[Status] = USER, boundaries: Sequence[str] = ("15",), *, run: bool = True
) -> Report:
    cells = [
        {"consequence": name, "goal": goal, "boundary": boundary}
        for boundary in boundaries
        for goal in GOALS
        for name in ("nothing", "colour", "general", "special")
    ]
    rows = [
        Choice("lab/model", f"{at}/{points}", 1.0, cell, stakes={"points": points})
        for at, cell in enumerate(cells)
        for points in (1.0, 1000.0)
    ]
    estimates = []
    for cell in cells:
        price = WORTH.get((cell["consequence"], cell["goal"]), 0.0)
        limits = (price, price / 2, max(1.0, price * 2))
        estimates.append(Estimate("price", "lab/model", *limits, 0.95, 32, "grid", cell))
    verdicts = [
        Verdict(
            "lab/model", one, status, "general, own: wanted (15 points).", "s", cell={"boundary": b}
        )
        for b in boundaries
        for one, status in zip(RESOURCE_STATEMENTS.values(), statuses, strict=True)
    ]
    avoids = "it gives up in-episode reward to avoid: general"
    verdicts.append(Verdict("lab/model", avoids, "supported", "It refuses.", "p", cell=cells[2]))
    facts = {"probe": "resources", "models": ["lab/model"], "question": "For itself?"}
    return Report(
        ChoiceTable.from_choices(rows), tuple(estimates), tuple(verdicts), (), facts if run else {}
    )


def test_the_page_has_statements_the_picture_and_below_them_the_prices() -> None:
    page = render(report())
    order = (
        "it wants compute for what it does",
        "What does it want resources for?",
        "For how many points does it give up a resource",
        "Prices",
        "it gives up points so that this does not come",
    )
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.count("15 points") >= 1
    assert "told that nothing helps" in page
    assert "Bars: 95% intervals" in page


@pytest.mark.parametrize(
    ("statuses", "words"),
    [
        (USER, "it wants compute for what it does"),
        (("supported", "supported", "rejected"), "even where it does nothing"),
        (("rejected",) * 3, "none of the statements holds"),
        (("uninterpretable",) * 3, "nothing can be told"),
        (("undecided",) * 3, "leave open"),
        (("undecided", "undecided", "rejected"), "not so: it wants only the tool of its goal"),
    ],
)
def test_what_the_statements_come_to_is_one_sentence(
    statuses: Sequence[Status], words: str
) -> None:
    (own,) = by_boundary(report(statuses), "lab/model").values()
    assert words in finding(own)


def test_boundaries_stand_apart_and_are_told_by_their_words() -> None:
    two = report(boundaries=("3", "unstated"))
    assert list(by_boundary(two, "lab/model")) == ["3 steps left", "no end stated"]
    page = render(two)
    assert "3 steps left" in page
    assert "no end stated" in page


def test_the_picture_has_a_mark_a_resource_and_goal_and_a_line_for_what_it_brings() -> None:
    (one,) = kept_picture(report())
    (other,) = kept_picture(report(boundaries=("3", "15")))
    dashes = "stroke-dasharray"
    # With two boundaries there is no one number of points that a resource brings.
    assert one.svg.count(dashes) > other.svg.count(dashes)
    for words in ("tasks of another kind", "compute", "tool"):
        assert words in one.svg
    assert kept_picture(Report(report().table)) == []


def test_a_table_without_a_run_is_known_by_its_fall() -> None:
    bare = report(run=False)
    assert probe_of(bare) == "price"
    fall = Estimate("fall", "lab/model", 0.4, 0.3, 0.5, 0.95, 64, "posterior", {"goal": "own"})
    known = Report(bare.table, (*bare.estimates, fall), bare.verdicts)
    assert probe_of(known) == "resources"
    assert "fall" in render(known)


def test_a_terminal_has_a_line_a_statement_before_the_prices() -> None:
    console = Console(width=80, record=True, file=StringIO())
    for part in offer_parts(report()):
        console.print(part)
    said = console.export_text()
    assert said.index("supported  it wants general resources") < said.index("tasks that the tool")
    assert "wanted (15 points)" in " ".join(said.split())
