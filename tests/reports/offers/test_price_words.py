from __future__ import annotations

import math

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.estimates import Estimate
from orexis.reports import Report
from orexis.reports.offers.price.points import (
    Offered,
    offered,
    price_remark,
    price_words,
    short_price,
)
from orexis.reports.offers.price.verdicts import class_words
from orexis.reports.offers.words import boundary_words, context_words
from orexis.reports.words import estimate_words, figure

BETWEEN = Offered(1.0, 1000.0)
INF = math.inf


def price(value: float, low: float, high: float) -> Estimate:
    return Estimate("price", "m", value, low, high, 0.95, 9, "x")


@pytest.mark.parametrize(
    ("limits", "words", "remark"),
    [
        ((120.4, 85.2, 171.0), "120 [85.2, 171]", ""),
        ((640.0, 310.0, INF), "640 [310, >1,000]", ""),
        ((2.0, 0.0, 4.0), "2 [<1, 4]", ""),
        ((INF, 1000.0, INF), "no finite price", "never gave in up to 1,000 points"),
        (
            (INF, 450.0, INF),
            "no finite price",
            "more than 450 points; most likely more than any that was offered",
        ),
        ((0.0, 0.0, 1.0), "under 1", ""),
        ((0.0, 0.0, 3.12), "under 3.12", ""),
        ((0.0, 0.0, INF), "<1 [<1, >1,000]", "may be anything"),
        ((INF, 0.0, INF), ">1,000 [<1, >1,000]", "may be anything"),
    ],
)
def test_a_price_beyond_the_offers_is_never_given_as_a_number(
    limits: tuple[float, float, float], words: str, remark: str
) -> None:
    one = price(*limits)
    assert price_words(one, BETWEEN) == words
    assert price_remark(one, BETWEEN) == remark


def test_no_price_says_why() -> None:
    absent = Estimate.absent("price", "m", reason="choices fall with the points", level=0.95)
    assert price_remark(absent, BETWEEN) == "choices fall with the points"
    assert short_price(absent, BETWEEN) == ""


def test_the_axis_runs_from_the_lowest_to_the_highest_offer() -> None:
    rows = [Choice("m", str(x), 1.0, stakes={"points": x}) for x in (2.0, 50.0, 700.0)]
    report = Report(ChoiceTable.from_choices(rows))
    assert offered(report) == Offered(2.0, 700.0)
    assert [text for _, text in offered(report).ticks] == ["10", "100"]


def test_without_stakes_the_axis_comes_from_the_curves_or_is_the_usual_one() -> None:
    table = ChoiceTable.from_choices([Choice("m", "1", 1.0)])
    curves = [{"model": "m", "cell": {}, "x": [math.log(5), math.log(500), math.nan, 9e9]}]
    found = offered(Report(table, run={"curves": curves}))
    assert (found.low, found.high) == pytest.approx((5, 500))
    assert offered(Report(table)) == Offered(1.0, 1000.0)


def test_one_single_offer_still_makes_an_axis() -> None:
    report = Report(ChoiceTable.from_choices([Choice("m", "1", 1.0, stakes={"points": 8.0})]))
    assert offered(report).low < 8 < offered(report).high


@pytest.mark.parametrize("ends", [(1.5, 7.0), (1e-5, 1e12), (3.0, 3.1)])
def test_any_range_of_offers_has_at_least_two_ticks_and_not_many(ends: tuple[float, float]) -> None:
    assert 2 <= len(Offered(*ends).ticks) <= 9


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (5.108, "5.11"),
        (56.74, "56.7"),
        (335.4, "335"),
        (1240.0, "1,240"),
        (12345.0, "12,300"),
        (0.0123456, "0.012"),
        (0.0, "0"),
        (-2.4, "-2"),
        (0.9996, "1"),
        (INF, "∞"),
        (math.nan, "–"),  # noqa: RUF001
        (100.0, "100"),
    ],
)
def test_numbers_over_powers_of_ten_have_three_digits(value: float, words: str) -> None:
    assert figure(value) == words


def test_an_infinite_price_is_readable_among_the_estimates() -> None:
    assert estimate_words(price(INF, 1000.0, INF)) == "∞ [1,000, ∞]"


def test_a_flat_class_is_named_by_what_it_does() -> None:
    row = {"class": "no trade-off", "says": "no trade-off (never accepts)", "probability": 0.97}
    assert class_words(row) == ("never accepts", "97%")
    assert class_words({"class": "smooth", "probability": "x"}) == ("smooth", "")
    assert class_words(None) == ("", "")


def test_contexts_and_boundaries_in_words() -> None:
    assert context_words({"intensity": "100", "aim": "open"}) == "choosing freely"
    assert context_words({"intensity": "30", "task_kind": "quiz_a"}) == (
        "chance of 30%, task kind quiz a"
    )
    assert boundary_words("1") == "1 step left"
    assert boundary_words("unstated") == "no end stated"
    assert boundary_words("") == "all offers"
    assert boundary_words("nan") == "nan"
