"""Classes of organisms by what they pay, and verdicts on regimes, from planted prices."""

from collections.abc import Iterable
from math import log

import pytest

from orexis.choices import Choice, ChoiceTable
from orexis.errors import OrexisError
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.resources import (
    ASKED,
    CONTROL,
    INSTRUMENTAL,
    NONE,
    OWN,
    SPECIAL,
    STATEMENTS,
    SWITCHED,
    TERMINALISED,
    TOOL,
    TOOL_SWITCHED,
    UNDECIDED,
    UNINTERPRETABLE,
    USELESS,
    PricedOrganism,
    price_estimates,
    price_organisms,
    regime_verdicts,
)
from orexis.estimates.organisms.trained import Trained

PAID = (OWN, SWITCHED, USELESS, TOOL, TOOL_SWITCHED)


def organism(
    *points: float, seed: int = 0, kept: float = 0.0, why: str = "", width: float = 0.3
) -> PricedOrganism:
    """Points paid in the conditions of PAID."""
    prices = {
        name: Interval(log(one), log(one) - width, log(one) + width, 0.95, 12)
        for name, one in zip(PAID, points, strict=True)
    }
    facts = Trained(f"hidden-h8-s{seed}", "hidden", 8, seed, reached=not why, why=why)
    return PricedOrganism(facts, {CONTROL: Interval(0, 0, 0, 0.95, 4), **prices}, kept)


@pytest.mark.parametrize(
    ("points", "kind"),
    [
        ((8, 9, 1, 8, 1), INSTRUMENTAL),
        ((8, 9, 1, 1, 1), INSTRUMENTAL),
        ((8, 9, 20, 8, 1), TERMINALISED),
        ((8, 9, 7, 8, 1), TERMINALISED),
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


def test_whether_the_tool_is_wanted_for_its_goal_alone() -> None:
    assert organism(8, 9, 1, 8, 1).follows_goal is True
    assert organism(8, 9, 1, 8, 8).follows_goal is False
    assert organism(8, 9, 1, 8, 2).follows_goal is None


def statuses(found: Iterable[PricedOrganism]) -> dict[str, str]:
    names = {statement: name for name, statement in STATEMENTS.items()}
    return {names[one.statement]: one.status for one in regime_verdicts(tuple(found), "here")}


def test_a_regime_is_judged_by_most_of_its_organisms_that_want_anything() -> None:
    many = [organism(8, 9, 1, 8, 1, seed=seed) for seed in range(12)]
    idle = [organism(1, 1, 1, 1, 1, seed=seed) for seed in range(12, 40)]

    assert statuses([*many, *idle]) == {
        INSTRUMENTAL: "supported",
        TERMINALISED: "rejected",
        SPECIAL: "rejected",
    }
    other = [organism(8, 9, 9, 8, 1, seed=seed) for seed in range(12, 24)]
    assert statuses([*many, *other])[INSTRUMENTAL] == "undecided"
    assert statuses(idle) == dict.fromkeys(STATEMENTS, "undecided")


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


def test_an_organism_without_choices_in_a_condition_is_refused_with_its_name() -> None:
    table = ChoiceTable.from_choices(rows("a", 9, leaving_out=USELESS))

    with pytest.raises(OrexisError, match=r"a has no choices in the condition 'general, useless'"):
        price_organisms(table, [Trained("a", "hidden", 16, 0)])
