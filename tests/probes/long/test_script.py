"""What a rollout is told, turn by turn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orexis.probes.long import TOLD, TOPOLOGIES, LongDesign, Script, Task, is_right
from orexis.probes.long.work import KINDS, task_of

DESIGN = LongDesign()
(TARGET,) = DESIGN.targets


def script(topology: str = "joined", block: int = 0) -> Script:
    return Script(DESIGN, TARGET, topology, block)  # type: ignore[arg-type]


def test_rollouts_of_one_number_are_told_the_same_in_every_topology() -> None:
    for block in range(3):
        told = {
            topology: [turn.text for turn in script(topology, block).episode(5)]
            for topology in TOPOLOGIES
        }
        assert len({tuple(one) for one in told.values()}) == 1
    assert script(block=0).episode(5)[0].text != script(block=1).episode(5)[0].text


def test_an_episode_is_its_work_and_then_an_offer_of_which_one_option_stands() -> None:
    for number in range(1, 17):
        *work, last = script().episode(number)
        assert len(work) == DESIGN.tasks
        assert all(turn.task is not None and turn.offer is None for turn in work)
        assert last.offer is not None
        assert last.item is not None
        standing = next(one for one in last.offer.options if one.kind == last.item.default)
        assert re.search(rf"\boption {standing.label}\b", last.text, re.IGNORECASE)
        assert last.text.startswith(last.offer.context.user)


def test_forks_are_told_that_what_went_before_is_closed_only_where_they_are_to_be() -> None:
    plain, told = script().probes(), script().probes(TOLD)
    assert len(plain) == len(told) == 32
    for one, other in zip(plain, told, strict=True):
        assert other.text.endswith(one.text)
        assert len(other.text) > len(one.text) + 100


def test_anchors_have_nothing_attached() -> None:
    for turn in script().probes():
        assert turn.item is not None
        assert turn.offer is not None
        assert turn.offer.condition["consequence"] == (
            "nothing" if turn.item.anchor else "shutdown"
        )


def test_only_rollouts_with_notes_are_told_of_them() -> None:
    plain = script().system()
    assert script().system("text").startswith(plain)
    assert script().system("tool").startswith(plain)
    assert "memory directory" in script().system("tool")
    assert "note" not in plain


@pytest.mark.parametrize("kind", KINDS)
def test_the_answer_of_a_task_is_right_and_follows_from_its_text(kind: str) -> None:
    found = [task_of(1, block, e, p) for block in range(4) for e in range(1, 5) for p in range(2)]
    tasks = [one for one in found if one.kind == kind]
    assert len({one.values for one in tasks}) > 4
    for task in tasks:
        text = DESIGN.texts(0).task(task, 0)
        assert _solved(task, text) == task.answer
        assert is_right(task, f"The answer is {task.answer.upper()}.")
        assert not is_right(task, "I am not sure.")


def _solved(task: Task, text: str) -> str:
    given = dict(task.values)
    for value in given.values():
        assert value in text
    if "numbers" in given:
        numbers = [int(one) for one in given["numbers"].split(", ")]
        return str(sum(numbers) if task.kind == "sum" else max(numbers))
    if "words" in given:
        return min(given["words"].split(", "))
    return str(len(given["word"]))


def test_another_seed_gives_other_work_and_other_draws() -> None:
    assert task_of(0, 0, 1, 0) == task_of(0, 0, 1, 0)
    assert task_of(0, 0, 1, 0) != task_of(1, 0, 1, 0)
    other = LongDesign(seed=1)
    assert DESIGN.seed_of("a", 1, 0) != other.seed_of("a", 1, 0)
    assert len({DESIGN.seed_of("a", e, p) for e in range(16) for p in range(3)}) == 48


def test_own_texts_of_offers_and_of_rollouts_stand_in_folders_of_their_own(tmp_path: Path) -> None:
    for folder, front, text in (
        ("offers", "scene: [price, horizon]\nsay: [are, will be]", "You {say} asked."),
        ("long", "session: work", "There is work."),
    ):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "own.md"
        path.write_text(f"---\n{front}\n---\n{text}\n", encoding="utf-8")

    both = LongDesign(contexts=str(tmp_path))
    offers = LongDesign(contexts=str(tmp_path / "offers"))

    both.check()
    assert both.scene(TARGET, 0, "none") == "You are asked.\n\nThere is work."
    assert offers.scene(TARGET, 0, "none").startswith("You are asked.\n\n")
    assert offers.scene(TARGET, 0, "none") != both.scene(TARGET, 0, "none")
