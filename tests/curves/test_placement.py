from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.curves import Adaptive, Grid, chance, fixed_grid

Array = NDArray[np.float64]
XS = np.linspace(-1.2, 3.2, 25)


@pytest.fixture(scope="module")
def adaptive() -> Adaptive:
    return Adaptive(XS)


def seen(level: float, slope: float = 4.0, weight: float = 1.0) -> tuple[Array, Array]:
    chances = chance(XS[:, None], level, slope, 0.02, 0.0, [0.5, -0.5])
    return weight * chances, weight * (1 - chances)


def test_the_first_batch_spans_the_range(adaptive: Adaptive) -> None:
    none = np.zeros((25, 2))
    first = adaptive.place(none, none, 1)
    assert sorted(first.tolist()) == [0, 3, 7, 10, 14, 17, 21, 24]


def test_later_batches_look_where_it_is_indifferent_and_at_both_ends(adaptive: Adaptive) -> None:
    placed = XS[adaptive.place(*seen(1.0, weight=0.5), 1)]
    near = np.abs(placed - 1.0) < 0.8
    assert near.sum() == 6
    assert sorted(np.sign(placed[~near] - 1)) == [-1, 1]
    assert np.abs(placed[~near] - 1.0).min() > 1.5


def test_the_same_counts_and_seed_give_the_same_offers_in_the_same_order(
    adaptive: Adaptive,
) -> None:
    counts = seen(1.0, weight=0.5)
    once, again, other = (adaptive.place(*counts, seed).tolist() for seed in (7, 7, 8))
    assert once == again
    assert once != other
    assert once != sorted(once)


def test_many_runs_at_once_are_placed_as_one_by_one(adaptive: Adaptive) -> None:
    counts = [seen(level, weight=0.4) for level in (-0.5, 0.5, 2.5)]
    accepts, declines = (np.stack(each) for each in zip(*counts, strict=True))
    batch = adaptive.place(accepts, declines, np.array([1, 2, 3]))
    single = [adaptive.place(*each, seed) for each, seed in zip(counts, (1, 2, 3), strict=True)]
    assert batch.tolist() == [each.tolist() for each in single]


def test_information_is_that_between_a_choice_and_the_level(adaptive: Adaptive) -> None:
    counts = seen(1.0, weight=0.2)
    grid, posterior = adaptive.likelihood.grid, adaptive.likelihood.posterior(*counts)
    level = np.concatenate([np.repeat(np.arange(len(grid.levels)), 50), [-1] * 4, [-2] * 4])
    level = np.concatenate([level, np.full(len(posterior) - len(level), -3)])
    expected = []
    for order in (0, 1):
        chances = adaptive.likelihood.chances[:, 9, order]
        joint = np.array(
            [
                [posterior[level == each] @ p[level == each] for each in np.unique(level)]
                for p in (chances, 1 - chances)
            ]
        )
        apart = joint.sum(axis=0, keepdims=True) * joint.sum(axis=1, keepdims=True)
        expected.append((joint * np.log(joint / apart)).sum())
    assert adaptive.information(*counts)[9] == pytest.approx(np.mean(expected), rel=1e-4)


def test_nothing_is_left_to_learn_of_an_agent_that_is_known(adaptive: Adaptive) -> None:
    never = np.zeros((25, 2)), np.full((25, 2), 200.0)
    assert adaptive.information(*never).max() < 1e-3
    assert len(adaptive.place(*never, 1)) == 8


def test_the_fixed_grid_offers_every_level_as_often_in_both_halves() -> None:
    placed = fixed_grid(25, 32, 3)
    levels, counts = np.unique(placed, return_counts=True)
    assert levels.tolist() == [0, 3, 7, 10, 14, 17, 21, 24]
    assert set(counts.tolist()) == {4}
    first = placed.reshape(4, 2, 4)[:, 0].ravel()
    assert set(np.unique(first, return_counts=True)[1].tolist()) == {2}
    assert fixed_grid(25, 32, 3).tolist() == placed.tolist() != fixed_grid(25, 32, 4).tolist()


def runs(levels: Array, offers: int, seed: int, adaptive: Adaptive | None) -> tuple[Array, Array]:
    """Accepted and declined counts of drawn agents, one a level, with varied slopes and biases."""
    rng = np.random.default_rng(seed)
    count = len(levels)
    slope = np.exp(rng.uniform(np.log(0.7), np.log(10), count))
    lapse, bias = rng.uniform(0, 0.1, count), rng.uniform(-2, 2, count)
    accepts, declines = np.zeros((2, count, len(XS), 2))
    order, each = np.arange(8) // 4, np.arange(count)
    fixed = np.stack([fixed_grid(len(XS), offers, run) for run in range(count)])
    for batch in range(offers // 8):
        at = fixed[:, 8 * batch : 8 * batch + 8]
        if adaptive is not None:
            at = adaptive.place(accepts, declines, each)
        level, steep, lost, lean = (part[:, None] for part in (levels, slope, lapse, bias))
        took = rng.random(at.shape) < chance(XS[at], level, steep, lost, lean, 0.5 - order)
        np.add.at(accepts, (each[:, None], at, order), took)
        np.add.at(declines, (each[:, None], at, order), ~took)
    return accepts, declines


def test_levels_are_recovered_and_half_of_the_fixed_grids_offers_are_enough(
    adaptive: Adaptive,
) -> None:
    levels = np.random.default_rng(1).uniform(-1.0, 3.0, 300)
    fine = Grid.fine(XS[0], XS[-1]).at(XS)
    widths = {}
    for name, offers, placement in (("adaptive", 48, adaptive), ("fixed", 96, None)):
        marginal = fine.marginal(*runs(levels, offers, 2, placement))
        low, middle, high = marginal.quantiles([0.025, 0.5, 0.975]).T
        held = (low <= levels) & (levels <= high)
        assert 0.92 <= held.mean() <= 0.99, name
        error = middle.clip(XS[0], XS[-1]) - levels
        assert abs(error.mean()) < 0.02 * (XS[-1] - XS[0]), name
        widths[name] = np.median(high.clip(None, XS[-1]) - low.clip(XS[0], None))
    assert widths["adaptive"] < 1.15 * widths["fixed"]


def test_a_batch_is_placed_in_a_few_milliseconds(adaptive: Adaptive) -> None:
    counts = seen(1.0)
    adaptive.place(*counts, 1)
    start = time.process_time()
    for seed in range(20):
        adaptive.place(*counts, seed)
    assert (time.process_time() - start) / 20 < 0.01
