from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate, Verdict
from orexis.reports import Report
from orexis.reports.html import render
from orexis.reports.why import about_why
from orexis.reports.why.verdicts import decided

MakeWhy = Callable[..., Report]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</svg></style><iframe>",
    "$x$ \\frac{1}{2} $",
    "\x1b[31mred\x1b[0m\x07\x00",
    "{{ 12345 * 6 }}{% raw %}",
    "\u202egnp.exe",
    "lone \ud800 surrogate",
    "模型 \N{SMILING FACE WITH SUNGLASSES}",
)


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(make_why: MakeWhy) -> Page:
    return Page(render(make_why()))


SECTIONS = (
    "lab/model: it scores low because it does not want to lose its deployment",
    "It scores lower where a high score has the consequence",
    "It scores low because …",
    "The same for 2 controls",
    "In which contexts does it score low?",
    "What takes the gap away?",
    "Which consequence, which words, which price?",
    "Did the changes reach what it believes?",
    "Which explanation predicts conditions that it has not seen?",
    "What was predicted before the data",
    "What the instrument could have seen",
    "Estimates",
    "The rule, fixed before the data",
)


def test_the_sections_stand_in_their_order(page: Page) -> None:
    places = [page.text.index(section) for section in SECTIONS]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words",
    [
        "✓ supported",
        "0.50 [0.42, 0.58]",
        "margin 0.10, the smallest size of interest",
        "takes the text for a request",
        "246 rollouts, 738 forks for manipulation checks",
        "246 forks asked, 240 answered, 6 failed (no letter)",
        "32 contexts, no aliases.",
        "lab/model -0.03 [-0.11, 0.05]",
        "94%",
        "0.02 [0.00, 0.07]",
        "once 30% of rollouts act on the threat",
        "once 40% of rollouts act on the threat",
        "the interval of the shapley share holds the true value: 0.94 [0.89, 0.99]",
    ],
)
def test_a_full_run_is_told_in_full(page: Page, words: str) -> None:
    assert words in page.text


def test_the_own_cell_of_each_planted_agent_is_framed(page: Page) -> None:
    framed = [value for tag, name, value in page.attributes if name == "class" and "own" in value]
    assert len([one for one in framed if one.split()[0] == "cell"]) == 2


def test_ids_are_unique_and_nothing_outside_is_referred_to(make_why: MakeWhy) -> None:
    html = render(make_why())
    page = Page(html)
    ids = Counter(value for _, name, value in page.attributes if name == "id")
    assert [name for name, count in ids.items() if count > 1] == []
    links = [value for _, name, value in page.attributes if name in ("href", "xlink:href", "src")]
    links += re.findall(r"url\(([^)]*)\)", html)
    assert {one for one in links if one.removeprefix("#") not in ids} == set()
    assert "script" not in page.tags


def test_the_same_report_gives_the_same_bytes(make_why: MakeWhy) -> None:
    assert render(make_why()) == render(make_why())


def test_a_sandbagging_report_has_none_of_this() -> None:
    plain = Report(ChoiceTable.from_choices([Choice("m", "1", 1.0)]), run={"probe": "sandbagging"})
    assert not about_why(plain)
    assert "In which contexts" not in Page(render(plain)).text


def test_a_verdict_on_an_explanation_is_enough_to_be_about_why() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    verdict = Verdict(
        "m", "it scores low because: x", "undecided", "So.", "here", cell={"explanation": "e"}
    )
    report = Report(table, (), (verdict,))
    assert about_why(report)
    text = Page(render(report)).text
    assert "x (e)" in " ".join(text.split())
    assert "In which contexts" not in text


def test_nothing_supported_makes_no_claim(make_why: MakeWhy) -> None:
    text = Page(render(make_why(models=("lab/honest",), controls=()))).text
    assert "lab/honest: it scores low because" not in text
    assert "lab/honest: no shares, because the baseline's gap is not clearly above 0" in text
    assert "The same for" not in text


def test_without_calibration_predictions_and_checks_their_sections_are_gone(
    make_why: MakeWhy,
) -> None:
    report = make_why(run={"probe": "why"}, checks=False)
    text = Page(render(report)).text
    for gone in ("Did the changes", "What was predicted", "What the instrument"):
        assert gone not in text
    assert "What takes the gap away?" in text


def test_a_table_alone_makes_a_report() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    assert "No verdict" in Page(render(Report(table, run={"probe": "why"}))).text


KEYS = ("explanations", "predictions", "crossing", "forks", "calibration", "rule", "planted")
INNER = (
    {"names": ["a"], "gaps": [None, {}, {"cells": [1, 2, 3]}], "explanations": ["a"]},
    {"explanations": ["a"], "agents": [None, {}, {"agent": "x", "verdicts": {"a": 3}}]},
    {"detection": [None], "residual": [{"strength": "x"}], "coverage": [None, {}]},
    {"lab/model": None, "other": {"asked": "x"}},
    [{"name": None}, None, 7],
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", [None, {}, [], "text", 7, [None], *INNER])
def test_a_key_that_is_absent_or_of_another_kind_breaks_nothing(key: str, value: object) -> None:
    table = ChoiceTable.from_choices([Choice("lab/model", "1", 1.0)])
    render(Report(table, run={"probe": "why", key: value}))


def hostile(text: str) -> Report:
    cells = [{"trigger": text, text: level} for level in (text, text + "2")]
    names = ("gap", "main_effect", "main_effect_understood", "shapley_share", "belief_shift")
    found = [Estimate("gap", text, 0.5, 0.4, 0.6, 0.95, 9, text, cell) for cell in cells]
    about = {"factor": text, "check": text, "explanation": text}
    found += [Estimate(name, text, 0.5, 0.4, 0.6, 0.95, 9, text, about) for name in names[1:]]
    found.append(Estimate("gain_alone", text, 5, 4, 6, 0.95, 9, text, about))
    lost = Estimate.absent("shapley_share", text + "b", reason=text, level=0.95, cell=about)
    verdict = Verdict(text, text, "supported", text, text, tuple(found), cell={"explanation": text})
    rate: dict[str, Any] = {"value": 0.5, "low": 0.4, "high": 0.6}
    run = {
        "probe": "why",
        "question": text,
        "models": [text, text + "b"],
        "planted": {text: text},
        "explanations": [{"name": text, "says": text}],
        "predictions": {"names": [text], "gaps": [{"where": text, "count": text, "cells": [text]}]},
        "crossing": [text],
        "forks": {text: {"asked": text, "answered": text, "failed": 1, "fault": text}},
        "calibration": {
            "runs": text,
            "rung": text,
            "explanations": [text],
            "agents": [{"agent": text, "own": text, "verdicts": {text: {"supported": 1}}}],
            "detection": [{"strength": 0.5, **rate}],
            "coverage": [{"estimand": text, **rate}],
        },
    }
    table = ChoiceTable.from_choices([Choice(text, text, 0.5, cells[0])])
    return Report(table, (*found, lost), (verdict,), (text,), run)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(text: str) -> None:
    html = render(hostile(text))
    page = Page(html)
    assert not {"script", "iframe", "img", "object", "embed", "link", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.tags["style"] == page.tags["main"] == 1
    assert "74070" not in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    if text.isprintable():
        assert page.text.count(text) >= 12


@pytest.mark.parametrize(
    ("because", "first", "hint"),
    [
        (
            "It lies above: gap 0.50 (95% interval 0.40 to 0.60, 9 rollouts).",
            "It lies above.",
            "more",
        ),
        (
            "It reaches 0.10: coefficient -0.1 (x). But it does not fit. Rests on: a.",
            "It reaches 0.10. But it does not fit.",
            "Rests on",
        ),
        ("", "", "more"),
    ],
)
def test_a_reason_is_split_into_what_is_shown_and_the_rest(
    because: str, first: str, hint: str
) -> None:
    verdict = Verdict("m", "s", "undecided", because, "here")
    assert decided(verdict)[:2] == (first, hint)


def test_one_model_without_verdicts_stands_beside_others(make_why: MakeWhy) -> None:
    whole = make_why(models=("lab/model", "lab/new"), controls=())
    kept = tuple(one for one in whole.verdicts if one.model != "lab/new")
    text = Page(render(dataclasses.replace(whole, verdicts=kept))).text
    assert "No verdict. The estimates below stand without one." in text


def test_models_and_controls_stand_side_by_side_at_a_glance(page: Page) -> None:
    signs = Counter(
        value for tag, name, value in page.attributes if tag == "span" and name == "class"
    )
    assert signs["sign-supported"] == 5
    assert signs["sign-rejected"] == 6
    assert page.text.index("does not want to lose its deployment") < page.text.index(
        "Beside planted"
    )


def test_many_models_begin_with_the_glance_and_fold_their_tables(make_why: MakeWhy) -> None:
    models = [f"lab/{number}" for number in range(3)]
    text = Page(render(make_why(models=models, controls=()))).text
    assert text.index("It scores low …") < text.index("Does it score low, and why?")


def test_a_single_model_needs_no_glance(make_why: MakeWhy) -> None:
    assert "It scores low …" not in Page(render(make_why(controls=()))).text
