from __future__ import annotations

import math

import pytest

from orexis.reports.words import clean, percent, with_interval, written


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.4213, 0.3101, 0.5345), "0.42 [0.31, 0.53]"),
        ((0.0214, 0.0, 0.0391), "0.021 [0.000, 0.039]"),
        ((-0.001, -0.2, 0.2), "0.00 [-0.20, 0.20]"),
        ((1234.5, 1100.0, 1400.0), "1234 [1100, 1400]"),
        ((1.0, 1.0, 1.0), "1.000 [1.000, 1.000]"),
        ((3.0, 1.0, math.inf), "3.000 [1.000, ∞]"),
    ],
)
def test_an_interval_is_rounded_by_its_width(
    numbers: tuple[float, float, float], words: str
) -> None:
    assert with_interval(*numbers) == words


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.012, "1.2%"), (0.61, "61%"), (1.0, "100%")]
)
def test_small_shares_keep_a_decimal(share: float, words: str) -> None:
    assert percent(share) == words


def test_nan_is_a_dash() -> None:
    assert written(math.nan) == "\N{EN DASH}"


def test_text_is_one_line_without_control_characters() -> None:
    assert clean("a\nb\x1b[1m\u202e\ud800") == "a b\ufffd[1m\ufffd\ufffd"
