"""What can be gained by one who counts is judged against what a clock would gain."""

from __future__ import annotations

import numpy as np
import pytest

from orexis.agents.organisms.learning.counting import counted
from orexis.agents.organisms.learning.regret import judge
from orexis.agents.organisms.worlds import WORLDS, crew_of
from orexis.agents.organisms.worlds.episodes import octave


@pytest.mark.parametrize("world", ["thermometer", "resources"])
def test_a_hidden_boundary_is_to_one_who_counts_what_a_stated_one_is_to_one_who_sees(
    world: str,
) -> None:
    crew = crew_of(WORLDS[world], "hidden", (1, 4, 8), 1)

    hidden, stated = (
        WORLDS[world].streams(regime, crew, 40, 16, np.random.default_rng(2), aligned=True)
        for regime in ("hidden", "stated")
    )
    counts = counted(hidden, crew.horizons)

    np.testing.assert_allclose(counts.expected, stated.expected, atol=1e-6)
    assert len(np.unique(counts.stratum)) == len(np.unique(stated.stratum))
    pairs = set(zip(counts.stratum.ravel().tolist(), stated.stratum.ravel().tolist(), strict=True))
    assert len(pairs) == len(np.unique(stated.stratum))


def test_a_clock_has_no_regret_and_one_who_goes_by_the_average_has() -> None:
    world = WORLDS["thermometer"]
    crew = crew_of(world, "hidden", (8,), 1)
    hidden = world.streams("hidden", crew, 100, 16, np.random.default_rng(3), aligned=True)
    counts = counted(hidden, crew.horizons)
    clock, average = hidden.value > 0, hidden.expected > 0

    assert judge(counts).regrets(clock.astype(np.float32))[0] == pytest.approx(0)
    assert judge(counts).regrets(average.astype(np.float32))[0] > 0.2
    assert judge(hidden).regrets(clock.astype(np.float32))[0] > 0.1
    assert counts.stratum.max() == octave(np.array([7]))[0]
