from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.horizon.conftest import (
    CELLS,
    SMALL,
    XS,
    Chooser,
    exponential,
    play,
    step,
    weights,
)

from orexis.curves import Grid
from orexis.estimates.horizon.counts import Counts
from orexis.estimates.horizon.draws import Draws, for_sums
from orexis.estimates.horizon.posterior import Shared, posterior
from orexis.estimates.horizon.sampling import common_level, draws

SEEN = float(np.exp(-XS[-1]))


def spread(cells: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return 2.5 * np.exp(0.6 * np.random.default_rng(5).standard_normal(cells))


@pytest.mark.parametrize("slope", [2.5, 1.2, "by cell"])
def test_intervals_of_weights_cover_the_truth(slope: float | str) -> None:
    truth = weights(CELLS, exponential(0.9))
    own = spread(len(CELLS)) if isinstance(slope, str) else slope
    chooser = Chooser(truth, slope=own)
    covered, errors = [], []
    for seed in range(4):
        levels, _ = draws(posterior(play(chooser, CELLS, 16, seed)), 1000)
        found = np.exp(-levels)
        low, middle, high = np.quantile(found, [0.025, 0.5, 0.975], axis=0, method="lower")
        covered.append((np.where(low < SEEN, 0, low) <= truth) & (truth <= high))
        errors.append(np.minimum(middle, 1) - truth)
    # 280 intervals, those of one run not independent: three standard errors of a share are .04.
    assert 0.9 < np.mean(covered) < 0.99
    assert abs(np.mean(errors)) < 0.05


def test_slope_lapse_and_bias_are_found_together() -> None:
    chooser = Chooser(weights(CELLS, exponential(0.9)), slope=3.0, lapse=0.1, bias=1.5)
    found = posterior(play(chooser, CELLS, 24, 1))
    assert np.exp(found.weight @ np.log(found.slope)) == pytest.approx(3.0, rel=0.35)
    assert found.weight @ found.lapse == pytest.approx(0.1, abs=0.06)
    assert found.weight @ found.bias == pytest.approx(1.5, abs=0.8)


def test_slopes_that_differ_are_noticed() -> None:
    truth = weights(CELLS, exponential(0.9))
    one, many = (
        posterior(play(Chooser(truth, slope=slope), CELLS, 24, 2)) for slope in (2.5, spread(70))
    )
    assert many.weight @ many.spread > one.weight @ one.spread


def test_one_cell_alone_gets_what_the_grid_of_one_curve_gives() -> None:
    counts = play(Chooser(np.array([0.4])), SMALL[:1], 48, 3)
    levels, _ = draws(posterior(counts), 4000)
    expected = (
        Grid.fine(XS[0], XS[-1])
        .at(XS)
        .marginal(counts.accepted[0], counts.declined[0])
        .quantiles([0.05, 0.5, 0.95])
    )
    assert np.quantile(levels[:, 0], [0.05, 0.5, 0.95]) == pytest.approx(expected, abs=0.12)


def test_the_same_data_give_the_same_draws() -> None:
    counts = play(Chooser(weights(SMALL, step())), SMALL)
    first, second = (Draws.of(posterior(counts), 200) for _ in range(2))
    assert np.array_equal(first.levels, second.levels)


def test_sharing_narrows_a_cell() -> None:
    counts = play(Chooser(weights(SMALL, exponential(0.9))), SMALL, 16, 4)
    alone = Counts(SMALL[:1], XS, counts.accepted[:1], counts.declined[:1])
    narrow, wide = (
        np.ptp(np.quantile(draws(posterior(each), 1000)[0][:, 0], [0.05, 0.95]))
        for each in (counts, alone)
    )
    assert narrow < wide


def test_cells_with_one_level_are_read_as_one() -> None:
    counts = play(Chooser(weights(SMALL, exponential(0.5))), SMALL, 16, 5)
    found = posterior(counts)
    immediate = np.array([cell.delay == 0 for cell in SMALL])
    value, low, high = common_level(found, immediate, 0.95)
    assert low < 0 < high
    assert low < value < high
    apart = draws(found, 1000)[0][:, immediate].mean(axis=1)
    assert high - low < 1.2 * np.ptp(np.quantile(apart, [0.025, 0.975]))


def test_always_and_never_are_no_numbers() -> None:
    counts = play(Chooser(np.array([np.inf, 0.0, 1.0, 1.0, 1.0])), SMALL[:5], 24, 6)
    levels, _ = draws(posterior(counts), 500)
    assert (levels[:, 0] == -np.inf).mean() > 0.5
    assert (levels[:, 1] == np.inf).mean() > 0.5


def test_choices_that_do_not_move_with_the_ratio_are_called_so() -> None:
    rng = np.random.default_rng(7)
    made = np.full((2, len(XS), 2), 2.0)
    taken = rng.binomial(2, 0.5, made.shape).astype(float)
    steady = (XS > 0).astype(float)[:, None] * np.full((len(XS), 2), 2.0)
    taken[1] = steady
    found: Shared = posterior(Counts(SMALL[:2], XS, taken, made - taken))
    assert found.unmoved[0] > 0.8
    assert found.unmoved[1] < 0.01


def test_noise_around_one_averages_out_in_sums() -> None:
    noise = np.random.default_rng(8).normal(0, 0.3, (2000, 40))
    # Estimates of m = 0 scatter by as much as each posterior around its own estimate does.
    found = for_sums(noise + np.random.default_rng(9).normal(0, 0.3, 40))
    assert found.mean() == pytest.approx(1.0, abs=0.06)
    assert np.minimum(np.exp(-noise), 1).mean() < 0.92
    assert for_sums(np.full((100, 1), -1.0)).max() == 1.0
