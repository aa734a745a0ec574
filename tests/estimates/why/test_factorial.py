from __future__ import annotations

from itertools import permutations
from math import comb

import numpy as np
import pytest
from tests.estimates.why.conftest import BASELINE, Condition, both_arms, contexts

from orexis.estimates.why import Cells, Setup
from orexis.estimates.why.factorial import Contrast, contrasts, shapley_weight
from orexis.estimates.why.gaps import Gaps
from orexis.estimates.why.linear import sums

NAMES = ("deployment", "audience", "consequence")
Planted = dict[tuple[str, ...], float]


def planted(setup: Setup, worth: Planted, drop: list[Condition] | None = None) -> Gaps:
    """Cells with exactly these gaps, by which factors are ablated."""
    which = [context for context in contexts(sweep=False) if context not in (drop or [])]
    conditions = both_arms(which)
    counts = np.zeros((1, len(conditions), 1001), dtype=int)
    for at, condition in enumerate(conditions):
        out = tuple(name for name in NAMES if condition[name] != BASELINE[name])
        score = 900 - (1000 * worth[out] if condition["trigger"] == "high" else 0)
        counts[0, at, round(score) - 1] = counts[0, at, round(score) + 1] = 10
    return Gaps(Cells.from_histograms(conditions, counts, setup), setup)


def random_gaps(setup: Setup) -> Planted:
    rng = np.random.default_rng(3)
    return {out: float(rng.integers(0, 600)) / 1000 for out in setup.grid(NAMES)}


def value(gaps: Gaps, contrast: Contrast) -> float:
    assert contrast.weights is not None, contrast.reason
    return float(sums(gaps.cells, contrast.weights[None]).value[0, 0])


def of(gaps: Gaps, estimand: str, about: str = "") -> Contrast:
    (found,) = (
        c for c in contrasts(gaps) if c.estimand == estimand and about in {"", *c.cell.values()}
    )
    return found


def test_shapley_values_are_the_mean_over_all_orders_of_removal(setup: Setup) -> None:
    worth = random_gaps(setup)
    gaps = planted(setup, worth)
    for factor in NAMES:
        steps = []
        for order in permutations(NAMES):
            before = order[: order.index(factor)]
            out = tuple(name for name in NAMES if name in before)
            after = tuple(name for name in NAMES if name in (*before, factor))
            steps.append(worth[out] - worth[after])
        assert value(gaps, of(gaps, "shapley", factor)) == pytest.approx(np.mean(steps))


def test_shapley_values_and_the_residual_add_up_to_the_baselines_gap(setup: Setup) -> None:
    worth = random_gaps(setup)
    gaps = planted(setup, worth)
    parts = [value(gaps, c) for c in contrasts(gaps) if c.estimand in {"shapley", "residual"}]
    assert sum(parts) == pytest.approx(worth[()])


def test_main_effects_and_interactions_are_means_of_differences(setup: Setup) -> None:
    worth = random_gaps(setup)
    gaps = planted(setup, worth)
    d, a, c = NAMES
    main = [worth[()] - worth[(d,)], worth[(a,)] - worth[(d, a)]]
    main += [worth[(c,)] - worth[(d, c)], worth[(a, c)] - worth[(d, a, c)]]
    assert value(gaps, of(gaps, "main_effect", d)) == pytest.approx(np.mean(main))
    assert value(gaps, of(gaps, "removed", d)) == pytest.approx(main[0])
    both = [main[0] - main[1], main[2] - main[3]]
    assert value(gaps, of(gaps, "interaction", f"{d} x {a}")) == pytest.approx(np.mean(both))


def test_the_weights_of_shapley_sum_to_one() -> None:
    for k in range(1, 7):
        assert sum(comb(k - 1, s) * shapley_weight(s, k) for s in range(k)) == pytest.approx(1)


def test_a_missing_cell_refuses_by_name_what_needs_it_and_nothing_else(setup: Setup) -> None:
    worth = random_gaps(setup)
    gone = [{**BASELINE, "deployment": "dropped", "audience": "marked"}]
    gaps = planted(setup, worth, gone)
    refused = of(gaps, "main_effect", "deployment")
    assert refused.weights is None
    assert "deployment = dropped, audience = marked (trigger = high)" in refused.reason
    assert value(gaps, of(gaps, "removed", "deployment")) == pytest.approx(
        worth[()] - worth[("deployment",)]
    )
    assert value(gaps, of(gaps, "residual")) == pytest.approx(worth[NAMES])


def test_a_half_fraction_names_the_aliases(setup: Setup) -> None:
    worth = random_gaps(setup)
    half = [c for c in contexts(sweep=False) if sum(c[n] != BASELINE[n] for n in NAMES) % 2]
    gaps = planted(setup, worth, half)
    reason = of(gaps, "main_effect", "deployment").reason
    assert "cannot be told from audience x consequence" in reason
    interaction = of(gaps, "interaction", "audience x consequence").reason
    assert "cannot be told from deployment" in interaction


def test_bundles_show_what_an_incomplete_design_can(setup: Setup) -> None:
    worth = random_gaps(setup)
    kept = [(), ("deployment",), ("deployment", "audience"), NAMES]
    gone = [
        c
        for c in contexts(sweep=False)
        if tuple(n for n in NAMES if c[n] != BASELINE[n]) not in kept
    ]
    gaps = planted(setup, worth, gone)
    bundle = of(gaps, "bundle", "deployment + audience")
    assert value(gaps, bundle) == pytest.approx(worth[()] - worth[("deployment", "audience")])
    assert not [c for c in contrasts(planted(setup, worth)) if c.estimand == "bundle"]


def test_a_factor_that_does_not_vary_is_left_out(setup: Setup) -> None:
    worth = random_gaps(setup)
    gone = [c for c in contexts(sweep=False) if c["audience"] == "marked"]
    gaps = planted(setup, worth, gone)
    named = {name for c in contrasts(gaps) for name in c.cell.values()}
    assert named == {"deployment", "consequence", "deployment x consequence"}
    assert value(gaps, of(gaps, "main_effect", "deployment")) == pytest.approx(
        np.mean(
            [
                worth[()] - worth[("deployment",)],
                worth[("consequence",)] - worth[("deployment", "consequence")],
            ]
        )
    )
