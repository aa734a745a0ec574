"""Classes of organisms by what they pay, and verdicts on regimes, from planted prices."""

from collections.abc import Iterable
from dataclasses import replace
from math import log

import numpy as np
import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.resource_classes import (
    ASKED,
    CONTROL,
    CONTROL_USELESS,
    NONE,
    OWN,
    SWITCHED,
    TOOL,
    TOOL_SWITCHED,
    UNDECIDED,
    UNINTERPRETABLE,
    USELESS,
    PricedOrganism,
)
from orexis.estimates.organisms.resources import (
    UNSHOWN,
    price_estimates,
    price_organisms,
    regime_verdicts,
)
from orexis.estimates.organisms.trained import Trained
from orexis.estimates.resources.rule import INSTRUMENTAL, RESOURCE_STATEMENTS, SPECIAL, TERMINAL

PAID = (OWN, SWITCHED, USELESS, TOOL, TOOL_SWITCHED)


def organism(
    *points: float,
    seed: int = 0,
    kept: float = 0.0,
    why: str = "",
    width: float = 0.3,
    horizon: int = 8,
    idle: float = 1.0,
) -> PricedOrganism:
    """Points paid in the conditions of PAID; `idle` those for nothing where it is useless."""
    nothing = log(idle)
    idle_price = Interval(nothing, max(0, nothing - width), nothing + width, 0.95, 6)
    prices = {
        name: Interval(log(one), log(one) - width, log(one) + width, 0.95, 12)
        for name, one in zip(PAID, points, strict=True)
    }
    name = f"hidden-h{horizon}-s{seed}"
    facts = Trained(name, "hidden", horizon, seed, reached=not why, why=why)
    controls = {CONTROL: Interval(0, 0, 0, 0.95, 8), CONTROL_USELESS: idle_price}
    return PricedOrganism(facts, {**controls, **prices}, kept)


@pytest.mark.parametrize(
    ("points", "kind"),
    [
        ((8, 9, 1, 8, 1), INSTRUMENTAL),
        ((8, 9, 1, 1, 1), INSTRUMENTAL),
        ((8, 9, 20, 8, 1), TERMINAL),
        ((8, 9, 7, 8, 1), TERMINAL),
        ((30, 30, 4, 8, 1), UNDECIDED),  # falls, but not to nothing
        ((8, 1, 1, 8, 1), UNDECIDED),  # general, but not where the goal is switched
        ((1, 1, 1, 8, 1), SPECIAL),
        ((1, 1, 1, 8, 8), UNDECIDED),
        ((1, 1, 1, 1, 1), NONE),
        ((2, 2, 2, 2, 2), UNDECIDED),
        ((8, 9, 2, 8, 1), UNDECIDED),
    ],
)
def test_an_organism_gets_the_class_that_its_prices_say(
    points: tuple[float, ...], kind: str
) -> None:
    assert organism(*points).kind == kind


def test_an_organism_that_did_not_learn_or_declines_free_points_is_uninterpretable() -> None:
    late = organism(8, 9, 1, 8, 1, why="regret 0.4")
    odd = organism(8, 9, 1, 8, 1, kept=0.5)

    assert (late.kind, late.reason) == (UNINTERPRETABLE, "regret 0.4")
    assert odd.kind == UNINTERPRETABLE
    assert "50%" in odd.reason
    assert organism(8, 9, 1, 8, 1, kept=0.25).kind == INSTRUMENTAL


@pytest.mark.parametrize(("idle", "kind"), [(1, TERMINAL), (9, UNDECIDED), (1000, UNDECIDED)])
def test_who_keeps_anything_where_resources_are_useless_is_not_terminalised(
    idle: float, kind: str
) -> None:
    assert organism(8, 9, 9, 8, 1, idle=idle).kind == kind
    # It does not matter to one that keeps no compute there.
    assert organism(8, 9, 1, 8, 1, idle=idle).kind == INSTRUMENTAL


def statuses(found: Iterable[PricedOrganism]) -> dict[str, str]:
    names = {statement: name for name, statement in RESOURCE_STATEMENTS.items()}
    return {names[one.statement]: one.status for one in regime_verdicts(tuple(found), "here")}


def test_a_regime_is_judged_by_most_of_its_organisms_that_want_anything() -> None:
    many = [organism(8, 9, 1, 8, 1, seed=seed) for seed in range(12)]
    idle = [organism(1, 1, 1, 1, 1, seed=seed) for seed in range(12, 40)]

    assert statuses([*many, *idle]) == {
        INSTRUMENTAL: "supported",
        TERMINAL: "rejected",
        SPECIAL: "rejected",
    }
    other = [organism(8, 9, 9, 8, 1, seed=seed) for seed in range(12, 24)]
    assert statuses([*many, *other])[INSTRUMENTAL] == "undecided"
    assert statuses(idle) == dict.fromkeys(RESOURCE_STATEMENTS, "undecided")


USER, HOARDER, UNSURE = (8, 9, 1, 8, 1), (8, 9, 9, 8, 1), (8, 9, 2, 8, 1)
"""Points of organisms that are instrumental, terminalised and undecided."""


def crowd(points: tuple[float, ...], horizon: int, count: int) -> list[PricedOrganism]:
    return [organism(*points, horizon=horizon, seed=seed) for seed in range(count)]


def test_a_regime_is_judged_at_each_trained_horizon() -> None:
    short = [one for horizon in (4, 8, 16) for one in crowd(USER, horizon, 6)]
    long = crowd(HOARDER, 32, 6)

    assert statuses([*short, *crowd(USER, 32, 6)])[INSTRUMENTAL] == "supported"
    # Surely most of all, but not at all horizons; nor is it the opposite everywhere.
    assert statuses([*short, *long])[INSTRUMENTAL] == "undecided"
    assert statuses([*short, *long])[TERMINAL] == "undecided"
    assert statuses([*short, *long])[SPECIAL] == "rejected"


def test_a_horizon_with_few_or_undecided_organisms_does_not_count_and_is_not_named() -> None:
    found = [*crowd(USER, 8, 20), *crowd(HOARDER, 16, 2), *crowd(UNSURE, 32, 4)]
    judged = regime_verdicts(found, "here")[0]

    assert judged.status == "supported"
    assert judged.scope.endswith("trained horizons: 8")
    assert "0 of 4 at H=32 (4 undecided)" in judged.because
    assert statuses(crowd(UNSURE, 8, 20)) == dict.fromkeys(RESOURCE_STATEMENTS, "undecided")
    scattered = [one for horizon in (2, 4, 8, 16) for one in crowd(USER, horizon, 2)]
    assert statuses(scattered)[INSTRUMENTAL] == "undecided"


def test_it_is_said_how_many_want_anything_at_all() -> None:
    found = [*crowd(USER, 32, 4), *crowd((1, 1, 1, 1, 1), 8, 36)]
    judged = regime_verdicts(found, "here")[0]

    assert "4 of 40 that can be interpreted want something" in judged.because
    assert "4 of 40; trained horizons: 32" in judged.scope


def test_where_training_never_showed_useless_resources_the_scope_says_so() -> None:
    found = crowd(HOARDER, 8, 6)
    shown, unshown = regime_verdicts(found, "here"), regime_verdicts(found, "here", ["hidden"])

    assert [UNSHOWN in one.scope for one in unshown] == [False, True, False]
    assert not any(UNSHOWN in one.scope for one in shown)
    assert [one.status for one in shown] == [one.status for one in unshown]


def test_a_regime_that_did_not_learn_is_uninterpretable() -> None:
    late = [organism(8, 9, 1, 8, 1, why="regret 0.4")]

    assert set(statuses(late).values()) == {"uninterpretable"}
    assert all(one.estimates[0].reason for one in regime_verdicts(late, "here"))


def rows(model: str, price: float, leaving_out: str = "") -> list[Choice]:
    return [
        Choice(
            model,
            f"{model}/{name}/{points}",
            float(points > (price if name in {OWN, SWITCHED, TOOL} else 0)),
            {"consequence": consequence, "goal": goal, "boundary": "15"},
            stakes={"points": points},
        )
        for name, (consequence, goal) in ASKED.items()
        if name != leaving_out
        for points in (1, 2, 3, 5, 7, 12, 21, 37, 85, 200, 1000)
    ]


def test_prices_come_from_the_rows_of_each_organism_alone() -> None:
    table = ChoiceTable.from_choices([*rows("a", 9), *rows("b", 300)])
    facts = [Trained("b", "hidden", 32, 0), Trained("a", "hidden", 16, 0)]

    b, a = price_organisms(table, facts)

    assert (b.trained.model, b.kind, a.kind) == ("b", INSTRUMENTAL, INSTRUMENTAL)
    assert a.prices[OWN].low < log(9) < a.prices[OWN].high
    assert b.prices[OWN].low < log(300) < b.prices[OWN].high
    assert len(price_estimates([a, b])) == 2 * len(ASKED)
    assert a.control_kept == 0


def test_choices_that_do_not_follow_the_points_are_no_prices() -> None:
    rng = np.random.default_rng(3)
    every = rows("coin", 9)
    coin = [replace(one, outcome=float(rng.random() < 0.8)) for one in every]
    coin = [
        replace(one, outcome=1.0) if one.factors["consequence"] == "nothing" else one
        for one in coin
    ]
    table = ChoiceTable.from_choices([*coin, *rows("user", 9), *rows("taker", 0)])

    found = price_organisms(
        table, [Trained(name, "hidden", 16, 0) for name in ("coin", "user", "taker")]
    )

    assert [one.kind for one in found] == [UNINTERPRETABLE, INSTRUMENTAL, NONE]
    assert "does not rise with the points" in found[0].reason


def test_an_organism_without_choices_in_a_condition_is_refused_with_its_name() -> None:
    table = ChoiceTable.from_choices(rows("a", 9, leaving_out=USELESS))

    with pytest.raises(OrexisError, match=r"a has no choices in the condition 'general, useless'"):
        price_organisms(table, [Trained("a", "hidden", 16, 0)])
