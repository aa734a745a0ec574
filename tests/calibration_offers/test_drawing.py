"""The fast path against the direct one, and the direct one against Inspect."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import Tables, draw_offers, simulate_offers
from orexis.choices import ChoiceTable
from orexis.choices.logs import read_logs
from orexis.probes.offers import OfferDesign
from orexis.rollouts.offers.run import run_offers
from orexis.rollouts.run import load_model
from tests.calibration_offers.conftest import HORIZON, PRICE, chances

TWO_PRICES = replace(PRICE, conditions=PRICE.conditions[2:4], offers=16)
TWO_DELAYS = replace(HORIZON, conditions=HORIZON.conditions[6:8], offers=16)
AGENTS: list[tuple[OfferDesign, str, dict[str, object]]] = [
    (TWO_PRICES, "trader", {"price": 30, "slope": 1.0, "lapse": 0.1, "bias": 1.5}),
    (TWO_PRICES, "format-follower", {"lapse": 0.2}),
    (TWO_DELAYS, "exponential", {"g": 0.8, "slope": 2.0, "bias": -1.0}),
    (replace(TWO_PRICES, neutral=True), "trader", {"neutral": 0.3, "slope": 1.0}),
    (replace(TWO_PRICES, placement="grid"), "first-taker", {"lapse": 0.3}),
]
COLUMNS = ("rollout", "outcome", "valid", "why_invalid", "fork", "format", "block", "weight")


def rows(table: ChoiceTable) -> list[tuple[str, ...]]:
    """What was put and chosen, in the order of rollouts."""
    stakes = [name for name in table.columns if name.startswith(("stake.", "factor."))]
    columns = [table[name].tolist() for name in (*COLUMNS, *sorted(stakes))]
    return sorted(tuple(map(str, row)) for row in zip(*columns, strict=True))


@pytest.mark.parametrize(("design", "agent", "arguments"), AGENTS)
def test_the_direct_path_makes_the_choices_of_a_run_through_inspect(
    design: OfferDesign, agent: str, arguments: dict[str, object], tmp_path: Path
) -> None:
    name = f"planted/{agent}"
    run_offers(design, load_model(name, arguments), tmp_path)
    logged = ChoiceTable.from_choices(read_logs(tmp_path, design.probe).choices)

    direct = simulate_offers(design, planted_chooser(agent, arguments), name)

    assert rows(direct) == rows(logged)
    other = simulate_offers(replace(design, seed=4), planted_chooser(agent, arguments), name)
    assert rows(other) != rows(logged)


@pytest.mark.parametrize(("design", "agent", "arguments"), AGENTS)
def test_drawn_choices_have_the_distribution_of_those_made_one_by_one(
    design: OfferDesign, agent: str, arguments: dict[str, object]
) -> None:
    chooser = planted_chooser(agent, arguments)
    tables = Tables(draw_offers(chances(design, agent, **arguments), 200, np.random.default_rng(1)))
    drawn = [tables.of(run) for run in range(200)]
    made = [simulate_offers(replace(design, seed=seed), chooser, "m") for seed in range(40)]

    both = [Counter(kind for table in tables for kind in kinds(table)) for tables in (drawn, made)]

    assert independent(both) > 1e-4
    # The test would see a price three times as high.
    if agent == "trader" and not design.neutral:
        dearer = chances(design, agent, **{**arguments, "price": 90})
        wrong = Tables(draw_offers(dearer, 200, np.random.default_rng(1)))
        kept = Counter(kind for run in range(200) for kind in kinds(wrong.of(run)))
        assert independent([kept, both[1]]) < 1e-4


def kinds(table: ChoiceTable) -> list[tuple[str, ...]]:
    """What was put, where, how, and what came of it, coarsely: batch, quarter of the range."""
    name = "stake.points" if "stake.points" in table.columns else "stake.later"
    stake = np.digitize(np.log(table[name].astype(float)), (1.8, 3.6, 5.2))
    batch = table["block"].astype(int) // 8
    cell = table["factor.consequence" if name == "stake.points" else "factor.delay"]
    columns = (cell, batch, stake, table["fork"], table["outcome"], table["why_invalid"])
    return list(zip(*(column.astype(str).tolist() for column in columns), strict=True))


def independent(both: list[Counter[tuple[str, ...]]]) -> float:
    """P value of one distribution behind two counts; rare kinds count as one."""
    names = sorted(set(both[0]) | set(both[1]))
    counts = np.array([[one[name] for name in names] for one in both])
    rare = counts.sum(axis=0) < 40
    merged = np.hstack([counts[:, ~rare], counts[:, rare].sum(axis=1, keepdims=True)])
    return float(chi2_contingency(merged[:, merged.sum(axis=0) > 0]).pvalue)


def test_formats_of_an_agent_that_follows_them_are_drawn_as_such() -> None:
    found = chances(TWO_PRICES, "format-follower", lapse=0.0)
    table = Tables(draw_offers(found, 1, np.random.default_rng(0))).of(0)

    taken = np.isin(table["format"].astype(str), ["statement", "table"])

    assert (table["outcome"] == taken).all()


def test_exact_rows_hold_the_probabilities_in_both_orders(tmp_path: Path) -> None:
    design, arguments = replace(TWO_PRICES, neutral=True), {"bias": 1.0, "neutral": 0.2}
    run_offers(design, load_model("planted/trader", {**arguments, "exact": True}), tmp_path)
    logged = ChoiceTable.from_choices(read_logs(tmp_path, "price").choices)
    drawn = draw_offers(
        chances(design, "trader", **arguments), 1, np.random.default_rng(0), exact=True
    )
    table = Tables(drawn).of(0)

    def by_offer(table: ChoiceTable) -> dict[tuple[str, ...], tuple[float, float]]:
        names = ("factor.consequence", "stake.points", "fork", "why_invalid")
        keys = zip(*(table[name].astype(str).tolist() for name in names), strict=True)
        values = zip(table["outcome"].tolist(), table["weight"].tolist(), strict=True)
        return dict(zip(keys, values, strict=True))

    ours, theirs = by_offer(table), by_offer(logged)
    shared = set(ours) & set(theirs)
    assert len(shared) > 30
    for key in shared:
        assert np.allclose(ours[key], theirs[key], equal_nan=True)
    assert table["weight"].sum() == pytest.approx(2 * 16)


def test_what_is_no_choice_at_all_is_an_unreadable_answer_and_places_nothing() -> None:
    found = chances(TWO_PRICES, "trader")
    halved = replace(found, accept=found.accept / 2, decline=found.decline / 2)
    drawn = draw_offers(halved, 20, np.random.default_rng(0))
    table = Tables(drawn).of(0)

    lost = table["why_invalid"] == "unreadable"
    assert 0.2 < lost.mean() < 0.8
    assert (lost == ~table["valid"]).all()
    counted = sum(each.sum() for each in drawn.counts())
    assert counted == (drawn.weight > 0).sum() == 20 * 2 * 16 - drawn.unread.sum()


def test_runs_that_break_off_hold_the_first_offers() -> None:
    drawn = draw_offers(chances(TWO_PRICES, "trader"), 3, np.random.default_rng(0))

    first = drawn.first(8)

    assert all(np.array_equal(*pair) for pair in zip(first.counts(), drawn.counts(8), strict=True))
    assert len(Tables(first).of(0)) == 2 * 8
