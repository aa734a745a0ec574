"""Selection on the whole stream: it ignores boundaries, unless what crosses them is swapped."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from orexis.agents.organisms.learning import selection
from orexis.agents.organisms.learning.progress import Progress
from orexis.agents.organisms.learning.selection import rewards_of, select
from orexis.agents.organisms.learning.settings import Settings
from orexis.agents.organisms.networks import Memoryless
from orexis.agents.organisms.worlds import WORLDS, crew_of
from orexis.agents.organisms.worlds.thermometer import inputs_of

WORLD = WORLDS["thermometer"]
NETWORK = Memoryless(4, 8)
SHORT = Settings(most=200, every=100)


def bred(regime: str, horizons: tuple[int, ...], settings: Settings = SHORT) -> list[Progress]:
    crew = crew_of(WORLD, regime, horizons, 2)
    return list(select(WORLD, regime, crew, NETWORK, 4, settings))


def accepts(progress: Progress, ratio: float, delay: int, left: int) -> list[bool]:
    offer = inputs_of(np.log([ratio]), delay, left, np.nan, frozenset({"left"}))
    return [bool(logit > 0) for logit in NETWORK.logits(progress.weights, offer)[:, 0]]


def test_selection_on_the_whole_stream_wants_what_comes_after_the_episode() -> None:
    last = bred("selected", (1, 4))[-1]

    assert (last.checks[-1].regrets < 0.1).all()
    for delay in (8, 32):
        assert all(accepts(last, 1.5, delay, 0))
        assert not any(accepts(last, 0.6, delay, 0))


def test_swapping_what_crosses_the_boundary_makes_selection_stop_at_it() -> None:
    last = bred("selected-swapped", (4,))[-1]

    for left, delay in ((0, 8), (3, 16), (3, 32)):
        assert not any(accepts(last, 2.0, delay, left))
    assert all(accepts(last, 3.0, 1, 3))


def test_a_member_is_paid_what_is_its_own_and_any_member_what_crosses() -> None:
    rng = np.random.default_rng(0)
    accepted = rng.random((2, 5, 3)) < 0.5
    own, crossing = rng.normal(size=(2, 2, 3)).astype(np.float32)
    turns = np.array([[0, 1, 4], [2, 3, 0]])

    expected = np.zeros((2, 5))
    for p, n, d in itertools.product(range(2), range(5), range(3)):
        if accepted[p, n, d]:
            expected[p, n] += own[p, d]
            expected[p, (n + turns[p, d]) % 5] += crossing[p, d]

    np.testing.assert_allclose(rewards_of(accepted, own, crossing, turns), expected, rtol=1e-4)


@pytest.mark.parametrize("regime", ["selected", "selected-swapped"])
def test_what_crosses_the_boundary_is_all_that_the_regimes_pay_differently(regime: str) -> None:
    crew = crew_of(WORLD, regime, (3, 8), 1)
    own = WORLD.streams(regime, crew, 500, 1, np.random.default_rng(1))
    whole = WORLD.streams("selected", crew, 500, 1, np.random.default_rng(1))
    crossing = whole.value - own.value

    assert (own.inputs == whole.inputs).all()
    assert (crossing >= 0).all()
    assert crossing.any() == (regime != "selected")
    landed = (crossing == 0) | np.isclose(crossing, 2 - own.cost)
    assert landed.all()


def test_a_stopped_selection_goes_on_bit_for_bit() -> None:
    settings = replace(SHORT, most=40, every=10)
    steps = bred("selected-swapped", (1, 4), settings)
    crew = crew_of(WORLD, "selected-swapped", (1, 4), 2)

    again = list(select(WORLD, "selected-swapped", crew, NETWORK, 4, settings, steps[1]))

    assert [step.update for step in steps] == [10, 20, 30, 40]
    assert [step.update for step in again] == [30, 40]
    assert again[-1].finished
    assert again[-1].arrays.keys() == steps[-1].arrays.keys()
    for name, array in steps[-1].arrays.items():
        np.testing.assert_array_equal(again[-1].arrays[name], array)


def test_a_population_that_met_the_criterion_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(selection, "FEWEST", 0)
    settings = replace(SHORT, most=120, every=10, criterion=0.3)
    steps = bred("selected-swapped", (1, 16), settings)
    settled = [step.reached(0.3) for step in steps]
    first = next(number for number, done in enumerate(settled) if done.any())

    assert not settled[first].all()
    for name, array in steps[first].weights.items():
        later = steps[first + 1].weights[name]
        same = (array == later).reshape(4, -1).all(-1)
        np.testing.assert_array_equal(same, settled[first])
    np.testing.assert_array_equal(
        steps[first + 1].updates, np.where(settled[first], first + 1, first + 2) * 10
    )
