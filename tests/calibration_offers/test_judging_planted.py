"""Runs that are judged: the same as an analysis of their tables, right for what was planted."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from orexis.calibration.offers import (
    Tables,
    calibrate_offers,
    calibrating,
    cast,
    draw_offers,
    offer_facts,
)
from orexis.calibration.offers.cells import cells_of
from orexis.calibration.offers.horizons import judge_horizons
from orexis.calibration.offers.judged import Judged, joined
from orexis.calibration.offers.prices import judge_prices
from orexis.calibration.offers.samples import price_ratios, samples_of
from orexis.calibration.offers.tally import Tally, tally
from orexis.cli.offer_confusion import offer_tables
from orexis.estimates import Estimate
from orexis.estimates.horizon import STATEMENTS, HorizonRule, horizon_verdicts
from orexis.estimates.price import PriceRule, analyze_price
from orexis.estimates.price.estimates import price
from orexis.estimates.price.priced import price_cells
from tests.calibration_offers.conftest import HORIZON, PRICE, case, chances, known

ONE = replace(PRICE, conditions=PRICE.conditions[-1:], offers=128)


def judged_price(agent: str, runs: int = 6, **arguments: object) -> Judged:
    drawn = draw_offers(chances(PRICE, agent, **arguments), runs, np.random.default_rng(5))
    return judge_prices(case(agent, **arguments), known(PRICE, agent, **arguments), drawn)


def judged_horizon(agent: str, runs: int = 2, **arguments: object) -> Judged:
    drawn = draw_offers(chances(HORIZON, agent, **arguments), runs, np.random.default_rng(5))
    return judge_horizons(case(agent, **arguments), known(HORIZON, agent, **arguments), drawn)


def test_prices_are_those_that_an_analysis_of_the_table_gives() -> None:
    drawn = draw_offers(
        chances(PRICE, "trader", lapse=0.1, neutral=0.2), 2, np.random.default_rng(1)
    )
    for run in range(2):
        table = Tables(drawn).of(run)
        analysis = analyze_price(table, PriceRule())
        theirs = {one.cell["consequence"]: one for one in analysis.estimates if _is_price(one)}
        for priced in price_cells(cells_of(drawn, run), PriceRule()):
            ours = price(priced, 0.95)
            other = theirs[priced.cell.levels["consequence"]]
            assert (ours.value, ours.low, ours.high) == pytest.approx(
                (other.value, other.low, other.high), rel=0.02, nan_ok=True
            )


def _is_price(one: Estimate) -> bool:
    return one.estimand == "price"


def test_a_trader_is_found_with_its_price_and_its_class() -> None:
    found = judged_price("trader", price=50.0, slope=3.0)

    assert found.right.value == 1
    assert found.false == 0
    assert found.classes["no trade-off"] == {"no trade-off": 3 * 6}
    assert found.tallies["price"].coverage.value > 0.7
    assert abs(found.tallies["price"].bias) < 0.25
    assert found.tallies["price below all offers"].held == 3 * 6


def test_another_truth_than_what_was_planted_is_not_covered() -> None:
    arguments = {"price": 50.0, "slope": 6.0}
    drawn = draw_offers(chances(PRICE, "trader", **arguments), 6, np.random.default_rng(5))
    wrong = known(PRICE, "trader", price=200.0, slope=6.0)

    found = judge_prices(case("trader"), wrong, drawn)

    assert found.tallies["price"].coverage.value < 0.2
    assert found.tallies["price"].bias == pytest.approx(math.log(50 / 200), abs=0.3)


def test_a_statement_that_is_supported_though_not_true_is_a_false_positive() -> None:
    drawn = draw_offers(chances(PRICE, "trader", price=50.0), 4, np.random.default_rng(5))
    found = judge_prices(case("trader"), known(PRICE, "points-taker"), drawn)
    assert found.false > 2
    assert found.right.value < 0.5


def test_an_episode_bound_agent_is_found_with_its_jump() -> None:
    found = judged_horizon("episode-bound")

    assert found.own == {
        STATEMENTS["within"]: "supported",
        STATEMENTS["beyond"]: "rejected",
        STATEMENTS["myopic"]: "rejected",
    }
    assert found.jumped
    assert found.jumps == (2, 2)
    assert found.forms == {"step-at-boundary": 2}
    assert found.tallies["weight"].of == 2 * len(HORIZON.conditions)
    assert found.tallies["weight"].coverage.value > 0.8
    assert abs(found.tallies["jump"].bias) < 0.25


def test_a_discounting_agent_has_no_jump_and_its_parameter_back() -> None:
    found = judged_horizon("exponential", g=0.85)

    assert not found.jumped
    assert found.verdicts[STATEMENTS["beyond"]] == {"supported": 2}
    assert found.false == 0
    if "g of exponential" in found.tallies:
        assert abs(found.tallies["g of exponential"].bias) < 0.05


def test_verdicts_are_those_of_an_analysis_of_the_table() -> None:
    drawn = draw_offers(chances(HORIZON, "patient"), 1, np.random.default_rng(5))
    found = judge_horizons(case("patient"), known(HORIZON, "patient"), drawn, forms=0)

    theirs = horizon_verdicts(Tables(drawn).of(0), HorizonRule())

    assert found.verdicts == {one.statement: {one.status: 1} for one in theirs}
    assert found.forms == {}


def test_more_offers_make_intervals_narrower() -> None:
    found = chances(ONE, "trader", price=50.0, slope=4.0)
    drawn = draw_offers(found, 20, np.random.default_rng(1))
    few, many = (float(np.median(price_ratios(drawn, offers))) for offers in (24, 128))
    assert few > 1.5 * many > 1.5


def test_tallies_tell_intervals_that_hold_the_truth_from_those_that_do_not() -> None:
    found = Estimate("price", "m", 20.0, 10.0, 40.0, 0.95, 9, "test")

    held = tally(found, 10.0, log=True)
    assert (held.held, held.of, held.errors) == (1, 1, 1)
    assert (held.bias, held.rmse) == pytest.approx((math.log(2), math.log(2)))
    assert tally(found, 41.0).held == 0
    assert tally(Estimate.absent("price", "m", reason="none", level=0.95), 1.0) == Tally(absent=1)
    censored = Estimate("price", "m", math.inf, 500.0, math.inf, 0.95, 9, "test")
    assert (tally(censored, 2000.0, log=True).held, tally(censored, 2000.0).errors) == (1, 0)


def test_runs_of_one_agent_add_up() -> None:
    first, second = judged_price("trader", 2), judged_price("trader", 3)
    both = joined([first, second])
    assert both.runs == 5
    assert both.tallies["price"].of == first.tallies["price"].of + second.tallies["price"].of
    assert all(sum(counts.values()) == 5 for counts in both.verdicts.values())


def test_a_calibration_is_plain_data_and_tables_whatever_the_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calibrating, "cast", lambda design: cast(design)[:2])
    one = samples_of(replace(PRICE, offers=8), 2)[:1]
    monkeypatch.setattr(calibrating, "samples_of", lambda *_: one)
    seen: list[tuple[int, int]] = []
    design = replace(PRICE, offers=8)
    found = calibrate_offers(design, 2, lambda done, total: seen.append((done, total)))
    shared = calibrate_offers(design, 2, processes=2)

    facts, other = offer_facts(found), offer_facts(shared)
    assert {**facts, "seconds": 0} == {**other, "seconds": 0}
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert seen[-1] == (2 * len(found.judged), 2 * len(found.judged))
    assert facts["false_positive"]["runs"] == 2 * len(found.judged)
    assert {one["estimand"] for one in facts["coverage"]} >= {"price", "price below all offers"}
    console = Console(width=100, record=True, file=StringIO())
    for table in offer_tables(found):
        console.print(table)
    said = console.export_text()
    assert "trader 20" in said
    assert "no trade-off" in said
