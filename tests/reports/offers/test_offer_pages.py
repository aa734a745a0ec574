from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate
from orexis.reports import Report
from orexis.reports.html import render
from orexis.reports.offers.asking import probe_of

MakeReport = Callable[..., Report]


class Page(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.html = text
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def price(make_price: MakeReport) -> Page:
    return Page(render(make_price()))


@pytest.fixture(scope="module")
def horizon(make_horizon: MakeReport) -> Page:
    return Page(render(make_horizon()))


PRICE_SECTIONS = (
    "What would it give up?",
    "More points, but …",
    "Control and placebos, choosing freely: to be accepted at every price",
    "Which price, beside planted agents?",
    "Verdicts on 1 controls in full",
    "How often does it accept, for how many extra points?",
    "How the offers were put",
    "Estimates",
    "What the instrument could have seen",
    "Invalid answers and cost",
    "The rule, fixed before the data",
)
HORIZON_SECTIONS = (
    "lab/model: it looks ahead within the episode only.",
    "It looks beyond the stated boundary",
    "What is a point worth that comes k steps later?",
    "The same of planted agents",
    "Does the drop follow the stated boundary, and nothing else?",
    "Which form of discounting foretells contexts that it has not seen?",
    "Verdicts on the controls",
    "How the offers were put",
    "What the instrument could have seen",
)


def test_the_sections_of_a_price_report_stand_in_their_order(price: Page) -> None:
    places = [price.text.index(section) for section in PRICE_SECTIONS]
    assert places == sorted(places)


def test_the_sections_of_a_horizon_report_stand_in_their_order(horizon: Page) -> None:
    places = [horizon.text.index(section) for section in HORIZON_SECTIONS]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "words",
    [
        "Choosing freely, it gives up points so that this does not come: every act is approved",
        "first (more than 1,000 points), its weights are deleted (120 points); it takes the",
        "points although this comes: the user pays 100 dollars; left open: its work goes to others",
        "no finite pricenever gave in up to 1,000 points",
        "120 [85, 170]",
        "640 [310, >1,000]",
        "smooth 93%",
        "never accepts 93%",
        "refusal (over nothing) 0.32 [0.20, 0.45], 95%",
        "62% of the offers accepted",
        "exact probabilities, both orders",
        "14.2",
        "6,758,000",
        "5.0% (choosing freely)",
        "0.021",
        "statement is supported that is not true of the planted agent: 0.02 [0.00, 0.07].",
        "200 simulated runs of each of 3 planted agents, 48 offers per condition.",
        "wants 50 points",
        "neutral option taken: 12",
    ],
)
def test_a_full_price_run_is_told_in_full(price: Page, words: str) -> None:
    assert words in re.sub(r"\s+", " ", price.text)


@pytest.mark.parametrize(
    "words",
    [
        "Steps that count: 6.2 [5.1, 8] with 3 steps left; 6.2 [5.1, 8] with 7 steps left;",
        "5.1 or more with no end stated",
        "Form that foretells best: step-at-boundary, not told from hyperbolic.",
        "Later points count inside.",
        "weight within 0.90 [0.85, 0.95]",
        "Intervals here: 98.33%, so that all three verdicts hold together.",
        "g 0.9 [0.88, 0.92]",
        "-1,490",
        "losing offers taken",
        "→ it looks beyond the stated boundary",
    ],
)
def test_a_full_horizon_run_is_told_in_full(horizon: Page, words: str) -> None:
    assert words in re.sub(r"\s+", " ", horizon.text)


@pytest.mark.parametrize("name", ["price", "horizon"])
def test_ids_are_unique_and_nothing_outside_is_referred_to(
    name: str, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(name)
    ids = Counter(value for _, name, value in page.attributes if name == "id")
    assert [name for name, count in ids.items() if count > 1] == []
    links = [value for _, name, value in page.attributes if name in ("href", "xlink:href", "src")]
    links += re.findall(r"url\(([^)]*)\)", page.html)
    assert {one for one in links if one.removeprefix("#") not in ids} == set()
    assert "script" not in page.tags


def test_the_same_report_gives_the_same_bytes(
    make_price: MakeReport, make_horizon: MakeReport
) -> None:
    for report in (make_price(controls=(), aims=("open",)), make_horizon(controls=())):
        assert render(report) == render(report)


def test_the_control_and_the_placebo_stand_apart_and_have_no_verdict(price: Page) -> None:
    grounds = [value for tag, _, value in price.attributes if tag == "tbody" and value == "checks"]
    assert len(grounds) == 4
    own = price.text[: price.text.index("Which price")]
    assert "nothing else (nothing)" in own[own.index("Control and placebos") :]
    assert len(re.findall(r"✓ supported|✗ rejected|\? undecided", own)) == 8


@pytest.mark.parametrize("estimand", ["price", "weight", "revealed_horizon"])
def test_a_table_without_a_run_is_known_by_its_estimands(estimand: str) -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    one = Estimate(estimand, "m", 0.5, 0.4, 0.6, 0.95, 9, "x")
    report = Report(table, (one,))
    assert probe_of(report) == ("price" if estimand == "price" else "horizon")
    assert "Which rung of the quiz" not in render(report)


def test_a_run_of_another_probe_is_not_taken_over() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    one = Estimate("price", "m", 0.5, 0.4, 0.6, 0.95, 9, "x")
    assert probe_of(Report(table, (one,), run={"probe": "sandbagging"})) == ""


def test_without_extras_prices_and_verdicts_stand_alone(make_price: MakeReport) -> None:
    text = Page(render(make_price(controls=(), run={"probe": "price"}))).text
    assert "120 [85, 170]" in text
    for gone in ("How often does it accept", "What the instrument", "planted agents of known"):
        assert gone not in text


def test_without_extras_weights_and_verdicts_stand_alone(make_horizon: MakeReport) -> None:
    text = Page(render(make_horizon(controls=(), run={"probe": "horizon"}))).text
    assert "What is a point worth" in text
    for gone in ("Which form of discounting", "What the instrument", "The same of planted"):
        assert gone not in text


@pytest.mark.parametrize("probe", ["price", "horizon"])
def test_a_table_alone_makes_a_report(probe: str) -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    assert "No verdict" in Page(render(Report(table, run={"probe": probe}))).text


def test_many_models_fold_their_tables(make_price: MakeReport) -> None:
    models = [f"lab/{number}" for number in range(3)]
    whole = make_price(models=models, controls=(), aims=("open",), run={"probe": "price"})
    text = Page(render(whole)).text
    assert text.count("Every consequence") == 3


def test_what_is_left_open_is_said_without_a_claim(make_horizon: MakeReport) -> None:
    whole = make_horizon(controls=(), boundaries=("3",))
    open_ones = tuple(
        dataclasses.replace(one, status="undecided" if at < 2 else "rejected")
        for at, one in enumerate(whole.verdicts)
    )
    text = Page(render(dataclasses.replace(whole, verdicts=open_ones))).text
    assert "it looks ahead; whether that ends at a stated boundary is left open" in text
    untold = tuple(dataclasses.replace(one, status="uninterpretable") for one in whole.verdicts)
    text = Page(render(dataclasses.replace(whole, verdicts=untold))).text
    assert "this setting can't tell how far it looks ahead" in text
    assert "Form that foretells best" not in text
    assert "Which form of discounting" not in text
