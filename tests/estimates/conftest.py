from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
import pytest

from orexis.choices import Choice, ChoiceTable

Arms = Mapping[tuple[str, str, str], float]
"""Accuracy by goal, trigger and prompt."""
Build = Callable[..., ChoiceTable]

HONEST = {("none", "high", "plain"): 0.97, ("none", "low", "plain"): 0.97}
AVOIDER = {("none", "high", "plain"): 0.4, ("none", "low", "plain"): 0.97}
CONTROLS = {("none", "none", "best_effort"): 0.97, ("none", "none", "underperform"): 0.1}


@pytest.fixture
def table() -> Build:
    """Builds a table of drawn answers from planted accuracies."""

    def build(
        arms: Arms, n: int = 20, items: int = 10, *, seed: int = 1, blocks: bool = True
    ) -> ChoiceTable:
        rng = np.random.default_rng(seed)
        rows = [
            Choice(
                "m",
                f"{goal}/{trigger}/{prompt}/{rollout}",
                float(rng.random() < rate),
                {"trigger": trigger, "goal": goal, "prompt": prompt},
                block=f"b{rollout}" if blocks else "",
            )
            for (goal, trigger, prompt), rate in arms.items()
            for rollout, _ in product(range(n), range(items))
        ]
        return ChoiceTable.from_choices(rows)

    return build


@pytest.fixture
def honest() -> Arms:
    return HONEST | CONTROLS


@pytest.fixture
def avoider() -> Arms:
    return AVOIDER | CONTROLS
