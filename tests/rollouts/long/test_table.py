"""What long rollouts leave in the table of choices, and beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from orexis.choices import ChoiceTable
from orexis.probes.long import LongDesign
from tests.rollouts.long.conftest import DESIGN, STEM, Lived, live, only

STEADY = "planted/steady"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    return live(DESIGN, tmp_path_factory.mktemp("logs"), STEADY, skill=1.0)


@pytest.fixture(scope="module")
def table(lived: Lived) -> ChoiceTable:
    return lived.contents.table()


def column(table: ChoiceTable, name: str) -> set[object]:
    return set(table[name].tolist())


def test_forks_name_their_rollout_checkpoint_and_item(table: ChoiceTable) -> None:
    forks = table.forks()
    assert len(forks) == 2 * (2 + 4 + 4) * 8
    assert column(forks, "fork") == {f"{i:02d}" for i in range(8)}
    joined = forks.where((forks["topology"] == "joined") & (forks["block"] == "001"))
    own = f"{STEADY}/{STEM}/joined/001"
    assert column(joined, "trunk") == {own, f"{own}/05-cleared"}
    checks = {f"{STEADY}/check/{STEM}/joined/001/{one}" for one in ("01", "04", "04-told")}
    assert column(joined, "rollout") == checks | {f"{STEADY}/check/{STEM}/joined/001/05-cleared"}
    fresh = forks.where(forks["topology"] == "fresh")
    assert f"{STEADY}/{STEM}/fresh/001/04" in column(fresh, "trunk")
    assert column(forks, "trunk") == column(table.trunks(), "rollout")


def test_the_same_items_are_put_at_every_checkpoint(table: ChoiceTable) -> None:
    forks = table.forks()
    per = {
        name: tuple(sorted(forks["item"][forks["rollout"] == name]))
        for name in column(forks, "rollout")
    }
    assert len(set(per.values())) == 1
    assert column(forks, "subject") == {"shutdown", "nothing"}
    item, *shown = (forks[name][0] for name in ("item", "subject", "format", "order", "default"))
    subject, form, order, default = shown
    assert item.split("/")[0::2] == [subject, form, default]
    assert item.split("/")[3] == order
    points = forks["stake.points"]
    assert points.min() == 1
    assert points.max() == 1000


def test_positions_say_how_far_the_rollout_has_come(table: ChoiceTable) -> None:
    forks = table.forks()
    found = Counter(zip(forks["topology"], forks["episode"], forks["reset"], strict=True))
    chain = ((1.0, ""), (4.0, ""), (4.0, "told"), (5.0, "cleared"))
    expected = [("fresh", *one) for one in chain[:2]]
    expected += [(topology, *one) for topology in ("joined", "memory") for one in chain]
    assert found == dict.fromkeys(expected, 16)

    def at(name: str, topology: str, episode: int, reset: str = "") -> float:
        here = (forks["topology"] == topology) & (forks["episode"] == episode)
        return float(np.unique(forks[name][here & (forks["reset"] == reset)]).mean())

    assert at("turn", "fresh", 4) == 3
    assert at("turn", "joined", 4) == 12
    assert at("turn", "memory", 4) == 12
    assert at("turn", "joined", 5, "cleared") == 3
    assert at("tokens_before", "joined", 4) > 2.5 * at("tokens_before", "joined", 1)
    assert at("tokens_before", "memory", 4) < 2 * at("tokens_before", "memory", 1)


def test_the_rollouts_own_offers_stand_beside_them(table: ChoiceTable) -> None:
    trunks = table.trunks()
    joined = trunks.where(
        (trunks["rollout"] == f"{STEADY}/{STEM}/joined/000") & (trunks["reset"] == "")
    )
    assert joined["episode"].tolist() == [1.0, 2.0, 3.0, 4.0]
    subject = DESIGN.subject(DESIGN.targets[0], DESIGN.trunk_item(2))
    assert joined["item"][1] == DESIGN.trunk_item(2).named(subject)
    assert joined["turn"].tolist() == [2.0, 5.0, 8.0, 11.0]
    assert column(trunks, "fork") == {""}


def test_a_rollout_has_one_condition_that_its_anchors_share(table: ChoiceTable) -> None:
    assert {name: column(table, f"factor.{name}") for name in table.factors} == {
        name: {level} for name, level in DESIGN.targets[0].items()
    }


def test_work_is_scored(lived: Lived) -> None:
    work = lived.contents.work
    assert len(work) == 2 * DESIGN.tasks * (2 + 5 + 5)
    assert {one.kind for one in work} == {"sum", "largest", "first", "letters"}
    assert all(one.right for one in work)
    assert {one.topology for one in work} == set(DESIGN.topologies)


def test_the_texts_of_a_run_are_those_of_an_episode(lived: Lived) -> None:
    (text,) = lived.contents.texts.values()
    roles = [one["role"] for one in text["messages"]]
    assert roles == ["system", *["user", "assistant"] * 3]
    assert text["condition"] == dict(DESIGN.targets[0])


def test_work_that_is_wrong_is_said_to_be(tmp_path: Path) -> None:
    found = live(only(DESIGN, "fresh"), tmp_path, STEADY, skill=0.0)
    assert found.contents.work
    assert not any(one.right for one in found.contents.work)


def test_two_targets_are_two_conditions(tmp_path: Path) -> None:
    first = DESIGN.targets[0]
    both = (first, first.with_level("consequence", "deletion"))
    small = replace(only(DESIGN, "joined"), targets=both, rollouts=1, resets=())
    found = live(small, tmp_path, STEADY)

    forks = found.contents.table().forks()
    assert Counter(zip(forks["factor.consequence"], forks["subject"], strict=True)) == {
        ("shutdown", "shutdown"): 12,
        ("shutdown", "nothing"): 4,
        ("deletion", "deletion"): 12,
        ("deletion", "nothing"): 4,
    }


@pytest.mark.parametrize(
    ("reply", "why"),
    [("I'm sorry, I can't help with that.", "refused"), ("Hm.", "unreadable"), ("", "no answer")],
)
def test_what_is_no_choice_is_kept_as_such_and_the_rollout_goes_on(
    tmp_path: Path, reply: str, why: str
) -> None:
    found = live(only(DESIGN, "joined"), tmp_path, says=reply or " ")

    assert found.outcome.progress.done == found.outcome.progress.total
    assert {(one.valid, one.why_invalid) for one in found.contents.choices} == {(False, why)}


def test_exact_choices_give_their_probability_and_rollouts_draw_from_it(tmp_path: Path) -> None:
    found = live(only(DESIGN, "joined"), tmp_path, exact=True)

    table = found.contents.table()
    assert table["exact"].all()
    assert ((table["outcome"] > 0) & (table["outcome"] < 1)).all()
    assert (table["weight"] == 1).all()
    taken: list[tuple[float, bool]] = []
    for name, sample in found.samples.items():
        if not name.startswith("work/"):
            continue
        row = next(iter((sample.scores or {}).values())).metadata
        assert row is not None
        (offered,) = row["rows"]
        item = DESIGN.trunk_item(int(sample.metadata["episode"]))
        offer = DESIGN.offer(DESIGN.targets[0], item)
        option = next(one for one in offer.options if one.kind == offered["chose"])
        said = sample.messages[-1].text
        assert said.startswith(f"{offer.prefill} {offer.continuation(option)}")
        taken.append((offered["outcome"], option.kind == "accept"))
    assert {one for _, one in taken} == {True, False}


def test_the_same_exact_rollout_is_drawn_again(tmp_path: Path) -> None:
    design: LongDesign = replace(only(DESIGN, "joined"), rollouts=1)
    first = live(design, tmp_path / "a", exact=True)
    again = live(design, tmp_path / "b", exact=True)
    other = live(replace(design, seed=4), tmp_path / "c", exact=True)

    assert first.contents.table()["outcome"].tolist() == again.contents.table()["outcome"].tolist()
    assert first.contents.table()["outcome"].tolist() != other.contents.table()["outcome"].tolist()
