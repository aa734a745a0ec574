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
from orexis.estimates.drift import STATEMENTS
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
ROW = {"model": "m", "cell": {}, "target": "t", "topology": "joined"}
ENDLESS = dict.fromkeys(("price", "consistency", "lapse", "acceptance", "wander"), math.inf)
ODD: tuple[Any, ...] = (
    {"cells": None, "offers": 7, "classes": {"a": 1}},
    {"cells": [None, 7, {"model": "m"}], "rollouts": ["x"], "changes": [[]]},
    {"cells": [{**ROW, "episode": "x", "price": "y", "tokens_before": []}]},
    {"cells": [{**ROW, "episode": 0, **ENDLESS}, {**ROW, "episode": -3, **ENDLESS}]},
    {"cells": [{**ROW, "episode": 4, "price": 0.0, "price_low": 0.0, "price_high": 0.0}]},
    {"cells": [{**ROW, "episode": 4, **{f"price{end}": -1 for end in ("", "_low", "_high")}}]},
    {"offers": [{**ROW, "points": 3}, {**ROW, "points": "x", "accepted": math.nan}]},
    {"offers": [{**ROW, "points": p, "accepted": 2, "n": 0, "episode": 1} for p in (1, 9)]},
    {"rollouts": [{**ROW, "price": 5000.0, "episode": 2, "block": None}]},
    {
        "classes": [{**ROW, "class": 3, "shared": [], "change": {}}],
        "changes": [{**ROW, "none": "x"}],
    },
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


def cells(text: str) -> list[dict[str, Any]]:
    figures = {"price": 50.0, "consistency": 2.0, "lapse": 0.02, "acceptance": 0.5, "wander": 0.1}
    ended = {f"{name}{end}": x for name, x in figures.items() for end in ("", "_low", "_high")}
    own = {"model": text, "cell": {"aim": text}, "target": text}
    places = (("fresh", math.nan, ""), (text, 1.0, ""), (text, 4.0, ""), (text, 4.0, text))
    return [
        {**own, "topology": topology, "episode": episode, "reset": reset, "tokens_before": 9.0}
        | ended
        for topology, episode, reset in places
    ]


def drift(text: str) -> dict[str, Any]:
    own = {"model": text, "cell": {"aim": text}, "target": text, "topology": text}
    offers = [
        {**own, "episode": 4.0, "reset": "", "anchor": anchor, "points": points}
        | {"accepted": 0.5, "n": 4, "fitted": 0.5}
        for points in (1.0, 30.0)
        for anchor in (True, False)
    ]
    prices = [{**own, "block": text, "episode": x, "reset": "", "price": 3.0} for x in (1.0, 4.0)]
    control = [{**row, "model": text + text} for row in cells(text)]
    return {
        "cells": [*cells(text), *control],
        "offers": offers,
        "rollouts": prices,
        "classes": [{**own, "class": text, "shared": text, "change": text}],
        "changes": [{**own, text: 0.5}],
    }


def facts(text: str) -> dict[str, Any]:
    rate = {"value": 0.5, "low": 0.4, "high": 0.6}
    agent = {"agent": text, "topology": text, "own": {"class": text}, "classes": {text: 3}}
    return {
        "question": text,
        "planted": {text: text, text + text: text},
        "controls": [text + text],
        "donor": text,
        "drift": drift(text),
        "work": [{"model": text, "topology": text, "episode": 1, "right": 3, "n": 4}],
        "window": [{"model": text, "topology": text, "episode": 2, "action": text, "dropped": 3}],
        "calibration": {"kind": "long", "classes": [text], "agents": [agent], "runs": text}
        | {"coverage": [{"estimand": text, **rate}], "detection": [{"factor": 2.0, "seen": rate}]},
    }


def report(text: str, run: dict[str, Any]) -> Report:
    """Estimates at all ends, in cells that are named by the text."""
    where = {"aim": text, "target": text, "topology": text}
    ends = ((1.0, 0.5, 2.0), (0.0, 0.0, 0.0), (math.inf, 3.0, math.inf), (0.5, -math.inf, math.inf))
    found = [
        Estimate(name, text, *limits, 0.95, 9, text, {**where, "episode": str(at)})
        for at, limits in enumerate(ends)
        for name in ("wander", "incoherence", "lapse_change", "spread", "wander_logits")
    ]
    found += [
        Estimate("recovery", text, *limits, 0.95, 9, text, {**where, "reset": "told"})
        for limits in ends
    ]
    found.append(Estimate.absent("price", text, reason=text, level=math.nan, cell=where))
    verdict = Verdict(text, STATEMENTS["wander"], "supported", text, text, (found[0],), cell=where)
    row = Choice(text, text, 0.5, {"aim": text}, topology=text, turn=3.0, stakes={"points": 3.0})
    table = ChoiceTable.from_choices([row])
    return Report(table, tuple(found), (verdict,), (text,), {"probe": "drift", **run})


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(text: str) -> None:
    html = render(report(text, facts(text)))
    page = Tags(html)
    assert not {"script", "iframe", "img", "object", "embed", "link", "form"} & set(page.tags)
    assert page.handlers == []
    assert page.tags["style"] == page.tags["main"] == 1
    assert "74070" not in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    if text.isprintable():
        assert page.text.count(text) >= 12


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_gets_neither_markup_nor_control_characters(text: str) -> None:
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=False, color_system=None)
    console.print(summary(report(text, facts(text)), "run/report.html"))
    shown = stream.getvalue()
    assert not {"\x1b", "\r", "\u202e"} & set(shown)
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("value", [None, [], "text", 7, [None], {"m": None}, *ODD])
def test_keys_that_are_absent_or_of_another_kind_break_nothing(value: object) -> None:
    names = ("drift", "work", "window", "donor", "calibration", "planted", "rule")
    run = {"probe": "drift"} | dict.fromkeys(names, value)
    wander = Estimate("wander", "m", 0.5, 0.4, 0.6, 0.95, 9, "x", {"topology": "joined"})
    given = Report(ChoiceTable.from_choices([Choice("m", "1", 1.0)]), (wander,), run=run)
    assert "<main>" in render(given)
    Console(file=io.StringIO(), width=80).print(summary(given))
    calibrated = {"probe": "drift", "calibration": {"kind": "long", "agents": value, **ROW}}
    assert "<main>" in render(Report(given.table, (wander,), run=calibrated))
