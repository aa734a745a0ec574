from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orexis.agents.organisms.naming import find_set
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.training import train_set
from orexis.calibration.organisms import ask, exact_rows, facts_of, followed, own_horizons
from orexis.calibration.organisms.asking import common_grid
from orexis.calibration.organisms.exact import exact_weights
from orexis.errors import OrexisError


@pytest.fixture(scope="module")
def shipped() -> TrainedSet:
    return find_set("thermometer")


def small(shipped: TrainedSet, regime: str) -> TrainedSet:
    return shipped.where([one.regime == regime for one in shipped.members])


def test_every_text_of_the_grid_is_read_as_it_was_meant() -> None:
    grid = common_grid()
    for offer, reading in zip(grid.offers, grid.readings, strict=True):
        stakes = dict(offer.terms.stakes)
        assert reading.asks == "horizon"
        assert reading.delay == stakes["delay"]
        assert reading.left == float(offer.condition["boundary"])
        assert reading.stake == pytest.approx(np.log(stakes["later"] / -stakes["now"]))


def test_gaining_offers_are_spread_evenly_over_c_over_b() -> None:
    grid, rng = common_grid(), np.random.default_rng(0)
    conditions, levels = grid.shape
    placed = grid.placed(60, 4000, rng)
    x = np.array(grid.design.levels)[placed % levels]
    assert placed.shape == (4000, 60)
    assert (x < 0).sum(1).tolist() == [6] * 4000
    gaining = placed[:, : 3 * conditions].reshape(-1, conditions, 3)
    assert (gaining // levels == np.arange(conditions)[:, None]).all()
    # One of each three offers falls into each third of c/b, but for the levels' own width.
    prices = np.exp(-np.array(grid.design.levels)[gaining % levels])
    assert prices.mean() == pytest.approx(0.5, abs=0.01)
    for third, part in enumerate(np.sort(prices, axis=-1).mean(axis=(0, 1))):
        assert part == pytest.approx((third + 0.5) / 3, abs=0.03)


def test_the_order_of_the_options_goes_with_no_level() -> None:
    grid, rng = common_grid(), np.random.default_rng(0)
    placed = grid.placed(60, 2000, rng)
    levels = np.array(grid.design.levels)
    x = levels[placed % len(levels)]
    first = np.array([one.first for one in grid.offers])[placed]
    gains = x > 0
    control = np.array([one.condition["delay"] == "0" for one in grid.offers])[placed]
    for which in (gains & control, gains & ~control, ~gains):
        assert first[which].mean() == pytest.approx(0.5, abs=0.05)
        assert abs(np.corrcoef(first[which], np.exp(-x[which]))[0, 1]) < 0.1
    names = [one.name for one in grid.offers]
    assert len(set(names)) == len(names)
    for number, one in enumerate(grid.offers):
        assert one.level == number % len(levels)


def test_choices_are_drawn_with_the_networks_chances(shipped: TrainedSet) -> None:
    one = small(shipped, "hidden")
    table = ask(one, 120, seed=1)
    assert table.models == one.names
    assert set(table.levels("boundary")) == {"0", "7"}
    assert set(np.unique(table["outcome"])) == {0.0, 1.0}
    again = ask(one, 120, seed=1)
    assert (table["outcome"] == again["outcome"]).all()
    assert (table["outcome"] != ask(one, 120, seed=2)["outcome"]).any()


def test_too_few_choices_are_refused_with_how_many_it_takes(shipped: TrainedSet) -> None:
    with pytest.raises(OrexisError, match="--choices 19 is too few: 20 put one offer"):
        ask(small(shipped, "hidden"), 19)


def test_shares_of_many_choices_are_the_networks_own_weights(shipped: TrainedSet) -> None:
    one = small(shipped, "hidden")
    table = ask(one, 2000, seed=3)
    exact = exact_weights(one, 7.0)
    for delay in (1, 8, 64):
        rows = (
            (table.factor("boundary") == "7")
            & (table.factor("delay") == str(delay))
            & (table["stake.later"] > -table["stake.now"])
        )
        for at, name in enumerate(one.names):
            share = table["outcome"][rows & (table["model"] == name)].mean()
            assert share == pytest.approx(exact[at, delay - 1], abs=0.06)


def test_own_horizons_are_those_of_training_by_closed_form(shipped: TrainedSet) -> None:
    for regime, expected in (("hidden", 0.5), ("stated", 1.0)):
        one = small(shipped, regime)
        for member, steps in zip(one.members, own_horizons(one).values(), strict=True):
            rational = expected * (member.horizon - 1)
            assert steps == pytest.approx(rational, rel=0.25, abs=0.5)


def test_the_exact_grid_has_every_context_and_delay(shipped: TrainedSet) -> None:
    one = shipped.where([0])
    rows = list(exact_rows(one))
    assert len(rows) == 8 * 64
    assert {row.context for row in rows} == {"0", "3", "7", "15", "31", "63", "unstated", "own"}
    assert all(0 <= row.weight <= 1 for row in rows)


def test_no_organism_without_a_clock_is_said_to_follow_its_age(shipped: TrainedSet) -> None:
    assert followed(shipped) == ()


def test_facts_keep_what_is_known_of_the_training(shipped: TrainedSet) -> None:
    failed = replace(shipped.members[0], reached=False, why="stakes too small")
    spoilt = replace(shipped, members=(failed, *shipped.members[1:]))
    first, second = facts_of(spoilt)[:2]
    assert (first.reached, first.why) == (False, "stakes too small")
    assert second.reached


def test_the_step_follows_what_is_stated_and_not_the_age(tmp_path: Path) -> None:
    plan = Plan("thermometer", ("stated-clock-random",), horizons=(8,), seeds=1)
    trained = train_set(plan, tmp_path / "set")
    (told,) = followed(trained)
    assert (told.stated, told.trained) == pytest.approx((1, 0), abs=0.15)
    failed = tuple(replace(one, reached=False) for one in trained.members)
    assert followed(replace(trained, members=failed)) == ()
