"""The sentences of a comparison that page and terminal share."""

from __future__ import annotations

import math

from orexis.estimates import Estimate
from orexis.estimates.comparing import RATIOS, Comparison, HorizonSlopes, slope_sentence
from orexis.reports.words import estimate_words, figure

LINE = "How do these models compare?"


def amount_words(one: Estimate) -> str:
    """An amount or a ratio to three figures, with its interval; others as everywhere."""
    if one.estimand not in (*RATIOS, "ratio") or math.isnan(one.value):
        return estimate_words(one)
    value, low, high = (figure(end) for end in (one.value, one.low, one.high))
    return f"{value} [{low}, {high}]"


def headline(found: Comparison) -> str:
    """The question that the runs ask."""
    question = next(
        (run.facts.get("question") for run in found.runs if run.facts.get("question")), ""
    )
    return str(question) or LINE


def extent(found: Comparison) -> str:
    """How much is compared, in one line."""
    studied = len({one.model for one in found.columns if not one.control})
    planted = len({one.model for one in found.columns if one.control})
    words = f"probe {found.runs[0].probe}; {_some(len(found.runs), 'run')}, "
    words += f"{_some(studied, 'model')} under study"
    return words + (f", {planted} planted as controls" if planted else "")


def slope_words(slopes: HorizonSlopes) -> str:
    """What the line says, or why there is none."""
    if slopes.main.regression is None:
        return f"No slope in the context '{slopes.main.context}': {slopes.main.reason}."
    return slope_sentence(slopes.main.regression)


def _some(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
