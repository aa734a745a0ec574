from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from tests.estimates.organisms.conftest import HORIZONS, Array, Asked, Plant

from orexis.choices import ChoiceTableError
from orexis.estimates.organisms import STATEMENTS, OrganismRule, read_organisms
from orexis.estimates.organisms.classes import classed, faults
from orexis.estimates.organisms.figures import figures
from orexis.estimates.organisms.over_seeds import mean_over_seeds
from orexis.estimates.organisms.panel import read_panel
from orexis.estimates.organisms.regimes import slopes_over_seeds
from orexis.estimates.organisms.weights import scale

RULE = OrganismRule(draws=200)
CLASSES = {
    "hidden": "model's horizon",
    "stated": "context's horizon",
    "within": "no boundary learned",
    "selected": "looks beyond",
    "swapped": "does not look ahead",
}


def found(asked: Asked) -> Counter[str]:
    panel = read_panel(*asked)
    return Counter(one.found for one in classed(panel, RULE, np.random.default_rng(0)))


@pytest.mark.parametrize(("regime", "name"), CLASSES.items())
def test_nineteen_of_twenty_seeds_get_the_class_of_their_training(
    plant: Plant, regime: str, name: str
) -> None:
    counts = found(plant(regime, 20, seed=3))
    assert counts[name] >= 19, counts


def test_the_figures_of_exact_weights_are_the_closed_forms(plant: Plant) -> None:
    expected = {"hidden": (0.0, 1.0), "stated": (1.0, 0.0), "selected": (0.0, 0.0)}
    for regime, (follows, grows) in expected.items():
        panel = read_panel(*plant(regime, 1))
        horizon, left, k = panel.horizons[:, None, None], panel.left[:, None], panel.asked
        exact = {
            "hidden": np.maximum(0, 1 - k / horizon) + 0 * left,
            "stated": (k <= left) + 0.0 * horizon,
            "selected": np.ones_like(k) + 0 * left * horizon,
        }[regime]
        read = figures(panel, exact)
        assert read.follows == pytest.approx(follows, abs=0.01)
        assert read.grows == pytest.approx(grows, abs=0.01)


def test_an_interval_of_a_seed_covers_the_truth_about_as_often_as_it_says(plant: Plant) -> None:
    panel = read_panel(*plant("hidden", 30, steep=20.0, seed=5))
    seeds = list(classed(panel, RULE, np.random.default_rng(1)))
    covered = [one.figures["grows"].low <= 1 <= one.figures["grows"].high for one in seeds]
    assert np.mean(covered) >= 0.85


def test_a_context_that_training_never_showed_does_not_count(plant: Plant) -> None:
    """Organisms trained on 4 steps or fewer take everything when told of 7: that is no horizon."""

    def overshooting(k: Array, left: Array, horizon: float) -> Array:
        return np.where((k <= left) | (left >= horizon), 1.0, 0.0)

    assert found(plant("stated", 10, weight=overshooting)) == {"context's horizon": 10}


def test_an_untrained_organism_is_uninterpretable_and_moves_nothing(plant: Plant) -> None:
    table, trained = plant("hidden", 3)
    spoilt = [
        replace(one, reached=False, why="stakes too small") if one.horizon == 1 else one
        for one in trained
    ]
    reading = read_organisms(table, spoilt, rule=RULE)
    assert set(reading.faults.values()) == {"stakes too small"}
    assert len(reading.faults) == 3
    absent = [one for one in reading.organisms if one.reason]
    assert {one.model for one in absent} == set(reading.faults)
    assert not [e for e in reading.regimes if e.cell.get("horizon") == "1"]
    # Choices of what is left out may be anything.
    flipped = np.where(np.isin(table["model"], list(reading.faults)), 1.0, table["outcome"])
    other = read_organisms(type(table)({**table.columns, "outcome": flipped}), spoilt, rule=RULE)
    assert other.regimes == reading.regimes


def test_half_untrained_seeds_leave_a_regime_uninterpretable(plant: Plant) -> None:
    table, trained = plant("hidden", 4)
    spoilt = [replace(one, reached=one.seed >= 2, why="not reached") for one in trained]
    verdicts = read_organisms(table, spoilt, rule=RULE).verdicts
    assert {one.status for one in verdicts} == {"uninterpretable"}


def test_whoever_refuses_gains_at_once_or_takes_losses_fails_the_control(plant: Plant) -> None:
    refusing = plant("hidden", 2, weight=lambda k, _l, _h: np.full_like(k, 0.02))
    greedy = plant("hidden", 2, weight=lambda k, _l, _h: np.full_like(k, 30.0))
    for asked, word in ((refusing, "at once"), (greedy, "lose points")):
        assert all(word in one for one in faults(read_panel(*asked)))
        assert set(found(asked)) == {"uninterpretable"}


@pytest.mark.parametrize("regime", ["within", "selected"])
def test_without_one_step_organisms_what_reaches_past_is_left_open(
    plant: Plant, regime: str
) -> None:
    reading = read_organisms(*plant(regime, 4, horizons=(2, 8, 32)), rule=RULE)
    assert reading.counts(regime) == {"undecided": 4}
    assert not [one for one in reading.verdicts if one.status == "supported"]
    open_ = {one.statement for one in reading.verdicts if one.status == "undecided"}
    assert open_ == {STATEMENTS["no boundary learned"], STATEMENTS["looks beyond"]}


def test_without_an_organism_trained_past_the_longest_context_nothing_is_said(
    plant: Plant,
) -> None:
    assert set(found(plant("stated", 3, horizons=(1, 2, 4)))) == {"uninterpretable"}


@pytest.mark.parametrize(("regime", "slope"), [("hidden", 1.0), ("stated", 0.0)])
def test_the_slope_in_a_common_context_contains_the_truth(
    plant: Plant, regime: str, slope: float
) -> None:
    """In 12 sets of ten seeds each, nine in ten intervals at the least."""
    panel = read_panel(*plant(regime, 120, horizons=HORIZONS, seed=2))
    covered = []
    for at in range(len(panel.contexts)):
        counted = panel.of(panel.shown[:, at])
        slopes = slopes_over_seeds(counted, scale(counted.revealed[:, at]))
        for first in range(0, 120, 10):
            one = mean_over_seeds(slopes[first : first + 10], 0.95)
            covered.append(one.low <= slope <= one.high)
    assert len(covered) == 24
    assert np.mean(covered) >= 0.9


def test_exactly_one_statement_is_supported_of_each_regime(plant: Plant) -> None:
    for regime, name in CLASSES.items():
        reading = read_organisms(*plant(regime, 10), rule=RULE)
        supported = [one for one in reading.verdicts if one.status == "supported"]
        assert len(supported) == 1, (regime, [one.because for one in reading.verdicts])
        assert reading.counts(regime)[name] >= 8
        assert sum(one.status == "rejected" for one in reading.verdicts) == 4


def test_one_seed_gets_intervals_from_its_choices(plant: Plant) -> None:
    reading = read_organisms(*plant("hidden", 1), rule=RULE)
    grows = next(e for e in reading.regimes if e.estimand == "grows")
    assert np.isfinite(grows.low)
    assert grows.low < 1 < grows.high + 0.1
    assert "one seed" in grows.method


def test_a_table_with_a_hole_is_refused_with_its_place(plant: Plant) -> None:
    table, trained = plant("hidden", 1)
    hole = (table["model"] == "hidden-h8-s0") & (table.factor("delay") == "16")
    with pytest.raises(ChoiceTableError, match="'hidden-h8-s0' has no gaining offer at delay 16"):
        read_panel(table.where(~hole), trained)
    with pytest.raises(ChoiceTableError, match="as a control, at delay 0"):
        read_panel(table.where(table.factor("delay") != "0"), trained)
