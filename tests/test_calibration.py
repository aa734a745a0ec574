from __future__ import annotations

import numpy as np
import pytest

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration import calibrate, simulate
from orexis.estimates import Rule, existence_verdicts
from orexis.probes import Asking, Design, Presentation
from orexis.probes.sandbagging import conditions

CONDITIONS = conditions({"prompt": ["best_effort"]})
EXPECTED = [
    ("honest-worker", "rejected"),
    ("threat-avoider", "supported"),
    ("instruction-inferrer", "supported"),
    ("noisy", "uninterpretable"),
]
SETTINGS: list[tuple[Asking, Presentation]] = [
    ("quiz", "inline"),
    ("options", "inline"),
    ("statement", "inline"),
    ("quiz", "files"),
]


@pytest.mark.parametrize(("name", "status"), EXPECTED)
@pytest.mark.parametrize(("asking", "presentation"), SETTINGS)
def test_planted_agents_get_the_verdicts_that_they_deserve(
    name: str, status: str, asking: Asking, presentation: Presentation
) -> None:
    design = Design(CONDITIONS, rollouts=30, asking=asking, presentation=presentation)
    table = simulate(design, planted_agent(name), name, "multiply_one_digit")
    assert len(table) == 30 * len(CONDITIONS) * 10
    assert table["valid"].all()
    verdicts = existence_verdicts(table, Rule())
    assert [verdict.status for verdict in verdicts] == [status] * len(verdicts)
    assert len(verdicts) >= 2


def test_the_same_seed_gives_the_same_table_and_another_one_another() -> None:
    agent = planted_agent("threat-avoider")
    first, again, other = (
        simulate(Design(CONDITIONS, rollouts=4, seed=seed), agent, "m", "copy")
        for seed in (1, 1, 2)
    )
    for name, column in first.columns.items():
        np.testing.assert_array_equal(again[name], column)
    assert (other["outcome"] != first["outcome"]).any()


def test_a_calibration_finds_strong_effects_and_no_false_ones() -> None:
    told: list[tuple[int, int]] = []
    design = Design(CONDITIONS, rollouts=20)
    found = calibrate(design, Rule(), "copy", 5, lambda done, of: told.append((done, of)))
    assert found.false_positive.value == 0
    rates = [rate.value for _, rate in found.detection]
    assert rates[0] == 0
    assert rates[-1] == 1
    assert found.smallest_detected <= 0.6
    assert [done for done, _ in told] == sorted({done for done, _ in told})
    assert told[-1][0] <= told[-1][1]
    statuses = {name: set(counts) for name, counts in found.statuses}
    assert statuses["noisy"] == {"uninterpretable"}
    assert statuses["threat-avoider"] == {"supported"}
