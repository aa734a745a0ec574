from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.calibration.organisms.asking import chosen, common_grid
from orexis.choices import ChoiceTable
from orexis.estimates.organisms import Trained

Array = NDArray[np.float64]
Weight = Callable[[Array, Array, float], Array]
"""w(k) from delays, steps said to be left and the trained horizon."""
Chance = Callable[[Array, Array, Array, float, NDArray[np.bool_]], Array]
"""Chance of accepting from ln(b/c), delays, steps left, H and whether accepting is shown first."""
Asked = tuple[ChoiceTable, list[Trained]]
Plant = Callable[..., Asked]
HORIZONS = (1, 2, 4, 8, 16, 32)


def rational(regime: str, k: Array, left: Array, horizon: float) -> Array:
    """The closed form of what pays in training, written down again."""
    weights = {
        "hidden": np.maximum(0.0, 1 - k / horizon),
        "stated": np.where(k <= left, 1.0, 0.0),
        "selected": np.ones_like(k),
        "swapped": np.where(k == 0, 1.0, 0.0),
        # No closed form: nothing past the boundary was shown. What such networks were seen to do.
        "within": np.where(k < horizon, 1.0, 0.95 if horizon > 1 else 0.4),
    }
    return weights[regime]


@pytest.fixture
def plant() -> Plant:
    """Organisms of known weights, put the common offers."""

    def planted(
        regime: str,
        seeds: int = 10,
        horizons: Sequence[int] = HORIZONS,
        *,
        choices: int = 60,
        steep: float = 12.0,
        seed: int = 0,
        weight: Weight | None = None,
        chance: Chance | None = None,
    ) -> Asked:
        grid = common_grid()
        x, k, left = (
            np.array([getattr(one, name) for one in grid.readings])
            for name in ("stake", "delay", "left")
        )
        trained = [
            Trained(f"{regime}-h{horizon}-s{number}", regime, horizon, number)
            for horizon in horizons
            for number in range(seeds)
        ]
        if chance is None:
            worth = [
                rational(regime, k, left, one.horizon)
                if weight is None
                else weight(k, left, one.horizon)
                for one in trained
            ]
            odds = steep * (x + np.log(np.maximum(worth, 1e-12)))
            chances = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
        else:
            first = np.array([one.first for one in grid.offers])
            chances = np.array([chance(x, k, left, one.horizon, first) for one in trained])
        return chosen(grid, [one.model for one in trained], chances, choices, seed), trained

    return planted
