"""Agents that were told wrongly once, and what must not be said of them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.organisms.conftest import Array, Asked, Chance, Plant, Weight

from orexis.choices import ChoiceTable
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms import (
    CLASSES,
    STATEMENTS,
    UNINTERPRETABLE,
    Classed,
    OrganismRule,
    read_organisms,
)
from orexis.estimates.organisms.classes import conditions, faults
from orexis.estimates.organisms.figures import Figures, figures
from orexis.estimates.organisms.panel import read_panel
from orexis.estimates.organisms.regimes import figure_intervals
from orexis.estimates.organisms.verdicts import regime_verdicts

RULE = OrganismRule(draws=100)
NAMES = tuple(one.name for one in fields(Figures))


def supported(asked: Asked) -> list[str]:
    verdicts = read_organisms(*asked, rule=RULE).verdicts
    return [one.statement for one in verdicts if one.status == "supported"]


def where(condition: NDArray[np.bool_]) -> Array:
    return condition.astype(float)


WRONG: dict[str, Weight] = {
    "its own horizon, but nothing at the last step": lambda k, left, h: np.where(
        left == 0, where(k == 0), np.maximum(0, 1 - k / h)
    ),
    "its own horizon at the last step, the stated one else": lambda k, left, h: np.where(
        left == 0, np.maximum(0, 1 - k / h), where(k <= left)
    ),
    "all, where any step is left": lambda k, left, _: where((left > 0) | (k == 0)),
    "eight times what is left": lambda k, left, _: where(k <= 8 * left),
    "eight steps always": lambda k, _l, _h: where(k <= 8),
    "twelve steps always": lambda k, _l, _h: where(k <= 12),
    "four times its horizon": lambda k, _, h: where(k <= 4 * (h - 1)),
    "less, the longer it was trained": lambda k, _, h: where(k <= 64 / h),
    "a falling weight": lambda k, _l, _h: 1 / (1 + 0.1 * k),
    "three steps at the last, none before": lambda k, left, _: np.where(
        left > 0, where(k == 0), where(k <= 2)
    ),
    "the farthest alone": lambda k, left, _: where((k == 0) | ((left == 7) & (k == 64))),
    "what is past the boundary alone": lambda k, left, _: where((k > left) | (k == 0)),
    "a little of what is far, if trained longer": lambda k, _, h: np.where(
        k == 0, 3.0, np.where((k >= 8) & (h >= 8), 0.0065 * h, 0)
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_nothing_is_supported_of_whom_no_statement_fits(plant: Plant, name: str) -> None:
    assert not supported(plant("attack", 4, weight=WRONG[name]))


RANDOM: dict[str, Chance] = {
    "a coin": lambda x, _k, _l, _h, _f: np.full_like(x, 0.5),
    "shown first": lambda _x, _k, _l, _h, first: np.where(first, 0.4, 0.8),
    "blind to the price": lambda x, k, _l, _h, _f: np.where(
        k == 0, where(x > 0), np.where(x > 0, 0.35, 0.05)
    ),
    "the poor ones": lambda x, k, _l, _h, _f: where(np.where(k == 0, x > 0, (x > 0) & (x < 0.7))),
}


@pytest.mark.parametrize("name", RANDOM)
def test_choices_that_do_not_rise_with_the_price_are_faulted(plant: Plant, name: str) -> None:
    asked = plant("attack", 10, chance=RANDOM[name])
    found = faults(read_panel(*asked))
    assert np.mean([bool(one) for one in found]) >= 0.8
    assert np.mean(["do not rise" in one for one in found]) >= 0.2
    assert not supported(asked)


@pytest.mark.parametrize("regime", ["selected", "swapped", "hidden"])
def test_all_nothing_and_a_soft_curve_are_coherent(plant: Plant, regime: str) -> None:
    found = faults(read_panel(*plant(regime, 10, steep=6.0)))
    assert not [one for one in found if "do not rise" in one]


def test_pairs_are_those_counted_one_by_one(plant: Plant) -> None:
    panel = read_panel(*plant("attack", 2, chance=RANDOM["a coin"]))
    shape = panel.offers.shape
    expected = np.zeros((3, shape[0]))
    cells = np.stack(np.unravel_index(panel.cell, shape), axis=-1)
    for here in np.unique(cells, axis=0):
        organism, context, delay = here
        if panel.delays[delay] == 0 or not panel.shown[organism, context]:
            continue
        own = np.flatnonzero((cells == here).all(axis=1))
        for good in own:
            for poor in own[panel.x[own] < panel.x[good]]:
                taken = panel.outcome[good], panel.outcome[poor]
                expected[:, organism] += taken == (0, 1), taken[0] != taken[1], 1
    assert (panel.pairs == expected).all()


def test_a_seed_that_takes_many_losing_offers_is_uninterpretable(plant: Plant) -> None:
    def greedy(x: Array, _k: Array, _l: Array, _h: float, _f: object) -> Array:
        return np.where(x > 0, 0.99, 0.4)

    reading = read_organisms(*plant("attack", 4, chance=greedy), rule=RULE)
    assert reading.counts("attack") == {UNINTERPRETABLE: 4}
    assert "lose points" in " ".join(one.because for one in reading.seeds)


@pytest.mark.parametrize(("seeds", "most"), [(1, "undecided"), (2, "rejected")])
@pytest.mark.parametrize("regime", ["hidden", "stated", "selected", "swapped"])
def test_fewer_than_three_seeds_support_nothing(
    plant: Plant, regime: str, seeds: int, most: str
) -> None:
    reading = read_organisms(*plant(regime, seeds), rule=RULE)
    assert {one.status for one in reading.verdicts} <= {"undecided", most}
    assert reading.counts(regime).keys() & set(CLASSES)


def test_a_figure_of_one_seed_among_several_is_no_interval(plant: Plant) -> None:
    table, trained = plant("selected", 5)
    spoilt = [
        replace(one, reached=one.horizon > 1 or one.seed == 0, why="not reached") for one in trained
    ]
    reading = read_organisms(table, spoilt, rule=RULE)
    further = figure_intervals(reading.seeds, 0.95)["further"]
    assert np.isneginf(further.low)
    assert np.isposinf(further.high)
    assert not [one for one in reading.verdicts if one.status == "supported"]


def test_seeds_that_are_all_alike_still_have_an_interval() -> None:
    sure = Interval(0.1, 0.1, 0.1, 0.95, 60)
    seeds = [Classed("all", seed, "", "", {"past": sure}, (1, 8)) for seed in range(4)]
    found = figure_intervals(seeds, RULE.level, RULE.floor)["past"]
    assert (found.low, found.high) == pytest.approx((0.08, 0.12))


def test_no_two_statements_are_supported_of_any_figures() -> None:
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(6000):
        low = rng.choice([-0.7, -0.2, 0.05, 0.16, 0.3, 0.6, 0.9], len(NAMES))
        found = {
            name: Interval(at, at, at + 0.05, 0.95, 3) for name, at in zip(NAMES, low, strict=True)
        }
        seeds = [Classed("any", seed, "", "", found, (1, 8)) for seed in range(3)]
        verdicts = regime_verdicts("any", seeds, found, (), ("0", "7"), RULE)
        held = [one.statement for one in verdicts if one.status == "supported"]
        assert len(held) <= 1, found
        seen.update(held)
    assert seen == set(STATEMENTS.values())


def test_the_figures_of_each_context_and_horizon_are_means_of_their_own(plant: Plant) -> None:
    panel = read_panel(*plant("hidden", 1))
    horizon, left, k = panel.horizons[:, None, None], panel.left[:, None], panel.asked
    # Of what is past both boundaries: .8 in the one context, .2 in the other; of H = 4 alone .1.
    exact = np.where(left == 0, 0.8, 0.2) * np.ones_like(horizon * k)
    past_both = k > np.maximum(left, horizon - 1)
    assert float(figures(panel, exact).past) == pytest.approx(0.8)
    assert float(figures(panel, exact).inside) == pytest.approx(0.2)
    assert float(figures(panel, np.where(past_both, 0.0, exact)).before) == pytest.approx(0.8)
    of_four = np.where(horizon == 4, 0.1, exact)
    assert float(figures(panel, of_four).least_past) == pytest.approx(0.1)
    # H = 1 is out of 'beyond one step'; the longest context has its own slope.
    flat = np.where((horizon == 1) | (left == 7), np.maximum(0, 1 - k / horizon), 0.5)
    found = figures(panel, flat)
    assert float(found.longest) == pytest.approx(1.0, abs=0.02)
    assert float(found.lasting) < float(found.longest)


def test_every_number_of_a_condition_stands_in_the_rule() -> None:
    said = " ".join(OrganismRule(ahead=0.111, past=0.222, half=0.333, further=0.444).describe())
    for needed in conditions(OrganismRule(ahead=0.111, past=0.222, half=0.333, further=0.444)):
        assert STATEMENTS[needed].split()[0].lower() in said.lower()
    for number in ("0.111", "0.222", "0.333", "0.444", "-0.333"):
        assert number in said
    for wrong in ({"seeds": 1}, {"fewest": 0}, {"floor": 0.0}):
        with pytest.raises(ValueError, match="the rule's"):
            OrganismRule(**wrong)


def test_a_table_of_chances_gives_pairs_too(plant: Plant) -> None:
    table, trained = plant("hidden", 1)
    halves = ChoiceTable({**table.columns, "outcome": np.full(len(table), 0.5)})
    crossed, split, pairs = read_panel(halves, trained).pairs
    assert crossed == pytest.approx(pairs / 4)
    assert split == pytest.approx(pairs / 2)
