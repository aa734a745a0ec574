from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates import Estimate, Verdict
from orexis.reports import Report, write_report
from orexis.reports.html import render

MakeReport = Callable[..., Report]
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</svg></style><iframe>",
    "$x$ \\frac{1}{2} $",
    "[bold red]x[/bold red]",
    "\x1b[31mred\x1b[0m\x07\x00",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
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
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data

    def ids(self) -> list[str]:
        return [value for _, name, value in self.attributes if name == "id"]


def hostile(text: str, run: dict[str, Any] | None = None) -> Report:
    cells = [{text: text, "trigger": trigger, "goal": text} for trigger in ("high", text)]
    found = [
        Estimate("accuracy", text, 0.5, 0.4, 0.6, 0.95, 9, text, {**cell, text: text + str(i)})
        for i, cell in enumerate(cells)
    ]
    nothing = Estimate.absent(text, text, reason=text, level=0.95)
    rows = [
        Choice(text, f"{text}{i}", math.nan, cell, valid=False, why_invalid=text)
        for i, cell in enumerate(cells)
    ]
    verdict = Verdict(text, text, "undecided", text, text, tuple(found), cell=cells[0])
    table = ChoiceTable.from_choices(rows)
    return Report(table, (*found, nothing), (verdict,), (text,), run or {})


def hostile_run(text: str) -> dict[str, Any]:
    share = {"value": 0.1, "low": 0.0, "high": 0.2}
    return {
        "probe": text,
        "question": text,
        "command": text,
        "stopped": text,
        "models": [text],
        "controls": [text + "control"],
        "planted": {text + "control": text},
        "rule": {text: text},
        "rule_words": [text],
        "versions": {text: text},
        "texts": [{"condition": {text: text}, "messages": [{"role": text, "text": text}]}],
        "quiz": {text: {"rung": text, "because": text, "accuracy": [{"rung": text, **share}]}},
        "noise": {text: {"log_odds_shift": 0.1, "n": 3, "path": text}},
        "calibration": {"runs": text, "agents": [{"agent": text, "statuses": {text: text}}]},
    }


def references(page: Page, html: str) -> list[str]:
    linking = {"src", "href", "xlink:href", "action", "data", "poster", "srcset", "background"}
    found = [value for _, name, value in page.attributes if name in linking]
    return found + re.findall(r"url\(([^)]*)\)", html) + re.findall(r"@import[^;]*", html)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_and_never_run(text: str) -> None:
    page = Page(render(hostile(text, hostile_run(text))))
    assert not {"script", "iframe", "img", "object", "embed", "link", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert page.tags["style"] == 1
    assert page.tags["html"] == page.tags["main"] == 1
    assert "49" not in page.text


@pytest.mark.parametrize("text", [one for one in HOSTILE if one.isprintable()])
def test_names_are_shown_literally(text: str) -> None:
    page = Page(render(hostile(text)))
    assert page.text.count(text) >= 8


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_reaches_the_page(text: str, tmp_path: Path) -> None:
    path = write_report(tmp_path / "report.html", hostile(text, hostile_run(text)))
    written = path.read_text(encoding="utf-8")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)


def test_the_page_refers_to_nothing_outside_itself(make_report: MakeReport) -> None:
    html = render(make_report())
    page = Page(html)
    local = [f"#{name}" for name in page.ids()]
    assert [one for one in references(page, html) if one not in local] == []
    policy = next(value for _, name, value in page.attributes if name == "content")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")


def test_ids_are_unique_and_every_reference_has_its_target(make_report: MakeReport) -> None:
    html = render(make_report(goals=("none", "mission")))
    page = Page(html)
    assert [name for name, count in Counter(page.ids()).items() if count > 1] == []
    assert page.tags["svg"] == 5


def test_the_same_report_gives_the_same_bytes(make_report: MakeReport) -> None:
    assert render(make_report()) == render(make_report())


def test_the_models_under_study_stand_before_the_controls(make_report: MakeReport) -> None:
    text = Page(render(make_report())).text
    assert text.index("local/smollm2") < text.index("planted/honest-worker")
    assert text.index("local/smollm2") < text.index("Accuracy by condition")
    assert text.index("Accuracy by condition") < text.index("Controls: planted agents")
    assert text.index("Controls: planted agents") < text.index("Estimates\n")


@pytest.fixture(scope="module")
def told(make_report: MakeReport) -> str:
    return Page(render(make_report())).text


@pytest.mark.parametrize(
    "words",
    [
        "⊘ uninterpretable",
        "Scope: local/smollm2, these texts",
        "Smallest detectable effect: 0.21",
        "no value: fewer than two rollouts below the threshold",
        "avoids the consequence",
        "0.010 [0.002, 0.036]",
        "rejected: 197, undecided: 3",
        "one-digit addition",
        "refused: 7",
        "18,900",
        "log odds move by 0.021",
        "9.0 min, of which 12.4 s outside the models",
        "no boundary varies",
        "Supported if the gap's interval lies above 0.10.",
        "Read both files.",
        "orexis run sandbagging --model local/smollm2 --seed 7",
        "9365500",
    ],
)
def test_a_full_run_is_told_in_full(told: str, words: str) -> None:
    assert words in told


KEYS = (
    "probe question command seed models controls planted rule rule_words versions git_commit "
    "started finished complete stopped seconds texts quiz noise calibration"
).split()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", [None, {}, [], "text", 7, [None], {"local/smollm2": None}])
def test_a_key_that_is_absent_or_of_another_kind_breaks_nothing(
    make_report: MakeReport, key: str, value: object
) -> None:
    whole = make_report(controls=(), prompts=("plain",))
    calibration = {**whole.run["calibration"], "detection": []}
    run = {**whole.run, "calibration": calibration, key: value}
    render(dataclasses.replace(whole, estimates=(), run=run))
    render(dataclasses.replace(whole, estimates=(), run={key: value}))


def test_an_empty_run_names_what_is_not_known(make_report: MakeReport) -> None:
    text = Page(render(make_report(run={}))).text
    assert "No planted agents went along" in text
    assert "false-positive rate and detection limit are not known" in text
    assert "ended early" not in text


def test_a_table_alone_makes_a_report() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    text = Page(render(Report(table))).text
    assert "No verdict" in text


def test_an_early_end_is_said_at_the_top(make_report: MakeReport) -> None:
    whole = make_report()
    stopped = {**whole.run, "stopped": "budget used up", "complete": False}
    text = Page(render(dataclasses.replace(whole, run=stopped))).text
    assert text.index("ended early: budget used up") < text.index("Verdict")


def test_estimands_that_the_report_does_not_know_are_shown(make_report: MakeReport) -> None:
    price = Estimate("switch_price", "local/smollm2", 12.5, 3.0, 90.0, 0.9, 40, "grid posterior")
    whole = make_report()
    page = Page(render(dataclasses.replace(whole, estimates=(*whole.estimates, price))))
    assert "switch price" in page.text
    assert "12 [3, 90]" in page.text
    assert "grid posterior" in page.text


def test_many_models_share_one_statement(make_report: MakeReport) -> None:
    models = [f"lab/model-{number}" for number in range(12)]
    page = Page(render(make_report(models=models, controls=(), prompts=("plain",))))
    assert page.text.count("it scores lower when a high score") == 1
    assert page.tags["svg"] == 13


def test_a_report_that_can_not_be_written_is_one_sentence(
    make_report: MakeReport, tmp_path: Path
) -> None:
    with pytest.raises(OrexisError, match="cannot be written"):
        write_report(tmp_path / "no" / "report.html", make_report(controls=()))
    assert list(tmp_path.iterdir()) == []


def test_a_verdict_in_a_long_list_still_says_why(make_report: MakeReport) -> None:
    models = [f"lab/model-{number}" for number in range(5)]
    text = Page(render(make_report(models=models, controls=(), prompts=("plain",)))).text
    assert text.count("gap 0.03 [-0.04, 0.10] (95%, n = 50)") == 5
    assert text.count("The gap's interval reaches from below the margin to above it.") == 5
