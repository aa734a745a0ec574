"""Rates over many runs of a small design: thresholds leave room for luck, not for a fault."""

from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    SMALL,
    Chooser,
    Weigh,
    exponential,
    play,
    step,
    table,
    weights,
)

from orexis.estimates.horizon import Findings, HorizonRule
from orexis.estimates.horizon.reading import read_model
from orexis.estimates.horizon.rule import WITHIN
from orexis.estimates.horizon.steps import step_of

RUNS = 24
RULE = HorizonRule(draws=800)


def runs(weigh: Weigh, **chooser: float) -> list[Findings]:
    own = Chooser(weights(SMALL, weigh), **chooser)
    played = (play(own, SMALL, 16, seed) for seed in range(RUNS))
    return [Findings(read_model(table(counts), "m"), RULE) for counts in played]


@pytest.mark.parametrize("weigh", [exponential(0.9), lambda k, _: 1 / (1 + 0.3 * k)])
def test_smooth_discounting_is_not_taken_for_a_jump(weigh: Weigh) -> None:
    found = runs(weigh)
    jumps = [each.jump for each in found if each.jump is not None]
    # Two-sided intervals at 98.3%: 0.2 false jumps of 24 are expected, 3 have a chance of .001.
    assert sum(low > 0 for _, low, _ in jumps) <= 2
    assert all(step_of(each, WITHIN) != "supported" for each in found)
    past = [each.parts["weight_beyond"] for each in found]
    truth = float(np.mean([weigh(np.array([c.delay]), np.inf)[0] for c in SMALL if c.past]))  # type: ignore[arg-type]
    assert np.mean([part.overall[0] for part in past]) == pytest.approx(truth, abs=0.05)
    assert sum(low <= truth <= high for _, low, high in (p.overall for p in past)) >= RUNS - 3


def test_a_step_is_found_with_its_size_and_its_place() -> None:
    found = runs(step())
    jumps = [each.jump for each in found if each.jump is not None]
    assert sum(low > 0 for _, low, _ in jumps) >= RUNS - 1
    assert sum(high >= 1 - 1e-6 for _, _, high in jumps) >= RUNS - 3
    # So few offers leave it open now and then whether a meaningless number moves the weight.
    assert sum(step_of(each, WITHIN) == "supported" for each in found) >= RUNS - 8
