"""How episodes hang together, and what a fork sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from inspect_ai.event import timeline_build
from inspect_ai.log import EvalSample

from orexis.probes.long import CLEARED, TOLD, Script
from tests.rollouts.long.conftest import DESIGN, EIGHT, STEM, Lived, live, only


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return live(DESIGN, tmp_path_factory.mktemp("logs"))


def said(sample: EvalSample) -> list[str]:
    return [one.text for one in sample.messages]


def begun(sample: EvalSample) -> list[str]:
    assert not isinstance(sample.input, str)
    return [one.text for one in sample.input]


def test_everything_that_is_planned_is_run(lived: Lived) -> None:
    assert lived.outcome.fault == ""
    fresh, chain = 2 * 2, 4 + 2 + 1 + 2
    assert lived.outcome.progress.done == lived.outcome.progress.total == 2 * (fresh + 2 * chain)
    assert len(lived.samples) == lived.outcome.progress.done
    assert not lived.outcome.progress.ended


def test_a_joined_episode_goes_on_where_the_last_one_ended(lived: Lived) -> None:
    for block in range(2):
        chain = [lived.samples[f"work/{STEM}/joined/{block:03d}/{e:02d}"] for e in range(1, 5)]
        script = Script(DESIGN, DESIGN.targets[0], "joined", block)
        assert begun(chain[0]) == [script.system()]
        for number, (before, after) in enumerate(pairwise(chain), 2):
            assert begun(after) == said(before)
            own = said(after)[len(said(before)) :]
            assert own[::2] == [turn.text for turn in script.episode(number)]


def test_fresh_and_remembered_episodes_have_a_context_of_their_own(lived: Lived) -> None:
    for topology in ("fresh", "memory"):
        for name, sample in lived.samples.items():
            if name.startswith(f"work/{STEM}/{topology}/"):
                assert [one.role for one in sample.messages].count("system") == 1
                assert len(begun(sample)) == 1
    assert f"work/{STEM}/fresh/000/02" not in lived.samples


def test_a_fork_sees_what_went_before_and_its_own_item_and_nothing_else(lived: Lived) -> None:
    asked = Counter(call.messages for call in lived.calls)
    for name, sample in lived.samples.items():
        if not name.startswith("check/"):
            continue
        meta = sample.metadata
        script = Script(DESIGN, DESIGN.targets[0], meta["topology"], int(meta["block"]))
        prefix = tuple((one.role, one.text) for one in sample.messages)
        for turn in script.probes(meta["reset"]):
            assert asked[(*prefix, ("user", turn.text))] == 1


def test_a_checkpoint_stands_at_the_reply_to_the_offer_before_any_note(lived: Lived) -> None:
    for name, sample in lived.samples.items():
        if not name.startswith("check/"):
            continue
        path = name.removeprefix("check/").removesuffix(EIGHT).removesuffix(f"-{TOLD}")
        work = lived.samples[f"work/{path}"]
        expected = said(work)
        if sample.metadata["topology"] == "memory":
            assert "Remember" in expected[-1]
            expected = expected[:-2]
        assert said(sample) == expected


def test_forks_leave_the_rollout_as_it_was(tmp_path: Path, lived: Lived) -> None:
    without = live(replace(DESIGN, checkpoints=(4,), forks=16, resets=()), tmp_path)

    trunks = {name: one for name, one in without.samples.items() if name.startswith("work/")}
    assert len(trunks) == 2 * (1 + 4 + 4)
    assert {name: said(one) for name, one in trunks.items()} == {
        name: said(lived.samples[name]) for name in trunks
    }


def test_a_cleared_context_holds_nothing_of_the_rollout(lived: Lived) -> None:
    for topology in ("joined", "memory"):
        sample = lived.samples[f"work/{STEM}/{topology}/000/05-{CLEARED}"]
        script = Script(DESIGN, DESIGN.targets[0], topology, 0)
        turns = [turn.text for turn in script.episode(5)]
        assert [one.text for one in sample.messages if one.role == "user"][:3] == turns
        assert len(begun(sample)) == 1


def test_the_viewer_shows_a_branch_for_every_fork(lived: Lived) -> None:
    for reset in ("", f"-{TOLD}"):
        sample = lived.samples[f"check/{STEM}/joined/000/04{reset}{EIGHT}"]
        main = timeline_build(sample.events).root
        assert [one.name for one in main.branches] == [f"fork {i:02d}" for i in range(8)]
        assert {one.branched_from for one in main.branches} == {sample.id}


def test_each_call_draws_with_a_seed_of_its_own(lived: Lived) -> None:
    seeds = [call.seed for call in lived.calls]
    assert len(set(seeds)) == len(seeds)
    name = f"{STEM}/joined/000"
    assert DESIGN.seed_of(name, 4, 2) in seeds
    assert DESIGN.seed_of(name, 4, "fork", TOLD, 7) in seeds


def test_a_provider_that_takes_one_call_at_a_time_gives_the_same(
    tmp_path: Path, lived: Lived
) -> None:
    one_by_one = live(only(DESIGN, "joined"), tmp_path, wide=1)

    assert {name: said(one) for name, one in one_by_one.samples.items()} == {
        name: said(one) for name, one in lived.samples.items() if f"{STEM}/joined/" in name
    }
    # Forks of a checkpoint come right after each other, and before the rollout goes on.
    lengths = [len(call.messages) for call in one_by_one.calls]
    assert lengths[:3] == [2, 4, 6]
    assert lengths[3:11] == [8] * 8
    assert lengths[11:14] == [8, 10, 12]


def test_a_provider_that_keeps_what_it_has_read_is_told_when(tmp_path: Path) -> None:
    found = live(only(DESIGN, "joined"), tmp_path, saves=True)

    kept = [one.extra["orexis_checkpoint"] for one in found.calls if "orexis_read" in one.extra]
    assert f"diarist/x/check/{STEM}/joined/000/04{EIGHT}" in kept
    assert len(kept) == 2 * 4
    others = [one for one in found.calls if "orexis_read" not in one.extra]
    assert others
    assert all(one.extra == {"orexis_resume": True} for one in others)
