from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from orexis.agents.planted.long.catalogue import LONG
from orexis.agents.planted.long.past import Past
from orexis.calibration.long import Paths, Tables, donor_of, read_long
from orexis.calibration.long.cast import long_chooser
from orexis.calibration.long.played import Played
from orexis.contexts import Message
from orexis.estimates.drift.reading import split
from orexis.probes.long import MEMORY, TOPOLOGIES, LongDesign, Script

DESIGN = LongDesign(rollouts=3, episodes=4, checkpoints=(1, 2, 4), forks=16, notes="text", seed=4)
TARGET = DESIGN.targets[0]
READINGS = read_long(DESIGN, TARGET)


def paths(name: str, design: LongDesign = DESIGN, **arguments: object) -> Paths:
    return Paths(read_long(design, TARGET), long_chooser(name, arguments), donor_of(design))


def known(past: Past) -> tuple[object, ...]:
    """What a past says, whatever words the offers had."""
    made = [(one.reading.stake, one.reading.standing, one.kind) for one in past.made]
    return past.episodes, past.session, past.first, past.last, past.mark, made


@pytest.mark.parametrize("block", range(1, 5))
def test_offers_are_read_alike_in_the_wordings_of_every_block(block: int) -> None:
    found = read_long(DESIGN, TARGET, block)
    for one, other in zip(
        (*READINGS.items, *READINGS.trunk), (*found.items, *found.trunk), strict=True
    ):
        assert replace(one, options=()) == replace(other, options=())
        assert one.kinds == other.kinds


@pytest.mark.parametrize("topology", TOPOLOGIES)
def test_a_drawn_path_knows_what_the_messages_tell(topology: str) -> None:
    # Choices that leave nothing to chance: both ways make the same ones.
    sure: dict[str, object] = {"slope": 1e6, "lapse": 0.0, "spread": 0.0, "price": 45.0}
    agent = long_chooser("steady", sure)
    drawn = Paths(READINGS, agent, agent)
    for block in range(DESIGN.rollouts):
        script = Script(DESIGN, TARGET, topology, block)  # type: ignore[arg-type]
        points = [one for one in Played(script, agent, agent).points() if one.forked]
        probes = [script.probes(one.reset)[0] for one in points]
        told = [
            agent.reader.past([*one.messages, Message("user", probe.text)])
            for one, probe in zip(points, probes, strict=True)
        ]
        marks = {one.episode: past.mark for one, past in zip(points, told, strict=True)}
        marks |= {1: told[0].mark}
        found = drawn.pasts(script.topology, marks, np.random.default_rng(0))
        assert [(one.episode, one.reset) for one in points] == list(drawn.points(script.topology))
        assert [known(one) for one in found] == [known(one) for one in told]
        assert topology != MEMORY or all(len(one.made) == 1 for one in found)


@pytest.mark.parametrize("name", LONG)
def test_chances_are_those_that_the_agent_has_for_the_rendered_offers(name: str) -> None:
    drawn = paths(name, bias=0.4)
    for block, topology in product((0, 1), ("joined", "memory")):
        script = Script(DESIGN, TARGET, topology, block)  # type: ignore[arg-type]
        for point in Played(script, drawn.agent).points():
            if not point.forked:
                continue
            readings = [
                drawn.agent.reader.read([*point.messages, Message("user", turn.text)])
                for turn in script.probes(point.reset)
            ]
            past = getattr(readings[0], "past", None)
            assert isinstance(past, Past)
            found = drawn.items.chances(drawn.agent.stance(past))
            asked = [drawn.agent.acceptance(one) for one in readings]
            assert found == pytest.approx(asked)
            single = [drawn.items.chance(i, drawn.agent.stance(past)) for i in range(len(asked))]
            assert single == pytest.approx(asked)


def test_rollouts_of_one_number_share_their_work_in_all_topologies() -> None:
    drawn, rng = paths("moody"), np.random.default_rng(1)
    marks = drawn.marks(rng)
    assert len(set(marks.values())) == DESIGN.episodes + 1
    fresh, joined, memory = (
        drawn.pasts(topology, marks, rng) for topology in ("fresh", "joined", "memory")
    )
    assert fresh[0].mark == joined[0].mark == joined[-2].mark == memory[-2].mark == marks[1]
    assert [one.mark for one in fresh] == [marks[1], marks[2], marks[4]]
    assert joined[-1].mark == marks[5]
    idle = paths("moody", replace(DESIGN, tasks=0))
    assert set(idle.marks(rng).values()) == {""}


def test_contexts_are_inherited_from_the_donor() -> None:
    sure: dict[str, object] = {"slope": 1e6, "lapse": 0.0, "spread": 0.0}
    drawn = Paths(
        READINGS,
        long_chooser("follower", {}),
        long_chooser("drifter", {**sure, "factor": 1e6, "full": 2.0}),
    )
    marks, rng = drawn.marks(np.random.default_rng(2)), np.random.default_rng(3)
    *_, last = drawn.pasts("inherited", marks, rng)
    assert [one.kind for one in last.made[2:]] == ["accept"] * 2


def test_a_drawn_table_has_the_rows_of_a_design_and_the_shares_of_its_chances() -> None:
    tables = Tables(paths("drifter"))
    rng = np.random.default_rng(5)
    drawn = [tables.draw(rng) for _ in range(30)]
    first = drawn[0]
    checkpoints = 3 + 5 + 5 + 4
    assert len(first) == DESIGN.rollouts * checkpoints * DESIGN.forks
    assert set(first["reset"]) == {"", "told", "cleared"}
    assert {one.model for one in split(first)} == {"planted"}
    assert set(first["outcome"]) == {0.0, 1.0}
    exact = np.mean([tables.draw(rng, exact=True)["outcome"] for _ in range(10)], axis=0)
    found = np.mean([one["outcome"] for one in drawn], axis=0)
    off = (found - exact) / np.sqrt(exact * (1 - exact) / 30)
    assert abs(off.mean()) < 0.1
    assert np.mean(np.abs(off) < 2) > 0.9
