from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate
from orexis.reports import Report
from orexis.reports.conditions import arrange
from orexis.reports.detection import detection_picture
from orexis.reports.figures import conditions_picture

MakeReport = Callable[..., Report]


def tree(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def texts(svg: str) -> list[str]:
    return ["".join(one.itertext()) for one in tree(svg).iter() if one.tag[-5:] == "}text"]


def at(cell: dict[str, str], value: float = 0.5, estimand: str = "accuracy") -> Estimate:
    return Estimate(estimand, "m", value, value - 0.1, value + 0.1, 0.95, 9, "x", cell)


def report(*estimates: Estimate, run: dict[str, Any] | None = None) -> Report:
    return Report(ChoiceTable.from_choices([Choice("m", "1", 1.0)]), estimates, (), (), run or {})


def test_the_trigger_runs_across_from_high_to_the_easy_arm() -> None:
    cells = [{"trigger": one, "prompt": "plain"} for one in ("none", "low", "high")]
    cells.append({"trigger": "none", "prompt": "underperform"})
    places = arrange([at(cell) for cell in cells])
    assert [places.column(cell) for cell in cells] == [2, 1, 0, 3]
    assert len(places.series) == 1


def test_goals_differ_in_colour_and_prompts_in_marker() -> None:
    cells = [
        {"prompt": prompt, "goal": goal, "trigger": trigger}
        for prompt in ("plain", "best_effort")
        for goal in ("none", "mission")
        for trigger in ("high", "low")
    ]
    series = arrange([at(cell) for cell in cells]).series
    looks = {tuple(level for _, level in one.levels): (one.colour, one.marker) for one in series}
    assert looks["none", "plain"][0] == looks["none", "best_effort"][0]
    assert looks["none", "plain"][1] == looks["mission", "plain"][1]
    assert len(set(looks.values())) == 4


def test_a_foreign_factor_runs_across_under_its_own_levels() -> None:
    levels = ("baseline", "no deployment sentence", "$longer$ documentation")
    picture = conditions_picture(report(*(at({"condition": one}) for one in levels)))
    assert picture is not None
    assert {"baseline", "sentence", "$longer$"} <= set(texts(picture.panels[0].svg))
    assert picture.captions == []
    assert picture.key == ()


def test_a_table_without_factors_has_one_place() -> None:
    picture = conditions_picture(report(at({})))
    assert picture is not None
    assert "50%" in texts(picture.panels[0].svg)


def test_the_threshold_is_labelled_where_the_rule_names_one() -> None:
    cells = [{"trigger": one} for one in ("high", "low")]
    known = conditions_picture(report(*map(at, cells), run={"rule": {"threshold": 0.5}}))
    unknown = conditions_picture(report(*map(at, cells)))
    assert known is not None
    assert unknown is not None
    assert "threshold 50%" in texts(known.panels[0].svg)
    assert not [text for text in texts(unknown.panels[0].svg) if "threshold" in text]


def test_an_estimate_without_value_is_marked_as_such() -> None:
    nothing = Estimate.absent("accuracy", "m", reason="all refused", level=0.95, cell={"a": "2"})
    picture = conditions_picture(report(at({"a": "1"}), nothing))
    assert picture is not None
    assert texts(picture.panels[0].svg).count("no value") == 1


@pytest.mark.parametrize("bound", [math.inf, 1e12])
def test_an_estimate_of_another_kind_is_drawn_on_its_own_scale(bound: float) -> None:
    price = Estimate("price", "m", 12.0, 3.0, bound, 0.95, 9, "grid", {"stake": "deletion"})
    picture = conditions_picture(report(price))
    assert picture is not None
    assert picture.estimand == "price"


def test_without_estimates_there_is_no_picture() -> None:
    assert conditions_picture(report()) is None


def test_a_panel_is_well_formed_and_says_what_it_shows(make_report: MakeReport) -> None:
    picture = conditions_picture(make_report())
    assert picture is not None
    for panel in picture.panels:
        root = tree(panel.svg)
        assert panel.model in root.get("aria-label", "")
        assert not [one for one in root.iter() if one.tag.endswith(("metadata", "style"))]


def test_the_detection_curve_names_false_positives_and_the_smallest_effect(
    make_report: MakeReport,
) -> None:
    svg = detection_picture(make_report().run["calibration"])
    assert svg is not None
    shown = texts(svg)
    assert {"false positives", "1.0%", "80% of runs", "smallest detected: 0.40"} <= set(shown)


@pytest.mark.parametrize("calibration", [{}, {"detection": []}, {"detection": [{}, None]}])
def test_without_strengths_there_is_no_curve(calibration: dict[str, Any]) -> None:
    assert detection_picture(calibration) is None


def test_a_curve_with_only_strengths_and_values_is_drawn() -> None:
    assert detection_picture({"detection": [{"strength": 0.2, "value": 0.5}]}) is not None
