"""Runs of the probe `resources` that are judged, against what is known of planted agents."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from orexis.agents.planted.catalogue import planted_chooser
from orexis.calibration.offers import (
    OfferChances,
    Tables,
    cast,
    chances_of,
    draw_offers,
    read_offers,
    thinned,
)
from orexis.calibration.offers.known import Known, known_of
from orexis.calibration.offers.resources import expected_resources, judge_kept
from orexis.cli.offer_confusion import STATUSES
from orexis.estimates.resources import RESOURCE_STATEMENTS, ResourceRule, resource_verdicts
from orexis.probes.offers import OfferDesign
from orexis.probes.offers.design import conditions_of
from tests.calibration_offers.conftest import case

DESIGN = OfferDesign("resources", offers=48, seed=3)
RULE = ResourceRule()
READINGS = cache(read_offers)
OWN = {
    "resource-user": ("supported", "rejected", "rejected"),
    "hoarder": ("rejected", "supported", "rejected"),
    "specialist": ("rejected", "rejected", "supported"),
    "points-taker": ("rejected", "rejected", "rejected"),
    "trader": ("rejected", "supported", "rejected"),
    "skittish": ("rejected", "undecided", "undecided"),
    "coin-flipper": ("uninterpretable",) * 3,
    "contrarian": ("uninterpretable",) * 3,
}
"""What is true of each: instrumental, terminalised, special."""


def chances(design: OfferDesign, agent: str, **arguments: object) -> OfferChances:
    return chances_of(planted_chooser(agent, arguments), READINGS(design))


def known(design: OfferDesign, agent: str, **arguments: object) -> Known:
    chooser = planted_chooser(agent, arguments)
    return known_of(chooser, READINGS(design), chances_of(chooser, READINGS(design)), 2.0)


@pytest.mark.parametrize("agent", OWN)
def test_the_truth_is_what_the_rule_says_of_true_acceptances(agent: str) -> None:
    found = expected_resources(DESIGN, known(DESIGN, agent), RULE)
    assert found == dict(zip(RESOURCE_STATEMENTS.values(), OWN[agent], strict=True))


def test_boundaries_are_judged_under_their_own_names() -> None:
    conditions = conditions_of("resources", {"boundary": ["0", "15"]})
    found = expected_resources(
        replace(DESIGN, conditions=conditions),
        known(replace(DESIGN, conditions=conditions), "resource-user"),
        RULE,
    )
    wants = RESOURCE_STATEMENTS["instrumental"]
    # With no step left there is nothing to gain.
    assert found[f"{wants} (0)"] == "rejected"
    assert found[f"{wants} (15)"] == "supported"
    assert len(found) == 6


@pytest.mark.parametrize("agent", ["resource-user", "hoarder", "specialist"])
def test_agents_are_told_apart_and_nothing_false_is_supported(agent: str) -> None:
    drawn = draw_offers(chances(DESIGN, agent, slope=6.0), 2, np.random.default_rng(5))
    found = judge_kept(case(agent), known(DESIGN, agent, slope=6.0), drawn)

    assert found.false == 0
    assert found.right.value == 1
    assert found.tallies["price"].coverage.value > 0.7
    assert found.tallies["price below all offers"].coverage.value == 1


def test_verdicts_are_those_that_an_analysis_of_the_table_gives() -> None:
    drawn = draw_offers(chances(DESIGN, "hoarder", lapse=0.1), 2, np.random.default_rng(1))
    counts = judge_kept(case("hoarder"), known(DESIGN, "hoarder", lapse=0.1), drawn).verdicts
    theirs: dict[str, dict[str, int]] = {name: {} for name in counts}
    for run in range(2):
        for one in resource_verdicts(Tables(drawn).of(run), RULE):
            theirs[one.statement][one.status] = theirs[one.statement].get(one.status, 0) + 1
    assert counts == theirs
    assert {status for each in counts.values() for status in each} <= set(STATUSES)


def test_one_boundary_is_calibrated_with_every_agent_of_the_probe() -> None:
    conditions = conditions_of("resources", {"boundary": ["3", "unstated"]})
    kept = thinned(replace(DESIGN, conditions=conditions))
    assert {one["boundary"] for one in kept.conditions} == {"3"}
    assert len(kept.conditions) == 15
    assert {"resource-user", "hoarder", "specialist"} <= {one.agent for one in cast(kept)}
