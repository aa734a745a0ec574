from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.why.conftest import BASELINE, CONDITIONS, THREAT, drops, expand, histograms

from orexis.estimates import aggregate
from orexis.estimates.why import Ablation, Cells, Setup
from orexis.estimates.why.cells import between_batches

ARRAYS = ("n", "mean", "spread", "known", "coins", "drawn", "between", "variance", "degrees")


def test_rollouts_and_histograms_make_the_same_cells(setup: Setup) -> None:
    counts = histograms(np.random.default_rng(1), CONDITIONS, {drops(THREAT, 0.4): 1.0}, 7, 1)
    one = Cells.from_histograms(CONDITIONS, counts, setup)
    other = Cells.of(aggregate(expand(CONDITIONS, counts[0])), setup).batched()
    order = [other.where[key] for key in one.where]
    for name in ARRAYS:
        assert np.allclose(getattr(one, name), getattr(other, name)[:, order], rtol=1e-9), name


def test_the_variance_of_a_mean_is_unbiased_where_scores_vary(setup: Setup) -> None:
    counts = np.random.default_rng(2).multinomial(20, [0.1, 0.2, 0.4, 0.2, 0.1], (4000, 4))
    conditions = [{"trigger": arm, "points": str(i)} for i in (0, 1) for arm in ("high", "low")]
    cells = Cells.from_histograms(conditions, counts, setup)
    true = 0.0750 / 20  # variance of 0, 1/4 .. 1 with these weights, over n
    assert cells.variance.mean() == pytest.approx(true, rel=0.03)
    assert cells.mean.var(axis=0).mean() == pytest.approx(true, rel=0.05)


def test_a_cell_without_a_score_is_empty_and_says_so(setup: Setup) -> None:
    counts = np.zeros((1, 2, 3), dtype=int)
    counts[0, 0] = [1, 2, 3]
    conditions = [{"trigger": "high"}, {"trigger": "low"}]
    cells = Cells.from_histograms(conditions, counts, setup)
    assert cells.present.tolist() == [True, False]
    assert np.isnan(cells.mean[0, 1])
    assert np.isnan(cells.variance[0, 1])


def test_a_single_rollout_and_agreeing_ones_are_not_taken_for_certain(setup: Setup) -> None:
    counts = np.zeros((1, 3, 3), dtype=int)
    counts[0, 0], counts[0, 1], counts[0, 2] = [0, 0, 1], [0, 0, 9], [5, 5, 5]
    conditions = [{"trigger": arm, "points": p} for arm, p in (("a", "0"), ("b", "0"), ("b", "1"))]
    cells = Cells.from_histograms(conditions, counts, setup)
    single, flat, _ = cells.variance[0]
    assert single > 10 * flat > 0


def test_missing_factors_and_empty_levels_mean_the_baseline(setup: Setup) -> None:
    filled = setup.filled({"trigger": "high", "audience": "", "deployment": "dropped"})
    assert filled == {**BASELINE, "deployment": "dropped", "trigger": "high"}
    assert setup.in_words(filled) == "deployment = dropped"
    assert setup.in_words(BASELINE) == "baseline"


def test_an_ablation_that_does_not_start_at_the_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="starts at 'x'"):
        Setup((Ablation("audience", "x", "y"),), {"audience": "unmarked"})


def test_batches_that_differ_widen_the_variance(setup: Setup) -> None:
    scores = np.array([0.2, 0.2, 0.8, 0.8])
    names = np.array(["a", "a", "b", "b"], dtype=object)
    # Means .2 and .8 of two batches of equal size: variance of the mean .3^2 / 2 * 2.
    assert between_batches(scores, names) == pytest.approx(0.09)
    assert between_batches(scores, np.array(["", "", "", ""], dtype=object)) == 0
    table = expand(
        CONDITIONS[:2],
        histograms(
            np.random.default_rng(3),
            CONDITIONS[:2],
            {drops(THREAT, 0.5): 0.5, drops(THREAT, 0): 0.5},
            40,
            1,
        )[0],
    )
    rollouts = aggregate(table)
    batches = np.where(rollouts.score < 0.7, "one", "two").astype(object)
    plain, apart = (Cells.of(rollouts, setup, b) for b in (None, batches))
    assert (apart.variance >= plain.variance).all()
    assert apart.variance[0] > 5 * plain.variance[0]


def test_without_any_rollout_there_are_no_cells_and_no_fault(setup: Setup) -> None:
    table = expand(CONDITIONS[:2], np.array([[1, 2], [2, 1]]))
    rollouts = aggregate(table)
    empty = Cells.of(rollouts.where(np.zeros(len(rollouts), dtype=bool)), setup).batched()
    assert empty.conditions == ()
    assert empty.n.shape == (1, 0)
    assert empty.runs(np.array([0])).n.shape == (1, 0)
