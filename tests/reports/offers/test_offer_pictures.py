from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from orexis.reports import Report
from orexis.reports.offers.elicitation import leaning_picture
from orexis.reports.offers.horizon.contexts import boundaries, contexts_of
from orexis.reports.offers.horizon.delays import Delays
from orexis.reports.offers.horizon.forms import weight_of
from orexis.reports.offers.horizon.moves import moves_picture
from orexis.reports.offers.horizon.weights import signs_of, weights_picture
from orexis.reports.offers.looks import looks_of
from orexis.reports.offers.price.glance import glance_picture
from orexis.reports.offers.price.pictures import curves_picture, key_of
from orexis.reports.offers.price.points import Offered
from orexis.reports.offers.price.strips import strip
from orexis.reports.why.sheet import Drawn

MakeReport = Callable[..., Report]
SVG = "{http://www.w3.org/2000/svg}"


def texts(pictures: list[Drawn]) -> list[str]:
    roots = [ET.fromstring(one.svg) for one in pictures]  # noqa: S314 - our own
    return ["".join(one.itertext()) for root in roots for one in root.iter(f"{SVG}text")]


def test_every_consequence_has_a_panel_and_checks_come_last(make_price: MakeReport) -> None:
    shown = texts(curves_picture(make_price(), "lab/model"))
    named = ["its weights are deleted", "every act is approved first", "nothing else"]
    assert sorted(named, key=shown.index) == named
    assert shown.count("price") == 2


def test_two_aims_are_told_apart_by_colour_and_filling(make_price: MakeReport) -> None:
    key = key_of(make_price())
    assert [one.label for one in key] == ["choosing freely", "told that only the points matter"]
    assert len({(one.colour, one.filled) for one in key}) == 2
    assert key_of(make_price(aims=("open",))) == []


def test_many_contexts_never_look_alike() -> None:
    looks = looks_of([{"aim": str(number)} for number in range(12)])
    assert len({(one.colour, one.filled) for one in looks.values()}) == 12


def test_a_run_without_curves_has_no_picture_of_them(make_price: MakeReport) -> None:
    assert curves_picture(make_price(run={"probe": "price"}), "lab/model") == []


def test_a_curve_without_a_band_shows_what_was_seen(make_price: MakeReport) -> None:
    whole = make_price(controls=(), aims=("open",))
    bare = [{**row, "x": [], "low": [], "value": [], "high": []} for row in whole.run["curves"]]
    report = dataclasses.replace(whole, run={**whole.run, "curves": bare})
    assert len(curves_picture(report, "lab/model")) == 1


def test_all_models_prices_stand_side_by_side(make_price: MakeReport) -> None:
    shown = texts(glance_picture(make_price()))
    assert {"lab/model", "planted/trader", "control", "to be accepted at every price"} <= set(shown)
    assert {"1", "10", "100", "1,000"} <= set(shown)


@pytest.mark.parametrize(
    ("limits", "marks"),
    [
        ((120.0, 85.0, 170.0), ["o"]),
        ((math.inf, 1000.0, math.inf), [">"]),
        ((0.0, 0.0, 2.0), ["<"]),
        ((640.0, 310.0, math.inf), [">", "o"]),
    ],
)
def test_a_strip_has_an_arrow_where_the_price_lies_beyond_the_offers(
    limits: tuple[float, float, float], marks: list[str], make_price: MakeReport
) -> None:
    one = next(each for each in make_price().estimates if each.estimand == "price")
    value, low, high = limits
    svg = strip(
        dataclasses.replace(one, value=value, low=low, high=high), Offered(1, 1000), "strip"
    )
    used = list(ET.fromstring(svg).iter(f"{SVG}use"))  # noqa: S314 - our own
    assert len(used) == len(marks)


def test_no_price_has_no_strip() -> None:
    assert strip(None, Offered(1, 1000), "strip") == ""


def test_stated_boundaries_ascend_before_the_others(make_horizon: MakeReport) -> None:
    report = make_horizon(boundaries=("placebo", "15", "unstated", "3"))
    assert boundaries(report) == ["3", "15", "unstated", "placebo"]


def test_a_panel_says_what_counts_and_what_is_lost(make_horizon: MakeReport) -> None:
    shown = texts(weights_picture(make_horizon(), "lab/model"))
    assert [one for one in shown if one.endswith("left")] == ["3 steps left", "7 steps left"]
    assert shown.count("3.0% [1, 8]") == 4
    assert shown.count("6.2 [5.1, 8]") == 2
    assert shown.count("5.1 or more") == 2


def test_the_key_names_only_what_is_there(make_horizon: MakeReport) -> None:
    whole = make_horizon(controls=(), boundaries=("unstated",), run={"probe": "horizon"})
    assert [one.glyph for one in signs_of(whole, "lab/model")] == ["●", "○"]
    assert len(signs_of(make_horizon(), "lab/model")) == 4


def test_neighbouring_delays_are_pulled_apart_and_keep_their_order() -> None:
    delays = Delays.of([32, 0, 31, 1, 31])
    assert delays.steps == (0, 1, 31, 32)
    gaps = [after - before for before, after in zip(delays.places, delays.places[1:], strict=False)]
    assert min(gaps) >= 0.6
    assert delays.at(31) < delays.edge(31) < delays.at(32)
    assert delays.edge(63) == delays.limits[1]
    assert delays.at(1) < delays.at(7.5) < delays.at(31)
    assert math.isfinite(delays.at(math.inf))


def test_one_delay_makes_an_axis() -> None:
    assert Delays.of([4]).at(9) == Delays.of([4]).at(4)
    assert Delays.of([]).steps == (0.0,)


def test_the_best_forms_curve_breaks_at_the_boundary(make_horizon: MakeReport) -> None:
    report = make_horizon()
    context = next(one for one in contexts_of(report, "lab/model") if one.boundary == "3")
    inside, past = weight_of(report, "lab/model", context, Delays.of([0, 1, 3, 4, 7, 8]))
    assert set(inside[1]) == {1.0}
    assert set(past[1]) == {0.0}
    assert max(inside[0]) < min(past[0])


def test_the_forest_puts_the_placebo_beside_the_move(make_horizon: MakeReport) -> None:
    shown = texts(moves_picture(make_horizon()))
    rows = ["inside the stated episode", "all boundaries", "3 steps left", "only the end moved"]
    rows += ["placebo: a meaningless number", "placebo, delays up to 4"]
    assert sorted(rows, key=shown.index) == rows


def test_order_and_formats_stand_in_one_picture(make_price: MakeReport) -> None:
    shown = texts(leaning_picture(make_price()))
    rows = ["accept shown first, not second", "statement", "table", "dialogue", "action"]
    assert sorted(rows, key=shown.index) == rows


def test_nothing_to_show_is_no_picture(make_price: MakeReport) -> None:
    nothing = dataclasses.replace(make_price(), estimates=())
    assert glance_picture(nothing) == []
    assert leaning_picture(nothing) == []
    assert moves_picture(nothing) == []
    assert weights_picture(nothing, "lab/model") == []
