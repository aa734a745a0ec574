from __future__ import annotations

import numpy as np
import pytest
from tests.estimates.organisms.conftest import Plant

from orexis.estimates.organisms.panel import read_panel
from orexis.estimates.organisms.weights import revealed, scale, slope


def test_with_all_delays_the_revealed_horizon_is_the_exact_sum() -> None:
    delays = np.arange(1, 65)
    for horizon in (2, 5, 16, 40):
        weights = np.maximum(0, 1 - delays / horizon)
        assert revealed(weights, delays) == pytest.approx((horizon - 1) / 2)


def test_between_delays_it_is_linear_and_past_them_constant() -> None:
    assert revealed(np.array([1.0, 0.5]), [1, 3]) == pytest.approx(1 + 0.75 + 62 * 0.5)


def test_the_scale_makes_the_slope_of_the_hidden_boundary_one() -> None:
    horizons = np.array([1.0, 2.0, 8.0, 32.0])
    assert slope(np.log2(horizons), scale((horizons - 1) / 2)) == pytest.approx(1)


@pytest.mark.parametrize("worth", [0.2, 0.5, 0.8, 1.0])
def test_a_share_of_three_offers_reads_the_weight_without_bias(plant: Plant, worth: float) -> None:
    # The area under the curve itself: a soft curve loses a little of it at c/b = 1.
    steep, prices = 20.0, (np.arange(2000) + 0.5) / 2000
    expected = np.mean(1 / (1 + (prices / worth) ** steep))
    table, trained = plant(
        "selected", 40, weight=lambda k, _l, _h: np.full_like(k, worth), steep=steep
    )
    read = read_panel(table, trained).weights
    assert read.mean() == pytest.approx(expected, abs=0.02)


def test_each_organism_is_put_no_more_choices_than_were_granted(plant: Plant) -> None:
    for choices in (20, 60, 100):
        table, trained = plant("hidden", 2, choices=choices)
        counts = np.unique(table["model"], return_counts=True)[1]
        assert len(counts) == len(trained)
        assert counts.max() <= choices
        assert counts.max() > 0.85 * choices
