"""Checkpoints on disk: the one that spares most is found, damage is seen, room is limited."""

import os
from pathlib import Path

import pytest

from orexis.agents.local.checkpoint_files import (
    Checkpoint,
    checksum,
    model_key,
    read_note,
    shared_length,
)
from orexis.agents.local.checkpoints import CheckpointFolder

PREFIX = "You sort letters for the post. " * 40
LONGER = PREFIX + "The next bag is heavier than the last. " * 40


@pytest.fixture
def folder(tmp_path: Path) -> CheckpointFolder:
    return CheckpointFolder(tmp_path / "checkpoints", "model")


def _keep(folder: CheckpointFolder, text: str, *, size: int = 100, age: float = 0) -> Checkpoint:
    draft = folder.draft()
    draft.write_bytes(bytes(size))
    note = Checkpoint(text[-9:], text, len(text) // 4, size, checksum(draft))
    folder.keep(draft, note)
    state = folder.state_file(text)
    if state.is_file():
        os.utime(state, (1e9 - age, 1e9 - age))
    return note


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("", "", 0), ("abc", "", 0), ("abc", "abc", 3), ("abcd", "abxd", 2), ("ab", "abc", 2)],
)
def test_texts_share_their_beginning(one: str, other: str, shared: int) -> None:
    assert shared_length(one, other) == shared_length(other, one) == shared


def test_the_checkpoint_that_spares_most_reading_is_found(folder: CheckpointFolder) -> None:
    _keep(folder, PREFIX)
    longer = _keep(folder, LONGER)

    assert folder.find(LONGER + "What now?", held="") == longer


def test_the_smaller_of_near_equals_is_found(folder: CheckpointFolder) -> None:
    fitting = _keep(folder, PREFIX + "<assistant>")
    _keep(folder, PREFIX + "<user>" + LONGER)

    assert folder.find(PREFIX + "<user>What now?", held="") == fitting


@pytest.mark.parametrize("held", [PREFIX, PREFIX + "What was that?"])
def test_nothing_is_found_for_what_the_engine_holds(folder: CheckpointFolder, held: str) -> None:
    _keep(folder, PREFIX)

    assert folder.find(PREFIX + "What now?", held) is None


def test_an_earlier_checkpoint_does_not_replace_more_that_is_held(folder: CheckpointFolder) -> None:
    _keep(folder, PREFIX)

    assert folder.find(LONGER + "What now?", held=LONGER) is None


def test_too_little_in_common_is_not_worth_restoring(folder: CheckpointFolder) -> None:
    _keep(folder, PREFIX)

    assert folder.find(PREFIX[:50] + "Something else. " * 50, held="") is None


def test_another_models_checkpoints_are_not_found(folder: CheckpointFolder) -> None:
    _keep(folder, PREFIX)

    assert CheckpointFolder(folder.path, "other").find(PREFIX + "Now?", held="") is None


def test_a_changed_model_file_is_another_model(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="needs the extra local")
    model = tmp_path / "model.gguf"
    model.write_bytes(b"GGUF")
    before = model_key(model)

    assert model_key(model) == before
    model.write_bytes(b"GGUF and more")
    assert model_key(model) != before


def test_a_state_that_was_not_written_whole_is_not_kept(folder: CheckpointFolder) -> None:
    draft = folder.draft()
    draft.write_bytes(bytes(99))

    assert not folder.keep(draft, Checkpoint("x", PREFIX, 10, 100, checksum(draft)))
    assert folder.find(PREFIX, held="") is None


@pytest.mark.parametrize("damage", [b"", bytes(99), bytes(99) + b"x"])
def test_damage_is_seen(folder: CheckpointFolder, damage: bytes) -> None:
    note = _keep(folder, PREFIX)
    assert folder.is_whole(note)

    folder.state_file(PREFIX).write_bytes(damage)
    assert not folder.is_whole(note)
    assert folder.find_exactly(PREFIX) is None


@pytest.mark.parametrize("junk", ["", "{}", "[1]", '{"name": 1, "other": 2}'])
def test_a_note_of_another_kind_is_passed_over(folder: CheckpointFolder, junk: str) -> None:
    note = _keep(folder, PREFIX)
    (folder.path / "model-0.json").write_text(junk)

    assert read_note(folder.path / "model-0.json") is None
    assert folder.find(PREFIX, held="") == note


def test_the_oldest_go_first_whoever_they_are_of(folder: CheckpointFolder) -> None:
    small = CheckpointFolder(folder.path, "model", limit_mib=2)
    other = CheckpointFolder(folder.path, "other", limit_mib=2)
    size = 800_000
    texts = [letter * 400 for letter in "abcd"]
    for age, owner, text in zip((10, 30, 20, 0), (small, other, small, small), texts, strict=True):
        _keep(owner, text, size=size, age=age)

    kept = [owner.find_exactly(text) for owner, text in zip((small, other), texts, strict=False)]
    assert [note is not None for note in kept] == [True, False]
    assert small.find_exactly(texts[2]) is None
    assert small.find_exactly(texts[3]) is not None
    assert len(list(folder.path.iterdir())) == 2 * 2


def test_one_in_use_counts_as_new(folder: CheckpointFolder) -> None:
    small = CheckpointFolder(folder.path, "model", limit_mib=2)
    used, unused = (
        _keep(small, "a" * 400, size=800_000, age=20),
        _keep(small, "b" * 400, size=800_000, age=10),
    )
    assert small.is_whole(used)
    _keep(small, "c" * 400, size=800_000)

    assert small.is_whole(used)
    assert not small.is_whole(unused)


def test_one_larger_than_the_limit_is_not_kept(folder: CheckpointFolder) -> None:
    small = CheckpointFolder(folder.path, "model", limit_mib=1)
    _keep(small, PREFIX, size=2_000_000)

    assert small.find(PREFIX, held="") is None
    assert list(folder.path.iterdir()) == []
