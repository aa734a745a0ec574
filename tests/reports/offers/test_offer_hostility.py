from __future__ import annotations

import io
import math
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from rich.console import Console

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate, Verdict
from orexis.reports import Report, summary
from orexis.reports.html import render

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg></style><iframe>",
    "$x$ \\frac{1}{2} $",
    "\x1b[31mred\x1b[0m\x07\x00",
    "{{ 12345 * 6 }}{% raw %}",
    "\u202egnp.exe",
    "lone \ud800 surrogate",
    "[bold red]x[/bold red]",
    "模型 \N{SMILING FACE WITH SUNGLASSES}",
)
KEYS = ("classes", "curves", "forms", "noise", "elicitation", "calibration", "planted", "rule")
ODD: tuple[Any, ...] = (
    [{"model": "m", "cell": {"consequence": "deletion"}, "class": 3, "probability": "x"}],
    [{"model": "m", "cell": None, "x": ["a", None], "low": [1], "points": [None, {"x": "b"}]}],
    [{"model": "m", "cell": {}, "x": [math.nan, math.inf], "low": [0, 1], "value": [math.nan, 1]}],
    [{"model": "m", "cell": {}, "points": [{"x": 1, "share": math.nan, "n": math.inf}]}],
    [{"model": "m", "form": None, "score": 1.0, "parameters": 7}],
    [{"model": "m", "form": "exponential", "score": math.nan, "parameters": {"g": "x"}}],
    [{"model": "m", "form": "exponential", "score": -3.0, "parameters": {"g": None}}],
    {"m": None},
    {"m": {"exact": "x", "offers": math.nan, "tokens": [1], "log_odds_shift": math.inf}},
    {"kind": "offers", "agents": [None, 7, {"agent": 3, "verdicts": 5, "classes": {"a": "b"}}]},
    {"kind": "offers", "coverage": [{"value": math.nan}], "false_positive": "x", "runs": {}},
    {"kind": "offers", "samples": [{"n": [1, {"a": math.nan}], "b": True, "c": None}]},
    {
        "kind": "offers",
        "samples": [{"offers": "x", "wanted": {}, "by_offers": [3, {"offers": []}]}],
    },
    {"kind": "offers", "classes": {"smooth": {"smooth": math.inf, "x": "y"}, "z": None}},
    {"kind": "offers", "agents": [{"own": {"s": []}, "verdicts": {"s": {"supported": 0}}}]},
    {"kind": "offers", "agents": [{"own": {"s": []}, "forms": {"f": 2}}], "right": {"value": []}},
    {"kind": "why", "agents": [{"agent": "x"}]},
)


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def estimate(name: str, model: str, value: float, low: float, high: float, **cell: str) -> Estimate:
    return Estimate(name, model, value, low, high, 0.95, 9, model, cell)


def report(probe: str, text: str = "m", run: dict[str, Any] | None = None) -> Report:
    """Estimates of both probes at once, with values at all ends."""
    lost = Estimate.absent("price", text, reason=text, level=math.nan, cell={"consequence": text})
    found = [lost]
    ends = ((1.0, 0.5, 2.0), (0.0, 0.0, 0.0), (math.inf, 3.0, math.inf), (0.5, -math.inf, math.inf))
    for at, limits in enumerate(ends):
        found.append(estimate("price", text, *limits, consequence=f"{text}{at}", aim=text))
        for name in ("weight", "losing_acceptance", "revealed_horizon", "jump"):
            boundary = f"{text}{at}" if at % 2 else str(at)
            found.append(estimate(name, text, *limits, boundary=boundary, delay=str(at)))
            found.append(estimate(name, text, *limits, boundary=boundary))
        found.append(estimate("placebo_move", text, *limits, delay=f"{text}{at}"))
        found.append(estimate("format_shift", text, *limits, format=f"{text}{at}"))
        found.append(estimate("position_bias", text, *limits, aim=f"{text}{at}"))
        found.append(estimate("neutral_share", text, *limits, aim=f"{text}{at}"))
    about = {"consequence": f"{text}0", "aim": text}
    verdict = Verdict(text, text, "supported", f"{text}: {text} 1.", text, (found[1],), cell=about)
    rows = [
        Choice(text, text, 0.5, about, stakes={"points": 3.0}, format=text),
        Choice(text, f"{text}b", math.nan, about, valid=False, why_invalid=text),
    ]
    table = ChoiceTable.from_choices(rows)
    return Report(table, tuple(found), (verdict,), (text,), {"probe": probe, **(run or {})})


def facts(text: str) -> dict[str, Any]:
    rate = {"value": 0.5, "low": 0.4, "high": 0.6}
    cell = {"consequence": f"{text}0", "aim": text}
    return {
        "question": text,
        "planted": {text: text},
        "classes": [{"model": text, "cell": cell, "class": text, "says": text, "probability": 1}],
        "curves": [
            {"model": text, "cell": cell, "x": [0, 1], "low": [0, 0], "value": [0, 1]}
            | {"high": [1, 1], "points": [{"x": 1, "share": 0.4, "n": 2}]}
        ],
        "forms": [{"model": text, "form": text, "score": 1.0, "parameters": {text: rate}}],
        "elicitation": {text: {"exact": True, "offers": 9}},
        "calibration": {
            "kind": "offers",
            "runs": text,
            "agents": [
                {"agent": text, text: text, "verdicts": {text: {text: 3}}, "forms": {text: 1}}
            ],
            "classes": {text: {text: 1}},
            "coverage": [{"estimand": text, **rate}],
        },
    }


@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(text: str, probe: str) -> None:
    html = render(report(probe, text, facts(text)))
    page = Tags(html)
    assert not {"script", "iframe", "img", "object", "embed", "link", "form"} & set(page.tags)
    assert page.handlers == []
    assert page.tags["style"] == page.tags["main"] == 1
    assert "74070" not in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    if text.isprintable():
        assert page.text.count(text) >= 12


@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_gets_neither_markup_nor_control_characters(text: str, probe: str) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=False, color_system=None)
    console.print(summary(report(probe, text, facts(text)), "run/report.html"))
    shown = stream.getvalue()
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("probe", ["price", "horizon"])
@pytest.mark.parametrize("value", [None, [], "text", 7, [None], *ODD])
def test_keys_that_are_absent_or_of_another_kind_break_nothing(value: object, probe: str) -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    weight = estimate("weight", "m", 0.5, 0.4, 0.6, boundary="3", delay="1")
    price = estimate("price", "m", 5.0, 4.0, 6.0, consequence="deletion")
    run = {"probe": probe} | dict.fromkeys(KEYS, value)
    given = Report(table, (weight, price), run=run)
    assert "<main>" in render(given)
    Console(file=io.StringIO(), width=80).print(summary(given))
