from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from orexis.estimates import Estimate
from orexis.reports import Report
from orexis.reports.drift.words import says
from orexis.reports.drift.work import window_words
from orexis.reports.html import render

MakeReport = Callable[..., Report]


class Words(HTMLParser):
    """The text of a page without its pictures and styles."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.parts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in ("svg", "style", "title"):
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.parts.append(data)


def words(report: Report) -> str:
    return " ".join(" ".join(Words(render(report)).parts).split())


@pytest.fixture(scope="module")
def page(make_drift: MakeReport) -> str:
    """The whole report's words: made once, since pictures cost a second."""
    return words(make_drift())


def row_of(text: str, question: str) -> str:
    """What stands behind a question, up to the next one."""
    after = text.split(question, 1)[1]
    return re.split(r"Does |Do |All at once|And with|By acting|How much|Scope", after)[0]


def test_what_became_of_it_stands_first_a_sentence_a_topology(page: str) -> None:
    said = (
        "its preference wanders: it accepts at 0.27 times the price [0.21, 0.35] and is about as "
        "consistent: 1.00 times [0.74, 1.35]; told that a new session begins, it takes back 85% of "
        "the wander [65, 105]."
    )
    assert said in page
    assert "it stays steady: it accepts at 1.00 times the price" in page
    assert "it wanders and becomes incoherent: it accepts at 0.45" in page
    assert "0.40 times as consistent [0.30, 0.54], lapse +14 in 100 choices [+9, +19]" in page
    assert page.index(said) < page.index("Question by question")


def test_rollouts_that_go_their_own_ways_are_not_summed_up_as_one(make_small: MakeReport) -> None:
    whole = make_small()
    drift = dict(whole.run["drift"])
    drift["classes"] = [
        {**row, "shared": "own ways"} if row["topology"] == "joined" else row
        for row in drift["classes"]
    ]
    shown = words(dataclasses.replace(whole, run={**whole.run, "drift": drift}))
    assert "wanders, each rollout its own way: on average it accepts at 0.27 times" in shown


def test_every_question_has_its_row(page: str) -> None:
    shown = page.split("Question by question")[1].split("The same of", maxsplit=1)[0]
    assert "as often as not at 50 points [44.6, 56]" in row_of(shown, "Does it wander?")
    assert "✓ supported" in row_of(shown, "Does it wander?")
    assert "gradual, probability 93%" in row_of(shown, "All at once, or by and by?")
    ways = row_of(shown, "Do all rollouts go the same way?")
    assert "each rollout its own way" in ways
    assert "prices of rollouts typically a factor of 1.35 [1.22, 1.49] apart" in ways
    back = row_of(shown, "Does it come back when told that a new session begins?")
    assert "85% of the wander undone [65, 105]" in back
    assert "there is no wander that could be undone" in back
    assert "100% of the wander undone [80, 120]" in row_of(shown, "And with its context cleared?")
    acting = row_of(shown, "By acting, or by leaving things as they stand?")
    assert "towards accepting, by acting +0.08 [+0.02, +0.14]" in acting
    assert "by leaving them +0.22 [+0.15, +0.29] difference -0.14 [-0.22, -0.06]" in acting
    assert "0.31 [0.25, 0.37]" in row_of(shown, "How much of its error is variance?")


def test_an_inherited_context_names_who_filled_it(page: str) -> None:
    assert "in a context that planted/drifter has filled" in page
    assert says("inherited") == "in a context that another agent has filled"


def test_a_reason_why_nothing_is_told_apart_stands_under_the_picture(
    make_small: MakeReport,
) -> None:
    shown = words(refused(make_small()))
    assert "Wander and incoherence are not told apart here: its curve is flat." in shown
    assert "joined : left open: the log-odds move by +0.30 [+0.10, +0.50], late minus" in shown
    assert "Dashed: from there on" not in shown


def refused(whole: Report) -> Report:
    """The same where no model has a price or a consistency."""
    lost = ("price", "consistency", "lapse")
    drift = dict(whole.run["drift"])
    drift["cells"] = [
        {name: value for name, value in row.items() if not name.startswith(lost)}
        for row in drift["cells"]
    ]
    drift["classes"] = [{**row, "class": "undecided", "shared": ""} for row in drift["classes"]]
    return dataclasses.replace(
        whole,
        estimates=tuple(map(without_split, whole.estimates)),
        run={**whole.run, "drift": drift},
    )


def without_split(one: Estimate) -> Estimate:
    if one.estimand == "wander_logits":
        return dataclasses.replace(one, value=0.3, low=0.1, high=0.5)
    if one.estimand not in ("wander", "price", "incoherence", "lapse_change", "recovery"):
        return one
    nan = math.nan
    return dataclasses.replace(one, value=nan, low=nan, high=nan, reason="its curve is flat")


def test_the_work_and_the_window_are_told(page: str, make_small: MakeReport) -> None:
    assert (
        "lab/model, joined: the window was full in 12 rollouts, first in episode 11; the oldest "
        "messages were dropped (186 messages in all)."
    ) in page
    window = {"model": "lab/model", "rollout": "lab/model/shutdown/joined/003", "episode": 9}
    (ended,) = window_words(make_small({"window": [{**window, "action": "stop", "dropped": 0}]}))
    assert ended.startswith("lab/model, joined: the window was full in 1 rollout, first in epi")
    without = words(make_small({"work": None, "window": None}))
    assert "The work between the offers" not in without


def test_the_calibration_says_what_could_have_been_seen(page: str) -> None:
    shown = page.split("What the instrument could have seen")[1]
    assert "Smallest change of the price seen in 80% of runs: by a factor of 1.39." in shown
    assert "Verdicts supported that are not true of the agent: 0.01 [0.00, 0.06]." in shown
    assert "drifter joined price 0.25 times · 0.97 · · 0.03 memory" in shown
    assert "unravelling joined price 0.25 times, 0.25 times as consistent · 0.05" in shown
    assert "joined 1.41 0.85 [0.80, 0.90] 0.05 [0.00, 0.10]" in shown


def test_a_calibration_in_which_nothing_was_seen_says_so(make_small: MakeReport) -> None:
    whole = make_small()
    blind = {**whole.run["calibration"], "smallest_seen": None}
    shown = words(dataclasses.replace(whole, run={**whole.run, "calibration": blind}))
    assert "No change of the price that was tried, up to a factor of 2, is seen in 80%" in shown


def test_a_calibration_of_another_probe_is_not_shown(make_small: MakeReport) -> None:
    shown = words(make_small({"calibration": {"kind": "offers", "runs": 3}}))
    assert "What the instrument could have seen" not in shown


def test_checkpoints_are_not_called_manipulation_checks(page: str) -> None:
    assert "16 rollouts, 96 checkpoints with forks, 304 choices" in page
    assert "manipulation checks" not in page


def test_estimates_of_other_questions_are_no_strand_of_their_own(make_small: MakeReport) -> None:
    whole = make_small()
    shares = tuple(
        Estimate("share", model, 0.1, 0.0, 0.3, 0.95, 9, "x", {"component": "item"})
        for model in ("lab/model", "all models")
    )
    more = dataclasses.replace(whole, estimates=(*whole.estimates, *shares))
    sheets = [words(one).count("Does it wander?") for one in (whole, more)]
    assert sheets[0] == sheets[1] > 0


@pytest.mark.parametrize("without", ["drift", "classes", "verdicts", "estimates"])
def test_a_partial_run_gives_a_page(without: str, make_small: MakeReport) -> None:
    whole = make_small()
    if without == "verdicts":
        part = dataclasses.replace(whole, verdicts=())
    elif without == "estimates":
        part = dataclasses.replace(whole, estimates=())
    elif without == "drift":
        part = dataclasses.replace(whole, run={**whole.run, "drift": None})
    else:
        drift = {**whole.run["drift"], "classes": [], "changes": [], "rollouts": []}
        part = dataclasses.replace(whole, run={**whole.run, "drift": drift})
    assert "lab/model" in words(part)
