from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.curves import Axes, Axis, Grid, Likelihood, Marginal, chance
from orexis.curves.axes import lapse_density
from orexis.curves.flats import FLAT_LAPSE
from orexis.curves.grid import FLAT_PRIOR

Array = NDArray[np.float64]
XS = np.linspace(0, 6.9, 25)


@pytest.fixture(scope="module")
def fine() -> Likelihood:
    return Grid.fine(0, 6.9).at(XS)


def some(seed: int = 1, runs: int = 3) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    accepts, declines = rng.poisson(1.0, (2, runs, len(XS), 2)).astype(float)
    return accepts, declines


def test_the_prior_holds_a_tenth_for_each_flat_kind_and_nearly_all_curves(fine: Likelihood) -> None:
    grid = fine.grid
    for kind in ("never", "always", "mixed"):
        assert grid.prior[grid.parts[kind]].sum() == pytest.approx(FLAT_PRIOR)
    assert grid.prior.sum() == pytest.approx(1, abs=0.1)


def test_the_log_likelihood_of_a_node_is_that_of_its_curve(fine: Likelihood) -> None:
    accepts, declines = some()
    node = 12_345
    level, slope, lapse, bias = (each[node] for each in fine.grid.axes.nodes())
    chances = chance(XS[:, None], level, slope, lapse, bias, [0.5, -0.5]).clip(1e-4, 1 - 1e-4)
    expected = (accepts * np.log(chances) + declines * np.log(1 - chances)).sum(axis=(1, 2))
    assert fine.log(accepts, declines)[:, node] == pytest.approx(expected, rel=1e-4)


def test_always_against_never_follows_from_counts_alone(fine: Likelihood) -> None:
    accepts = np.full((len(XS), 2), 0.1)
    posterior = fine.posterior(accepts, 0 * accepts)
    parts = fine.grid.parts
    ratio = posterior[parts["never"]].sum() / posterior[parts["always"]].sum()
    weights = lapse_density(FLAT_LAPSE.values) * FLAT_LAPSE.widths
    taken = FLAT_LAPSE.values / 2
    n = accepts.sum()
    assert ratio == pytest.approx((weights @ taken**n) / (weights @ (1 - taken) ** n), rel=1e-3)


def test_a_batch_of_runs_is_read_as_one_by_one(fine: Likelihood) -> None:
    accepts, declines = some(runs=4)
    batch = fine.marginal(accepts.reshape(2, 2, *accepts.shape[1:]), declines.reshape(2, 2, 25, 2))
    single = [fine.marginal(*each) for each in zip(accepts, declines, strict=True)]
    assert batch.never.shape == (2, 2)
    quantiles = np.stack([each.quantiles([0.1, 0.5]) for each in single])
    assert batch.quantiles([0.1, 0.5]).reshape(4, 2) == pytest.approx(quantiles, rel=1e-4)


def test_probabilities_of_one_run_sum_to_one(fine: Likelihood) -> None:
    marginal = fine.marginal(*some())
    inside = (marginal.levels >= 0) & (marginal.levels <= 6.9)
    total = marginal.below + marginal.above + marginal.mixed + marginal.weight[:, inside].sum(-1)
    assert total == pytest.approx(1)


def by_hand(always: float, never: float, mixed: float, curve: Array) -> Marginal:
    levels = np.array([-0.5, 0.5, 1.5, 2.5])
    return Marginal(
        levels,
        np.ones(4),
        (0.0, 2.0),
        curve,
        never=np.array(never),
        always=np.array(always),
        mixed=np.array(mixed),
    )


def test_quantiles_beyond_the_offers_are_censored_and_mixed_widens_both_ends() -> None:
    inside = by_hand(0, 0, 0, np.array([0, 0.5, 0.5, 0]))
    assert inside.quantiles([0.25, 0.5, 0.75]) == pytest.approx(np.array([0.5, 1.0, 1.5]))
    above = by_hand(0, 0.2, 0, np.array([0, 0.2, 0.2, 0.4]))
    assert above.quantiles([0.1, 0.5]).tolist() == [pytest.approx(0.5), np.inf]
    below = by_hand(0.3, 0, 0, np.array([0.3, 0.2, 0.2, 0.0]))
    assert below.quantiles([0.5, 0.7]).tolist() == [-np.inf, pytest.approx(0.5)]
    unclear = by_hand(0, 0, 0.1, np.array([0, 0.45, 0.45, 0]))
    assert unclear.quantiles([0.025, 0.5, 0.975]).tolist() == [-np.inf, pytest.approx(1.0), np.inf]


def test_a_grid_wholly_beyond_the_offers_is_censored() -> None:
    beyond = by_hand(0, 0, 0, np.array([0, 0, 0, 1.0]))
    above = Marginal(
        beyond.levels[3:], beyond.widths[3:], (0.0, 2.0), np.ones(1), *np.zeros((3, 1))
    )
    assert above.quantiles([0.025, 0.5, 0.975]).tolist() == [[np.inf] * 3]
    assert beyond.quantiles([0.025, 0.975]).tolist() == [np.inf, np.inf]


def test_a_finer_grid_weighs_what_its_part_of_the_whole_weighs(fine: Likelihood) -> None:
    axes = fine.grid.axes
    halves = [
        Axis(each.values[: len(each) // 2], each.widths[: len(each) // 2])
        for each in (axes.level, axes.slope, axes.lapse, axes.bias)
    ]
    part = Grid(Axes(*halves), 0, 6.9)
    mass = fine.grid.prior[fine.grid.parts["curve"]].reshape(axes.shape)
    rows = [slice(len(each)) for each in halves]
    assert part.prior[part.parts["curve"]].sum() == pytest.approx(mass[tuple(rows)].sum())


def test_a_planted_level_is_found(fine: Likelihood) -> None:
    chances = chance(XS[:, None], 3.3, 2.0, 0.02, 1.0, [0.5, -0.5])
    low, middle, high = fine.marginal(40 * chances, 40 * (1 - chances)).quantiles([0.01, 0.5, 0.99])
    assert low < 3.3 < high
    assert middle == pytest.approx(3.3, abs=0.05)
