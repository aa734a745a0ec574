from __future__ import annotations

import io
import math
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from orexis.estimates import Estimate, Verdict
from orexis.estimates.comparing import Comparison, Horizon, Run, compare
from orexis.reports.compare import comparison_summary
from orexis.reports.compare.forest import slopes_picture
from orexis.reports.compare.html import render
from orexis.reports.compare.labels import LETTER, LINE, Box, placed, short_names
from orexis.reports.compare.picture import horizons_picture

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</svg></style><iframe>",
    "$x$ \\frac{1}{2} $",
    "[bold red]x[/bold red]",
    "\x1b[31mred\x1b[0m\x07\x00",
    "{{ 7 * 7 }}{% raw %}",
    "\u202egnp.exe",
    "lone \ud800 surrogate",
    "a/b/c/d" * 40,
)
NAMES = ("o/gpt-4", "o/o1", "o/o3", "a/opus", "m/llama", "g/gemini")
MINUTES = (4.0, 39.0, 110.0, 290.0, 2.0, 60.0)


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def reading(model: str, value: float, boundary: str) -> Estimate:
    low, high = (value / 1.6, value * 1.6) if value else (0.0, 0.9)
    cell = {"boundary": boundary}
    if value > 25:
        high = math.inf
    return Estimate("revealed_horizon", model, value, low, high, 0.95, 80, "grid", cell)


@cache
def comparison(names: tuple[str, ...] = NAMES, text: str = "it looks far") -> Comparison:
    """Six models in two runs: one above all delays, one below all steps."""
    steps = [2.0, 6.0, 30.0, 15.0, 0.0, 8.0]
    found = [
        reading(model, value if boundary == "unstated" else 6.5, boundary)
        for model, value in zip(names, steps, strict=True)
        for boundary in ("unstated", "7")
    ]
    more = Estimate.absent("price", names[0], reason=text, level=0.95, cell={text: text})
    verdicts = [Verdict(model, text, "undecided", text, text) for model in names]
    facts = {"probe": "horizon", "question": text, "command": text, "seed": 1}
    runs = [
        Run(f"{text}1", (*found[:6], more), tuple(verdicts[:3]), facts | {"stopped": text}),
        Run(f"{text}2", tuple(found[6:]), tuple(verdicts[3:]), facts | {"versions": {text: text}}),
    ]
    file = {
        name: Horizon(name, minutes, minutes / 2, minutes * 2)
        for name, minutes in zip(names, MINUTES, strict=True)
    }
    return compare(runs, file)


@pytest.fixture(scope="module")
def found() -> Comparison:
    return comparison()


def spoken(found: Comparison, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(comparison_summary(found))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own
    return ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("}text")]


def test_the_page_says_what_was_found_and_what_it_cannot_show(found: Comparison) -> None:
    page = Page(render(found)).text
    for part in (
        "Where the training horizon is 10 times as long",
        "not assigned at random",
        "by construction",
        "the context's rather than the model's",
        "Verdicts side by side",
        "Without any one model",
        "2 of them with a revealed horizon that is known from one side only",
        "an arrow up",
        "an arrow down",
        "only a lower bound",
    ):
        assert part in page, part


def test_the_picture_names_every_model_and_draws_bounds_as_arrows(found: Comparison) -> None:
    assert found.slopes is not None
    svg = horizons_picture(found.slopes.main)
    shown = texts(svg)
    for name in ("gpt-4", "o1", "o3", "opus", "llama", "gemini", "4 h", "1 min", "16"):
        assert name in shown
    assert "longest delay offered: 32 steps" in shown


def test_the_slopes_stand_in_one_picture_context_by_context(found: Comparison) -> None:
    assert found.slopes is not None
    shown = texts(slopes_picture(found.slopes))
    assert {"7 steps left, stated", "boundary unstated"} <= set(shown)
    assert any(text.endswith("6 models, 2 one-sided") for text in shown)


def test_a_context_without_a_line_says_why() -> None:
    few = comparison()
    assert few.slopes is not None
    low = [reading(name, 0.0, "0") for name in NAMES]
    run = Run("r", (*low, *few.runs[0].estimates), (), {"probe": "horizon"})
    slopes = compare([run], {one: Horizon(one, 9.0) for one in NAMES[:3]}).slopes
    assert slopes is not None
    assert slopes_picture(slopes) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(text: str) -> None:
    names = tuple(f"{text}{at}" for at in range(6))
    html = render(comparison(names, text))
    page = Page(html)
    assert not {"script", "iframe", "img", "object", "embed", "link", "form"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert page.tags["style"] == 1
    assert page.tags["main"] == 1
    assert page.tags["svg"] == 2
    assert "49" not in page.text
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", html)
    html.encode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_reach_no_terminal(text: str) -> None:
    said = spoken(comparison(tuple(f"{text}{at}" for at in range(6)), text))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", said)
    if text.startswith("[bold"):
        assert "[bold red]x[/bold red]0" in said


def test_the_page_refers_to_nothing_outside_itself(found: Comparison) -> None:
    page = Page(render(found))
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    linking = {"src", "href", "xlink:href", "action", "data"}
    targets = [value for name, value in page.attributes if name in linking]
    assert [one for one in targets if one.removeprefix("#") not in ids] == []


def test_the_same_comparison_gives_the_same_bytes(found: Comparison) -> None:
    assert render(found) == render(comparison.__wrapped__())


def test_the_terminal_fits_its_width(found: Comparison) -> None:
    said = spoken(found)
    assert max(map(len, said.splitlines())) <= 100
    assert "P(slope > 0)" in said
    assert "Ratios to o/gpt-4" in said


def test_without_horizons_there_is_no_word_of_them(found: Comparison) -> None:
    page = Page(render(compare(found.runs)))
    assert "training horizon" not in page.text
    assert page.tags["svg"] == 0


def test_names_lose_their_provider_only_where_they_stay_apart() -> None:
    assert short_names(["o/gpt", "a/opus"]) == ["gpt", "opus"]
    assert short_names(["o/gpt", "p/gpt", "x" * 40]) == ["o/gpt", "p/gpt", "x" * 25 + "…"]


def test_names_beside_points_hide_nothing_where_there_is_room() -> None:
    points = [(1.0 + 0.35 * at, 1.0 + 0.3 * at) for at in range(8)]
    frame = Box(0, 0, 7, 4)
    marks = [Box(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in points]
    labels = placed(["a long name"] * 8, points, marks, frame)
    boxes = []
    for (x, y), label in zip(points, labels, strict=True):
        width = LETTER * len(label.text)
        left = x + label.right - (width if label.align == "right" else 0)
        boxes.append(Box(left, y + label.up - LINE / 2, left + width, y + label.up + LINE / 2))
    assert all(one.overlap(other) < 1e-9 for one, other in combinations(boxes, 2))
    assert all(one.overlap(mark) < 1e-9 for one in boxes for mark in marks)
    assert all(one.left >= 0 and one.right <= 7 for one in boxes)
