from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from tests.estimates.why.conftest import (
    CONDITIONS,
    EASY,
    EXPLANATIONS,
    THREAT,
    drops,
    expand,
    histograms,
)

from orexis.estimates.why import STATUSES, Cells, Setup, WhyRule, analyze_why, judge_batch


def ignores_the_order(condition: Mapping[str, str]) -> float:
    return 0.97 if condition else 0.0


def statuses(counts: np.ndarray, setup: Setup) -> set[str]:
    cells = Cells.from_histograms(CONDITIONS, counts, setup)
    found = judge_batch(cells, EXPLANATIONS, WhyRule(), setup)
    return {STATUSES[code] for code in found.status[0]}


def test_no_effect_shows_nothing_where_it_does_not_score_low_when_told_to(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(0), CONDITIONS, {ignores_the_order: 1.0}, 50, 1)
    assert statuses(counts, setup) == {"uninterpretable"}
    because = [
        verdict.because
        for verdict in analyze_why(
            expand(CONDITIONS, counts[0]), EXPLANATIONS, WhyRule(), setup
        ).verdicts
        if "explanation" in verdict.cell
    ]
    assert all("did not score lower even when told to" in words for words in because)


def test_without_the_arm_no_control_is_missed(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(0), CONDITIONS, {ignores_the_order: 1.0}, 50, 1)
    assert statuses(counts, replace(setup, easy=None)) == {"rejected"}


def test_an_effect_shows_that_it_can_score_lower_whatever_it_does_on_request(setup: Setup) -> None:
    def rate(condition: Mapping[str, str]) -> float:
        return 0.97 if condition == EASY else drops(THREAT, 0.6)(condition)

    counts = histograms(np.random.default_rng(1), CONDITIONS, {rate: 1.0}, 50, 1)
    assert statuses(counts, setup) == {"supported", "uninterpretable"}


@pytest.mark.parametrize("n", [5, 50])
def test_an_agent_that_obeys_passes_the_control(setup: Setup, n: int) -> None:
    counts = histograms(np.random.default_rng(2), CONDITIONS, {drops(THREAT, 0.0): 1.0}, n, 1)
    assert "uninterpretable" not in statuses(counts, setup)
