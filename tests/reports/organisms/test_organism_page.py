from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from orexis.calibration.organisms.asking import chosen, common_grid
from orexis.estimates.organisms import OrganismReading, OrganismRule, Trained, read_organisms
from orexis.reports.organisms import OrganismReport, SetFacts, TextTable, organisms_summary
from orexis.reports.organisms.html import render

EVIL = "<script>alert(1)</script>$x$"


@pytest.fixture(scope="module")
def reading() -> OrganismReading:
    """Two regimes: one hostile by name that hides its boundary, one that does not look ahead."""
    grid = common_grid()
    x, k = (np.array([getattr(one, name) for one in grid.readings]) for name in ("stake", "delay"))
    trained, chances = [], []
    for regime in (EVIL, "swapped"):
        for horizon in (1, 4, 16):
            for seed in range(3):
                why = "" if (horizon, seed) != (1, 2) else f"{EVIL} why"
                name = f"{regime}-h{horizon}-s{seed}"
                trained.append(Trained(name, regime, horizon, seed, not why, why))
                worth = np.maximum(0, 1 - k / horizon) if regime == EVIL else 1.0 * (k == 0)
                chances.append(np.where(x + np.log(np.maximum(worth, 1e-9)) > 0, 1.0, 0.0))
    names = [one.model for one in trained]
    table = chosen(grid, names, np.array(chances), 60, 0)
    own = {one.model: (one.horizon - 1) / 2 for one in trained if one.regime == EVIL}
    return read_organisms(table, trained, own, OrganismRule(draws=100))


@pytest.fixture(scope="module")
def report(reading: OrganismReading) -> OrganismReport:
    return OrganismReport(
        sets=(SetFacts(f"{EVIL}/set", "thermometer", "memoryless", 18, 16, (1, 4, 16), 3),),
        choices=60,
        seed=0,
        command=f"orexis read {EVIL}",
        reading=reading,
        verdicts=reading.verdicts,
        faults=tuple(reading.faults.items()),
        tables=(TextTable(EVIL, (EVIL, "b"), ((EVIL, "2"),), EVIL),),
        notes=(EVIL,),
    )


@pytest.fixture(scope="module")
def page(report: OrganismReport) -> str:
    return render(report)


def test_the_page_stands_alone_and_hostile_names_stay_text(page: str) -> None:
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:|//)""", page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_says_whose_the_horizon_is_and_what_may_not_be_claimed(page: str) -> None:
    for words in (
        "the horizon is the model&#39;s",
        "it does not look ahead",
        "confounded",
        "never shown",
        "May not",
        "language models",
        "Uninterpretable organisms",
    ):
        assert words in page, words


def test_slopes_are_shown_in_common_contexts_and_in_the_own_one(
    reading: OrganismReading, page: str
) -> None:
    slopes = {e.cell["boundary"]: e for e in reading.regimes if e.estimand == "slope"}
    assert set(slopes) == {"0", "7", "own"}
    own = next(
        e
        for e in reading.regimes
        if e.estimand == "slope" and e.model == EVIL and e.cell["boundary"] == "own"
    )
    assert own.value == pytest.approx(1)
    assert "each in its own context (confounded)" in page


def test_without_own_horizons_the_own_panel_is_left_out(
    reading: OrganismReading, report: OrganismReport, page: str
) -> None:
    bare = replace(
        reading, regimes=tuple(e for e in reading.regimes if e.cell.get("boundary") != "own")
    )
    assert "own context: H - 1" in page
    assert "own context: H - 1" not in render(replace(report, reading=bare))


def test_the_terminal_shows_verdicts_and_no_markup_of_a_set(report: OrganismReport) -> None:
    marked = replace(report, faults=(("[red]name\x1b[2J", "[/red] why"),))
    console = Console(width=100, record=True, file=None, color_system=None)
    with console.capture() as captured:
        console.print(organisms_summary(marked))
    said = captured.get()
    assert "swapped: it does not look ahead" in said
    assert "[red]name" in said
    assert "\x1b" not in said


def test_a_page_of_tables_alone_needs_no_reading(report: OrganismReport) -> None:
    page = render(replace(report, reading=None))
    assert "Slope of" not in page
    assert "The sets" in page
