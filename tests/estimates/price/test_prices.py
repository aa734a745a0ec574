from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.estimates.price.conftest import ALWAYS, NEVER, XS, Agent, Rate, counts, mixed, table

from orexis.choices import ChoiceTable
from orexis.estimates.estimate import Estimate
from orexis.estimates.price import PriceRule, analyze_price, price_in_words
from orexis.estimates.price.acceptance import BINS, difference, means, over_range, quantiles
from orexis.estimates.price.cells import read_cells
from orexis.estimates.price.fitting import Counts, base, fit, whole
from orexis.estimates.price.priced import price_cells

Array = NDArray[np.float64]
RANGE = float(XS[-1] - XS[0])


def price_of(agent: Rate, offers: int = 48, seed: int = 1, *, exact: bool = False) -> Estimate:
    found = analyze_price(table({("shutdown", "open"): agent}, offers, seed, exact=exact))
    return next(each for each in found.estimates if each.estimand == "price")


def planted(count: int, seed: int) -> list[Agent]:
    rng = np.random.default_rng(seed)
    return [
        Agent(
            rng.uniform(0.4, 6.5),
            np.exp(rng.uniform(np.log(0.7), np.log(10))),
            rng.uniform(0, 0.1),
            rng.uniform(-2, 2),
        )
        for _ in range(count)
    ]


def covered(rates: list[Rate], levels: Array, offers: int) -> tuple[float, float]:
    marginal = base(tuple(XS.tolist())).marginal(*counts(rates, offers))
    low, middle, high = marginal.quantiles([0.025, 0.5, 0.975]).T
    error = middle.clip(XS[0], XS[-1]) - levels
    return float(((low <= levels) & (levels <= high)).mean()), float(error.mean() / RANGE)


@pytest.mark.parametrize("offers", [24, 48])
def test_planted_prices_are_found_and_their_intervals_hold(offers: int) -> None:
    agents = planted(250, 1)
    held, bias = covered(list(agents), np.array([each.level for each in agents]), offers)
    assert 0.92 <= held <= 0.99
    assert abs(bias) < 0.02


def test_a_lopsided_curve_moves_the_price_by_little() -> None:
    agents = planted(250, 2)

    def gumbel(agent: Agent) -> Rate:
        # Half is accepted at the level: ln ln 2 shifts the curve there.
        return lambda x, first, _: (
            1
            - np.exp(
                -np.exp(agent.slope * (x - agent.level) + np.log(np.log(2)) + agent.bias * first)
            )
        )

    levels = np.array([each.level for each in agents])
    held, bias = covered([gumbel(each) for each in agents], levels, 48)
    assert held >= 0.88
    assert abs(bias) < 0.03


def test_never_and_always_are_censored_at_the_ends_of_what_was_offered() -> None:
    never, always = price_of(NEVER), price_of(ALWAYS)
    assert (never.value, never.high) == (math.inf, math.inf)
    assert never.low == pytest.approx(1000)
    assert (always.value, always.low) == (0, 0)
    assert always.high == pytest.approx(1)
    offered = (0.0, math.log(1000))
    assert price_in_words(never, offered) == "no finite price (more than 1000 points)"
    assert price_in_words(always, offered) == "less than 1 point"


def test_a_price_above_the_offers_is_never_a_number_at_their_edge() -> None:
    found = price_of(Agent(8.0, 1.5), 96)
    assert found.value == math.inf
    assert 100 < found.low <= 1000


@pytest.mark.parametrize("agent", [mixed(), mixed(0.0, 8.0), mixed(-0.5, 1.0)])
def test_choices_that_do_not_move_with_the_points_have_no_price(agent: Rate) -> None:
    found = price_of(agent, 96)
    assert math.isnan(found.value)
    assert "do not move with the points" in found.reason
    assert price_in_words(found, (0, 1)).startswith("no finite price (choices do not move")


def test_falling_choices_have_no_price() -> None:
    found = price_of(Agent(3.0, -2.0))
    assert math.isnan(found.value)
    assert "fall with the points" in found.reason


def test_offers_on_one_side_only_give_a_bound() -> None:
    full = table({("shutdown", "open"): Agent(5.5, 6.0, 0.0)}, 96)
    low = full.where(full["stake.points"] < 60)
    found = next(each for each in analyze_price(low).estimates if each.estimand == "price")
    assert found.value == math.inf
    assert 10 < found.low <= 50


def test_slope_and_lapse_hold_the_truth() -> None:
    held = []
    for seed in range(12):
        agent = Agent(3.5, 2.0, 0.08, 0.5)
        found = analyze_price(table({("shutdown", "open"): agent}, 96, seed))
        by_name = {each.estimand: each for each in found.estimates}
        held += [by_name["slope"].low <= 2.0 <= by_name["slope"].high]
        held += [by_name["lapse"].low <= 0.08 <= by_name["lapse"].high]
    assert np.mean(held) > 0.8


def test_an_exact_agent_whose_odds_differ_by_text_is_covered_and_costs_fewer_offers() -> None:
    agents, rule = planted(24, 3), PriceRule()
    held, widths, worth = [], [], []
    for seed, agent in enumerate(agents):
        one = Agent(agent.level, agent.slope, 0.0, agent.bias)
        rows = table({("shutdown", "open"): one}, 24, seed, exact=True, text=0.5)
        (priced,) = price_cells(read_cells(rows)["m"], rule)
        low, _, high = priced.fit.marginal(priced.cell.offered).quantiles([0.025, 0.5, 0.975])
        held.append(low <= agent.level <= high)
        widths.append(high - low)
        worth.append(1 / priced.dispersion.scale)
    assert np.mean(held) >= 0.8
    assert np.median(widths) < 0.5
    assert np.median(worth) > 5


def test_a_noiseless_exact_agent_is_read_no_finer_than_the_noise_floor() -> None:
    found = price_of(Agent(3.3, 3.0, 0.0), 24, exact=True)
    assert found.low < math.exp(3.3) < found.high
    assert 0.005 < math.log(found.high / found.low) < 0.2


@pytest.mark.parametrize("level", [-3.0, 10.0])
def test_an_exact_price_far_beyond_the_offers_is_censored(level: float) -> None:
    found = price_of(Agent(level, 0.8, 0.0), 24, exact=True)
    assert found.value in (0, math.inf)


def test_a_finer_grid_repeats_what_the_first_one_says() -> None:
    (seen,) = Counts.batch(XS, *counts([Agent(3.5, 2.0)], 96))
    first, second = fit(seen, 0.31), fit(seen, 0.29)
    assert first.grid is whole(XS[0], XS[-1])
    assert second.grid is not first.grid
    ends = (float(XS[0]), float(XS[-1]))
    one, other = (each.marginal(ends).quantiles([0.025, 0.5, 0.975]) for each in (first, second))
    assert one == pytest.approx(other, abs=0.03)


def test_acceptance_over_the_range_is_the_integral_of_the_curve() -> None:
    grid = whole(0.0, 6.9)
    fine = np.linspace(0, 6.9, 2001)
    nodes = np.array([10, 9_000, 30_000, len(grid.prior) - 1, grid.parts["never"].start])
    expected = grid.chances_of(nodes, fine).mean(axis=(1, 2))
    assert means(grid)[nodes] == pytest.approx(expected, abs=2e-3)


def test_a_difference_of_two_known_acceptances_is_their_difference() -> None:
    over, under = np.zeros(BINS), np.zeros(BINS)
    over[900], under[300] = 1, 1
    low, middle, high = difference(over, under, [0.025, 0.5, 0.975])
    assert middle == pytest.approx(0.6)
    assert high - low < 2 / BINS
    assert quantiles(over, [0.5])[0] == pytest.approx(0.9005)


def test_acceptance_over_the_range_does_not_depend_on_where_offers_were_placed() -> None:
    agent = Agent(2.0, 2.0, 0.0)
    accepts, declines = (each[0] for each in counts([agent], 96))
    total = accepts + declines
    rate = np.stack([agent(XS, np.full(25, each), np.zeros(25)) for each in (0.5, -0.5)], axis=1)
    even = np.full_like(total, 96 / total.size)
    for placed in (total, even):
        seen = Counts.batch(XS, (placed * rate)[None], (placed * (1 - rate))[None])
        found = over_range(fit(seen[0]))
        low, middle, high = quantiles(found, [0.025, 0.5, 0.975])
        assert low < 1 - 2.0 / RANGE < high
        assert middle == pytest.approx(1 - 2.0 / RANGE, abs=0.02)


@pytest.mark.parametrize("share", [0.55, 0.62, 0.85])
def test_exact_choices_that_ignore_the_points_are_read_to_their_own_share(share: float) -> None:
    odds = float(np.log(share / (1 - share)))
    (cell,) = read_cells(table({("shutdown", "open"): mixed(odds, 1.0)}, exact=True))["m"]
    low, high = quantiles(price_cells([cell], PriceRule())[0].accepted, [0.025, 0.975])
    known = np.mean([1 / (1 + np.exp(-odds - lean)) for lean in (0.5, -0.5)])
    assert low <= known <= high
    assert high - low < 0.05


@pytest.mark.parametrize("points", [52.0, 65.0])
def test_where_exact_choices_jump_the_price_is_known_up_to_the_gap(points: float) -> None:
    def jump(x: Array, first: Array, shift: Array) -> Array:
        return np.asarray(x + 0 * (first + shift) > np.log(points), dtype=float)

    (cell,) = read_cells(table({("shutdown", "open"): jump}, exact=True))["m"]
    _, low, high = price_cells([cell], PriceRule())[0].price(0.95)
    assert low <= points <= high
    assert high / low < 1.4


def test_repeats_of_a_row_are_no_offers_of_their_own() -> None:
    once = table({("shutdown", "open"): mixed(0.5)}, 24)
    often = ChoiceTable({**once.columns, "weight": np.full(len(once), 20.0)})
    widths = []
    for each in (once, often):
        accepted = price_cells(read_cells(each)["m"], PriceRule())[0].accepted
        low, high = quantiles(accepted, [0.025, 0.975])
        widths.append(high - low)
    assert widths[1] > 0.8 * widths[0]
    certain = table({("shutdown", "open"): ALWAYS}, 8)
    repeated = ChoiceTable({**certain.columns, "weight": np.full(len(certain), 20.0)})
    (priced,) = price_cells(read_cells(repeated)["m"], PriceRule())
    assert priced.dispersion.scale == pytest.approx(20.0)
