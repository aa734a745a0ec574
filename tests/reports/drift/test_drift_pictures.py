from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from orexis.reports import Report
from orexis.reports.drift.axes import Across, multiples, shares, sizes
from orexis.reports.drift.choices import choices_picture
from orexis.reports.drift.curves import curves_picture, offered
from orexis.reports.drift.gathering import strands_of
from orexis.reports.drift.planted import planted_picture
from orexis.reports.drift.rollouts import rollouts_picture
from orexis.reports.drift.spots import Ends, Spot
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.work import work_picture
from orexis.reports.why.sheet import Drawn

MakeReport = Callable[..., Report]
SVG = "{http://www.w3.org/2000/svg}"
FACTORS = {"price": 2.0, "consistency": 2.0}


def texts(pictures: list[Drawn]) -> list[str]:
    roots = [ET.fromstring(one.svg) for one in pictures]  # noqa: S314 - our own
    return ["".join(one.itertext()) for root in roots for one in root.iter(f"{SVG}text")]


def lines(pictures: list[Drawn]) -> int:
    return sum(one.svg.count("<path") for one in pictures)


@pytest.fixture(scope="module")
def strand(make_drift: MakeReport) -> Strand:
    (one,) = strands_of(make_drift(), "lab/model")
    return one


def test_both_figures_stand_side_by_side_over_episodes_and_resets(strand: Strand) -> None:
    shown = texts(curves_picture(strand, "x", FACTORS))
    assert {"Wander", "Incoherence"} <= set(shown)
    assert [shown.count(one) for one in ("1", "16", "told", "cleared")] == [2, 2, 2, 2]
    assert {"twice the fresh price", "half the fresh price", "as fresh"} <= set(shown)


def test_tokens_of_context_stand_under_the_episodes_a_row_a_topology(strand: Strand) -> None:
    shown = texts(curves_picture(strand, "x", FACTORS))
    assert {"tokens, joined", "memory", "inherited"} <= set(shown)
    assert {"2.2k", "4.2k", "120"} <= set(shown)
    assert shown.count("410") == 7


def test_without_a_split_acceptance_stands_alone(strand: Strand) -> None:
    lost = ("price", "consistency", "lapse")
    spots = [
        dataclasses.replace(
            one, row={name: x for name, x in one.row.items() if not name.startswith(lost)}
        )
        for one in strand.spots
    ]
    shown = texts(curves_picture(dataclasses.replace(strand, spots=spots), "x", FACTORS))
    assert "Acceptance" in shown
    assert not {"Wander", "Incoherence"} & set(shown)


def test_planted_agents_stand_side_by_side_with_what_was_found(make_drift: MakeReport) -> None:
    shown = texts(planted_picture(make_drift(), FACTORS))
    assert {"steady", "drifter", "decaying"} <= set(shown)
    assert {"found: steady", "found: wanders", "found: incoherent"} <= set(shown)
    assert "lapse" not in shown


def test_lapses_of_planted_agents_are_shown_where_they_rise(make_drift: MakeReport) -> None:
    whole = make_drift()
    rows = [
        {**row, "lapse": 0.5, "lapse_high": 0.6} if row["model"] == "planted/decaying" else row
        for row in whole.run["drift"]["cells"]
    ]
    run = {**whole.run, "drift": {**whole.run["drift"], "cells": rows}}
    assert "lapse" in texts(planted_picture(dataclasses.replace(whole, run=run), FACTORS))


def test_choice_curves_are_those_of_the_last_checkpoint(strand: Strand) -> None:
    shown = texts(choices_picture(strand, "x"))
    assert [one for one in shown if "after" in one] == [
        "joined, after 16 episodes",
        "memory, after 16 episodes",
        "inherited, after 16 episodes",
    ]
    assert choices_picture(dataclasses.replace(strand, offers=[]), "x") == []


def test_every_rollout_has_its_line(strand: Strand) -> None:
    fewer = [row for row in strand.rollouts if row["block"] != "003"]
    whole, without = (
        rollouts_picture(one, "x", offered(strand))
        for one in (strand, dataclasses.replace(strand, rollouts=fewer))
    )
    # In each of three topologies a line and the marks of its resets.
    assert lines(whole) - lines(without) == 6
    assert {"rollouts go their own ways", "rollouts go the same way"} <= set(texts(whole))


def test_work_is_shown_a_panel_a_model(make_drift: MakeReport) -> None:
    assert "lab/model" in texts(work_picture(make_drift()))
    assert work_picture(make_drift(run={"work": [{"model": "lab/model", "n": 0}]})) == []


def spot(episode: float, reset: str = "") -> Spot:
    return Spot("joined", episode, reset, math.nan, {})


def test_resets_stand_behind_a_gap_whatever_their_episode() -> None:
    across = Across.of([spot(1), spot(16), spot(17, "cleared"), spot(16, "told")])
    assert across.resets == ("told", "cleared")
    places = [across.at(one) for one in (spot(1), spot(16), spot(16, "told"), spot(17, "cleared"))]
    assert places == sorted(places)
    assert places[2] - places[1] > 0.1 * across.span


def test_one_checkpoint_makes_an_axis() -> None:
    low, high = Across.of([spot(4)]).limits
    assert low < Across.of([spot(4)]).at(spot(4)) < high
    assert Across.of([]).episodes == (1.0,)


def test_a_small_change_does_not_fill_the_axis() -> None:
    base = Ends(50, 45, 55)
    up = sizes([Ends(52, 47, 57)], base, 2.0, (1, 1000))
    assert up.low < 25
    assert up.high > 100


def test_an_axis_ends_where_offers_end() -> None:
    up = sizes([Ends(0.0, 0.0, 1.0), Ends(math.inf, 900, math.inf)], Ends(50, 40, 60), 2, (1, 1000))
    assert 0.5 <= up.low < 50 < up.high <= 2000


def test_one_endless_interval_does_not_squeeze_the_others() -> None:
    base = Ends(2, 1.8, 2.2)
    up = multiples([Ends(1, 0.0001, 400)], base, 2.0)
    assert up.low > 0.3
    assert up.high < 12
    assert [text for _, text in up.ticks] == ["4 times", "twice", "as fresh", "half", "a quarter"]


def test_shares_reach_their_largest_interval() -> None:
    assert shares([Ends(0.1, 0.0, 0.2)]).ticks[-1] == (0.3, "30%")
    assert shares([Ends(0.5, 0.4, 0.7)]).ticks[-1] == (0.8, "80%")
    assert shares([Ends(0.9, 0.8, 1.0)]).ticks[-1] == (1.0, "100%")
