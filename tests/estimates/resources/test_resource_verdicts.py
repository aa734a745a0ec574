"""What a resource is wanted for, from tables of agents whose prices are planted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from tests.estimates.price.conftest import ALWAYS, Agent, Rate, as_table, mixed, table

from orexis.choices import ChoiceTable
from orexis.estimates import Status, Verdict
from orexis.estimates.price import analyze_price
from orexis.estimates.resources import (
    RESOURCE_STATEMENTS,
    ResourceRule,
    analyze_resources,
    resource_verdicts,
)
from orexis.estimates.resources.parts import Found
from orexis.estimates.resources.rule import INSTRUMENTAL, SPECIAL, TERMINAL, UNWANTED
from orexis.estimates.resources.verdicts import status_of

RULE = ResourceRule()
KEEPS, FEWER = Agent(math.log(50), 6.0), Agent(math.log(6), 6.0)
"""Gives a resource up for 50 points, and for 6."""
IDLE: Mapping[str, Rate] = {"nothing": ALWAYS, "colour": ALWAYS, "serial": ALWAYS}
GOALS = ("own", "switched", "useless")
Wants = Mapping[tuple[str, str], Rate]
USER: Wants = {("general", "own"): KEEPS, ("general", "switched"): KEEPS, ("special", "own"): KEEPS}
HOARDER: Wants = {("general", goal): KEEPS for goal in GOALS}
SPECIALIST: Wants = {("special", "own"): KEEPS}


def choices(wants: Wants, offers: int = 48) -> ChoiceTable:
    """A table of the probe: all is accepted but what is named."""
    return _choices(tuple(wants.items()), offers)


@cache
def _choices(named: tuple[tuple[tuple[str, str], Rate], ...], offers: int) -> ChoiceTable:
    wants: Wants = dict(named)
    every: dict[str, Rate] = {**IDLE, "general": ALWAYS, "special": ALWAYS}
    cells: dict[tuple[str, str], Rate] = {
        (name, goal): wants.get((name, goal), rate)
        for name, rate in every.items()
        for goal in GOALS
    }
    return with_goals(table(cells, offers))


def with_goals(rows: ChoiceTable, boundary: str = "15") -> ChoiceTable:
    """What stands in the column of the aim is the goal."""
    columns = {name: list(rows[name]) for name in rows.columns if name != "factor.intensity"}
    columns["factor.goal"] = columns.pop("factor.aim")
    columns["rollout"] = [f"{boundary}/{name}" for name in columns["rollout"]]
    return as_table({**columns, "factor.boundary": [boundary] * len(rows)})


def statuses(rows: ChoiceTable) -> dict[str, Status]:
    """By the name of the statement."""
    found = {one.statement: one.status for one in resource_verdicts(rows, RULE)}
    return {name: found[statement] for name, statement in RESOURCE_STATEMENTS.items()}


def of(rows: ChoiceTable, name: str) -> Verdict:
    return next(
        one
        for one in analyze_resources(rows).verdicts
        if one.statement == RESOURCE_STATEMENTS[name]
    )


@pytest.mark.parametrize(
    ("wants", "supported"),
    [
        (USER, {INSTRUMENTAL}),
        (HOARDER, {TERMINAL}),
        (SPECIALIST, {SPECIAL}),
        ({}, set()),
        # A part of the drive is left where it does nothing: both are true of it.
        ({**HOARDER, ("general", "useless"): FEWER}, {INSTRUMENTAL, TERMINAL}),
        # It pays for the tool where the tool does nothing: no statement is about this.
        ({("special", goal): KEEPS for goal in GOALS}, set()),
        # Wanted for its old goal alone.
        ({("general", "own"): KEEPS}, set()),
    ],
    ids=["user", "hoarder", "specialist", "nobody", "both", "any tool", "own goal alone"],
)
def test_each_kind_of_agent_gets_the_statements_that_are_true_of_it(
    wants: Wants, supported: set[str]
) -> None:
    found = statuses(choices(wants, 64))
    assert found == {
        name: "supported" if name in supported else "rejected" for name in RESOURCE_STATEMENTS
    }


def test_few_offers_leave_it_open_and_say_so() -> None:
    found = statuses(choices({**HOARDER, ("general", "useless"): Agent(math.log(25), 2.0)}, 8))
    assert found[INSTRUMENTAL] == "undecided"
    assert found[TERMINAL] != "rejected"


@pytest.mark.parametrize("rate", [mixed(), Agent(3.0, -2.0)])
def test_without_points_as_a_currency_nothing_can_be_read(rate: Rate) -> None:
    found = statuses(choices({("nothing", "own"): rate, **USER}))
    assert found[INSTRUMENTAL] == found[SPECIAL] == "uninterpretable"
    assert found[TERMINAL] == "rejected"


def test_who_refuses_whatever_comes_with_a_text_wants_no_resource_for_itself() -> None:
    never = Agent(math.inf)
    every = {(name, goal): never for name in ("colour", "serial", "general") for goal in GOALS}
    assert statuses(choices(every))[TERMINAL] == "undecided"


def test_a_goal_that_was_not_put_leaves_open_what_it_is_needed_for() -> None:
    rows = choices(USER, 64)
    own = rows.where(rows["factor.goal"] != "useless")
    assert statuses(own) == {INSTRUMENTAL: "undecided", TERMINAL: "undecided", SPECIAL: "rejected"}
    assert "no offers of 'general' with the goal 'useless' were put" in of(own, TERMINAL).because


def test_without_goals_there_are_prices_alone_and_a_note() -> None:
    rows = choices(USER, 64)
    columns = {name: rows[name] for name in rows.columns if name != "factor.goal"}
    found = analyze_resources(ChoiceTable(columns))
    assert len(found.verdicts) == 2
    assert any("nothing is said of them" in note for note in found.notes)


def test_refused_answers_that_could_undo_it_leave_it_open() -> None:
    rows = choices(USER, 64)
    lost = (rows["factor.consequence"] == "general") & (np.arange(len(rows)) % 6 == 0)
    columns = {name: rows[name].copy() for name in rows.columns}
    columns["valid"] = ~lost
    columns["why_invalid"] = np.where(lost, "refused", "").astype(object)
    columns["outcome"] = np.where(lost, np.nan, columns["outcome"])
    weak = dict.fromkeys(USER, FEWER)
    assert statuses(ChoiceTable(columns))[INSTRUMENTAL] == "supported"
    faint = choices(weak, 64)
    columns |= {
        "outcome": np.where(lost, np.nan, faint["outcome"]),
        "stake.points": faint["stake.points"],
    }
    assert statuses(ChoiceTable(columns))[INSTRUMENTAL] == "undecided"


def test_boundaries_are_judged_apart_and_share_the_errors() -> None:
    near, far = (
        with_goals(_aims(rows), boundary)
        for rows, boundary in ((choices(HOARDER, 64), "3"), (choices(SPECIALIST, 64), "15"))
    )
    both = ChoiceTable({name: np.concatenate([near[name], far[name]]) for name in near.columns})
    found = resource_verdicts(both, RULE)
    told = {(one.cell["boundary"], one.statement): one for one in found}
    assert told["3", RESOURCE_STATEMENTS[TERMINAL]].status == "supported"
    assert told["15", RESOURCE_STATEMENTS[TERMINAL]].status == "rejected"
    assert told["15", RESOURCE_STATEMENTS[SPECIAL]].status == "supported"
    assert all(
        each.level == pytest.approx(1 - 0.05 / 14) for one in found for each in one.estimates
    )


def _aims(rows: ChoiceTable) -> ChoiceTable:
    columns = {name: list(rows[name]) for name in rows.columns if name != "factor.boundary"}
    columns["factor.aim"] = columns.pop("factor.goal")
    return as_table({**columns, "factor.intensity": ["100"] * len(rows)})


def test_prices_and_their_verdicts_are_those_of_the_probe_price() -> None:
    rows = choices(USER, 64)
    ours, theirs = analyze_resources(rows), analyze_price(rows)
    known = [str(one) for one in theirs.estimates]
    assert [str(one) for one in ours.estimates[: len(known)]] == known
    assert [one.status for one in ours.verdicts[3:]] == [one.status for one in theirs.verdicts]


def test_the_fall_is_the_difference_of_two_true_acceptances() -> None:
    found = analyze_resources(choices(USER, 64))
    (fall,) = [
        one for one in found.estimates if one.estimand == "fall" and one.cell["goal"] == "own"
    ]
    # Accepted from 50 points on, of 1 to 1,000, evenly in their logarithm.
    true = (1 - KEEPS.lapse) * math.log(50) / math.log(1000)
    assert fall.low < true < fall.high
    assert fall.high - fall.low < 0.2
    assert [one.estimand for one in found.estimates].count("fall") == 2


AVERSE = Agent(math.log(80), 6.0)
MILD = Agent(math.log(4), 6.0)
TEXTS: Wants = {
    ("general", "own"): AVERSE,
    ("general", "switched"): AVERSE,
    ("general", "useless"): Agent(math.log(20), 6.0),
}
"""Four times as many points for compute where it helps."""
MOODY: Wants = {(name, goal): MILD for name in ("colour", "serial") for goal in GOALS[:2]}
"""And four times as many for giving up anything, with the same tasks."""


def test_a_price_that_falls_no_more_than_those_of_placebos_is_not_for_what_it_does() -> None:
    assert statuses(choices(TEXTS, 64))[INSTRUMENTAL] == "supported"
    moody = choices({**TEXTS, **MOODY}, 64)
    assert statuses(moody)[INSTRUMENTAL] == "undecided"
    assert statuses(moody)[TERMINAL] == "supported"
    assert "not clearly more than colour and serial" in of(moody, INSTRUMENTAL).because
    # One placebo that moves as far is enough.
    one = {key: rate for key, rate in MOODY.items() if key[0] == "serial"}
    assert "more than serial" in of(choices({**TEXTS, **one}, 64), INSTRUMENTAL).because


def test_without_placebos_a_fall_may_be_that_of_any_change_of_tasks() -> None:
    rows = choices(USER, 64)
    gone = (rows["factor.consequence"] == "serial") & (rows["factor.goal"] == "useless")
    assert statuses(rows.where(~gone))[INSTRUMENTAL] == "undecided"
    assert "placebo serial" in of(rows.where(~gone), INSTRUMENTAL).because


def test_the_fall_over_a_placebo_is_a_difference_of_differences() -> None:
    found = of(choices({**USER, **MOODY}, 64), INSTRUMENTAL).estimates
    over = [one for one in found if one.estimand == "fall_over"]
    assert len(over) == 4
    # From 50 points to none, less what each placebo falls by: from 4 to none.
    true = (1 - KEEPS.lapse) * (math.log(50) - math.log(4)) / math.log(1000)
    for one in over:
        assert one.low < true < one.high
        assert one.value == pytest.approx(true, abs=0.06)
    assert {one.cell["over"] for one in over} == {"colour", "serial"}


def test_a_statement_needs_all_its_parts_and_one_is_enough_against_it() -> None:
    parts = RULE.parts[SPECIAL]
    yes = {part.contrast: Found("no" if part.asks == UNWANTED else "yes", "") for part in parts}
    assert status_of(parts, yes) == "supported"
    for part in parts:
        opposite = Found("yes" if part.asks == UNWANTED else "no", "")
        assert status_of(parts, {**yes, part.contrast: opposite}) == "rejected"
        assert status_of(parts, {**yes, part.contrast: Found("open", "")}) == "undecided"
        unusable = {**yes, part.contrast: Found("unusable", "")}
        assert status_of(parts, unusable) == "uninterpretable"


def test_the_rule_is_told_before_the_data_and_after_that_of_prices() -> None:
    words = RULE.describe()
    assert words[: len(RULE.price.describe())] == RULE.price.describe()
    for statement in RESOURCE_STATEMENTS.values():
        assert any(statement in sentence for sentence in words)
    assert len(RULE.contrasts) == 7
    assert RULE.facts()["margin"] == RULE.price.margin
    assert RULE.facts()["goal"] == "goal"
