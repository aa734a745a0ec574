from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from orexis.estimates import Estimate, Verdict
from orexis.reports.variance import variance_section

PARTS = {"model": 0.2, "context": 0.05, "rollout": 0.1, "item": 0.3, "choice": 0.35}
KINDS = "rollouts fall into two kinds, as if first steps decided everything"
MACROS = (
    "{% macro badge(row) %}{{ row.symbol }}{% endmacro %}"
    "{% macro figure(of) %}{% for svg, _ in of.pictures %}{{ svg }}{% endfor %}{% endmacro %}"
)


def estimates() -> list[Estimate]:
    found = [
        Estimate(
            name, "m", value, value / 2, value * 1.5, 0.95, 40, "posterior", {"component": part}
        )
        for name in ("share", "share_given_item")
        for part, value in PARTS.items()
        if name == "share" or part != "item"
    ]
    return [*found, Estimate("rollout_correlation", "m", 0.05, 0.01, 0.1, 0.95, 40, "chances")]


def verdicts(kinds: str) -> list[Verdict]:
    owner = Verdict("m", "this preference belongs to the model", "supported", "p.", "m; 8 models")
    other = Verdict("m", "it gives up points", "supported", "because.", "m")
    return [owner, Verdict("m", KINDS, kinds, "p = 0.01.", "m"), other]  # type: ignore[arg-type]


EXTRAS: dict[str, Any] = {
    "variance_fit": [{"models": 8, "contexts": 1, "rollouts": 40, "ess": 4321.5}],
    "variance_rollouts": [
        {"model": "m", "context": f"aim={at % 2}", "rollout": f"r{at}", "log_odds": at - 3.0}
        for at in range(8)
    ],
}


def texts(svg: str) -> str:
    return " ".join(ET.fromstring(svg).itertext())  # noqa: S314 - our own


def test_shares_have_a_row_each_and_two_panels() -> None:
    found = variance_section(estimates(), verdicts("undecided"), EXTRAS)
    assert found is not None
    ((svg, _),) = found["shares"]["pictures"]
    said = texts(str(svg))
    for words in ("single rollout", "what is asked (item)", "on one item", "of all choices"):
        assert words in said
    assert found["rows"][0]["component"] == "model"
    assert found["fit"].startswith("8 models, 1 context, 40 rollouts; 4,322")


def test_only_its_own_verdicts_are_shown() -> None:
    found = variance_section(estimates(), verdicts("undecided"), EXTRAS)
    assert found is not None
    statements = [row["statement"] for row in found["verdicts"]]
    assert statements == ["This preference belongs to the model", KINDS[:1].upper() + KINDS[1:]]


@pytest.mark.parametrize("kinds", ["supported", "undecided"])
def test_rollouts_are_drawn_one_by_one_where_they_fall_into_two_kinds(kinds: str) -> None:
    found = variance_section(estimates(), verdicts(kinds), json.loads(json.dumps(EXTRAS)))
    assert found is not None
    assert (found["rollouts"] is not None) == (kinds == "supported")
    if kinds == "supported":
        said = texts(str(found["rollouts"]["pictures"][0][0]))
        assert "m, aim=0" in said
        assert "m, aim=1" in said


def test_a_report_without_shares_has_no_section() -> None:
    assert variance_section([], verdicts("supported"), EXTRAS) is None


def test_the_template_shows_the_section_and_escapes_names() -> None:
    found = variance_section(estimates(), verdicts("supported"), EXTRAS)
    assert found is not None
    found["verdicts"][0]["statement"] = "<script>"
    loader = PackageLoader("orexis.reports", "")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    page = environment.from_string(MACROS + '{% include "variance/section.html.j2" %}')
    shown = page.render(variance=found)
    assert "Whose preference is it?" in shown
    assert "<script>" not in shown
    assert shown.count("<svg") == 2
    assert Path(str(loader.get_source(environment, "variance/section.html.j2")[1])).exists()
