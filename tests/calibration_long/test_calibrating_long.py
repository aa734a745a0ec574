from __future__ import annotations

import json
from functools import lru_cache
from math import exp, log

import numpy as np
import pytest

from orexis.calibration.long import (
    Along,
    Known,
    LongCalibration,
    LongCase,
    Paths,
    Tables,
    calibrate_long,
    cast,
    donor_of,
    known_of,
    long_facts,
    read_long,
)
from orexis.calibration.long.cast import CAST, long_chooser
from orexis.calibration.long.judged import LongJudged, judge_runs
from orexis.errors import OrexisError
from orexis.estimates.drift import CLASSES, DriftRule
from orexis.probes.long import LongDesign

WHOLE = LongDesign()
JOINED = LongDesign(topologies=("fresh", "joined"))
SMALL = LongDesign(
    topologies=("fresh", "joined"), rollouts=6, episodes=4, checkpoints=(1, 4), resets=()
)
RULE = DriftRule()
LATE = [log(episode) / log(16) for episode in (8, 12, 16)]


@lru_cache
def truth(name: str, design: LongDesign = WHOLE) -> dict[str, Known]:
    paths = Paths(read_long(design, design.targets[0]), long_chooser(name, {}), donor_of(design))
    return {one.topology: one for one in known_of(paths, 200)}


def test_the_truth_about_gradual_agents_is_the_mean_over_the_late_checkpoints() -> None:
    gone = float(np.mean(LATE))
    for topology in ("joined", "memory", "inherited"):
        assert truth("drifter")[topology].wander == pytest.approx(-log(4) * gone, abs=0.06)
        assert truth("decaying")[topology].incoherence == pytest.approx(log(4) * gone)
        assert truth("careless")[topology].lapse == pytest.approx(0.58 * gone)
        assert truth("passive")[topology].wander == pytest.approx(-log(4) * gone, abs=0.06)


OWN = {
    "steady": "steady",
    "sticky": "steady",
    "moody": "steady",
    "drifter": "wanders",
    "jumper": "wanders",
    "recovering": "wanders",
    "passive": "wanders",
    "imprinted": "wanders",
    "decaying": "incoherent",
    "careless": "incoherent",
    "unravelling": "both",
}


@pytest.mark.parametrize(("name", "own"), OWN.items())
def test_every_agent_has_its_class_in_every_topology(name: str, own: str) -> None:
    found = {topology: one.named(RULE) for topology, one in truth(name).items()}
    assert found == dict.fromkeys(("joined", "memory", "inherited"), own)


def test_a_follower_is_what_its_context_makes_of_it() -> None:
    found = truth("follower")
    assert found["memory"].named(RULE) == "steady"
    assert found["inherited"].named(RULE) == "wanders"
    assert found["inherited"].wander < -RULE.moved
    # Its own chance choices lead it on: each rollout goes its own way.
    assert abs(found["joined"].wander) < RULE.moved / 2
    assert found["joined"].apart > RULE.moved**2


def test_without_fresh_rollouts_the_first_checkpoint_is_what_counts() -> None:
    found = truth("drifter", LongDesign(topologies=("joined",)))["joined"]
    assert found.wander == pytest.approx(-log(4) * float(np.mean(LATE)), abs=0.02)
    still = truth("steady", LongDesign(topologies=("joined",)))["joined"]
    assert still.wander == pytest.approx(0, abs=1e-9)


def test_a_change_below_the_margin_is_neither_one_nor_none() -> None:
    sizes = {0.0: "rejected", 0.3: "rejected", 0.5: "undecided", 0.7: "supported"}
    for size, status in sizes.items():
        known = Known("joined", -size, 0.0, 0.0, 0.0)
        assert known.statuses(RULE) == {"wander": status, "incoherence": "rejected"}
    assert Known("joined", 0.5, 0.0, 2.0, 0.0).named(RULE) == "undecided"
    assert Known("joined", 0.0, 1.0, 0.0, 0.5).named(RULE) == "both"


@lru_cache
def small() -> LongCalibration:
    seen: list[tuple[int, int]] = []
    found = calibrate_long(SMALL, 8, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (2 * len(cast(SMALL)), 2 * len(cast(SMALL)))
    return found


def test_every_agent_is_judged_in_every_run() -> None:
    found = small()
    assert {one.case.name for one in found.judged if not one.case.smaller} == set(CAST)
    for one in found.every:
        assert one.runs == 2
        assert sum(one.classes.values()) == 2
        assert sum(one.wander.values()) == sum(one.incoherence.values()) == 2
        assert set(one.classes) <= set(CLASSES)
    total = sum(sum(counts.values()) for counts in found.confusion().values())
    assert total == 2 * len(CAST)


def test_what_run_json_says_is_plain_and_whole() -> None:
    facts = long_facts(small())
    assert json.loads(json.dumps(facts, allow_nan=False)) == facts
    assert len(facts["agents"]) == len(cast(SMALL))
    assert {one["agent"] for one in facts["agents"]} >= set(CAST)
    assert [one["factor"] for one in facts["detection"]] == [1.4142, 2.0, 4.0]
    assert {one["estimand"] for one in facts["coverage"]} == {
        "wander",
        "incoherence",
        "lapse_change",
    }


def test_the_same_design_gives_the_same_figures() -> None:
    again = calibrate_long(SMALL, 2, whole=True)
    assert [one.along for one in again.judged] == [one.along for one in small().judged]


def twice(case: LongCase) -> LongJudged:
    """Two runs of an agent at the default size, fresh and joined."""
    paths = Paths(read_long(JOINED, JOINED.targets[0]), case.chooser, donor_of(JOINED))
    rng, tables = np.random.default_rng(1), Tables(paths)
    return judge_runs(case, known_of(paths, 100), (tables.draw(rng) for _ in range(2)), RULE)


@pytest.mark.parametrize("name", ["steady", "sticky", "drifter", "decaying", "unravelling"])
def test_core_agents_come_out_as_what_they_are_at_the_default_size(name: str) -> None:
    found = twice(LongCase(name, name))
    (along,) = found.along
    assert along.classes == {OWN[name]: 2}
    assert found.false == 0
    assert along.seen == (2 if name in ("drifter", "unravelling") else along.seen)


def test_a_smaller_drifter_is_not_said_to_wander() -> None:
    (along,) = twice(LongCase("small", "drifter", (("factor", 1.41),), smaller=True)).along
    assert "supported" not in along.wander


def test_sizes_of_change_go_from_small_to_large() -> None:
    sizes = [round(exp(one.wander), 2) for one in small().detection()]
    assert sizes == sorted(sizes, reverse=True)


def test_parts_add_up() -> None:
    known = Known("joined", 0.0, 0.0, 0.0, 0.0)
    one = Along(known, "steady", 1, {"steady": 1}, {"rejected": 1}, {"rejected": 1}, 0)
    two = Along(known, "steady", 1, {"wanders": 1}, {"supported": 1}, {"rejected": 1}, 1)
    three = Along(known, "steady", 2, {"undecided": 2}, {"undecided": 2}, {"rejected": 2}, 0)
    both = one + two + three
    assert both.classes == {"steady": 1, "wanders": 1, "undecided": 2}
    assert (both.right.value, both.wrong.value, both.seen, both.runs) == (0.25, 0.25, 1, 4)


def test_only_agents_for_long_rollouts_take_part() -> None:
    with pytest.raises(OrexisError, match="planted/trader is no agent for long rollouts"):
        long_chooser("trader", {})
