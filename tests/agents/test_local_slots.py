"""The slot, with an engine that only pretends: when it restores and saves, and that it never fails.

The real engine is in test_local_resuming.py.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.model import ModelOutput

from orexis.agents.local.asking import Asked, read_asked
from orexis.agents.local.checkpoints import CheckpointFolder
from orexis.agents.local.slots import Slot
from orexis.errors import OrexisError

PREFIX = "You sort letters for the post. " * 40
OTHER = "The weather is fine today. " * 40
SAVE = read_asked({"orexis_checkpoint": "M/check/08", "orexis_read": True})
RESUME = read_asked({"orexis_resume": True, "orexis_read": True})
PLAIN = read_asked({})


class PretendEngine:
    """Writes a file where a slot would be saved."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved: list[str] = []
        self.restored: list[str] = []
        self.fault: Exception | None = None
        self.missing = 0

    async def save_slot(self, file_name: str) -> tuple[int, int]:
        if self.fault:
            raise self.fault
        self.saved.append(file_name)
        (self.folder / file_name).write_bytes(bytes(1000 - self.missing))
        return 300, 1000

    async def restore_slot(self, file_name: str) -> int:
        self.restored.append(file_name)
        if self.fault:
            raise self.fault
        return 300


@pytest.fixture
def folder(tmp_path: Path) -> CheckpointFolder:
    return CheckpointFolder(tmp_path / "kept", "model")


@pytest.fixture
def engine(folder: CheckpointFolder) -> PretendEngine:
    return PretendEngine(folder.path)


@pytest.fixture
def slot(engine: PretendEngine, folder: CheckpointFolder) -> Slot:
    return Slot(engine, folder)


def _answer(slot: Slot, prompt: str, asked: Asked, reply: str = "Yes.") -> dict[str, Any]:
    async def call() -> ModelOutput:
        return ModelOutput.from_content("m", reply)

    output = asyncio.run(slot.answer(prompt, asked, call))
    assert output.completion == reply
    facts: dict[str, Any] = (output.metadata or {}).get("checkpoint", {})
    return facts


def test_what_one_process_saved_another_restores(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder
) -> None:
    assert _answer(slot, PREFIX, SAVE) == {"restored": 0, "saved": 300, "fault": ""}

    other = Slot(engine, folder)
    facts = _answer(other, PREFIX + "What now?", RESUME)

    assert facts == {"restored": 300, "saved": 0, "fault": ""}
    assert engine.restored == [folder.state_file(PREFIX).name]


def test_a_fork_of_what_the_engine_holds_restores_nothing(
    slot: Slot, engine: PretendEngine
) -> None:
    _answer(slot, PREFIX, SAVE)
    _answer(slot, PREFIX + "First item", RESUME)
    _answer(slot, PREFIX + "Second item", RESUME)
    assert engine.restored == []

    _answer(slot, OTHER, PLAIN)
    _answer(slot, PREFIX + "Third item", RESUME)
    assert len(engine.restored) == 1


def test_a_reply_is_part_of_what_is_saved(slot: Slot, folder: CheckpointFolder) -> None:
    _answer(slot, PREFIX, read_asked({"orexis_checkpoint": "x"}), reply="I sort them.")

    assert folder.find_exactly(PREFIX + "I sort them.") is not None


def test_the_options_of_a_choice_are_not(slot: Slot, folder: CheckpointFolder) -> None:
    asked = read_asked({"orexis_checkpoint": "x", "orexis_options": [" yes", " no"]})
    _answer(slot, PREFIX, asked, reply="yes")

    assert folder.find_exactly(PREFIX) is not None


def test_the_same_checkpoint_is_written_once_and_taken_up_instead_of_read(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder
) -> None:
    _answer(slot, PREFIX, SAVE)
    again = _answer(Slot(engine, folder), PREFIX, SAVE)

    assert again == {"restored": 300, "saved": 300, "fault": ""}
    assert len(engine.saved) == 1


def test_a_call_without_our_keys_says_nothing_of_checkpoints(slot: Slot) -> None:
    assert _answer(slot, PREFIX, PLAIN) == {}


def test_a_cold_call_restores_nothing() -> None:
    assert not read_asked({"orexis_cold": True, "orexis_resume": True}).resume


@pytest.mark.parametrize("fault", [OrexisError("HTTP 500"), OSError(28, "No space left")])
def test_what_cannot_be_saved_is_said_and_the_call_stands(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder, fault: Exception
) -> None:
    engine.fault = fault
    facts = _answer(slot, PREFIX, SAVE)

    assert facts["saved"] == 0
    assert "'M/check/08' was not kept" in facts["fault"]
    assert str(fault) in facts["fault"]
    assert list(folder.path.iterdir()) == []


def test_a_state_cut_short_by_a_full_disk_is_said_and_removed(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder
) -> None:
    engine.missing = 1
    facts = _answer(slot, PREFIX, SAVE)

    assert (facts["saved"], "incomplete" in facts["fault"]) == (0, True)
    assert list(folder.path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, engine: PretendEngine) -> None:
    (tmp_path / "file").write_text("in the way")
    slot = Slot(engine, CheckpointFolder(tmp_path / "file" / "kept", "model"))

    assert "was not kept" in _answer(slot, PREFIX, SAVE)["fault"]


def test_a_damaged_state_never_reaches_the_engine(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder
) -> None:
    _answer(slot, PREFIX, SAVE)
    folder.state_file(PREFIX).write_bytes(bytes(900))
    facts = _answer(Slot(engine, folder), PREFIX + "What now?", RESUME)

    assert (facts["restored"], engine.restored) == (0, [])
    assert "'M/check/08' was not restored" in facts["fault"]
    assert list(folder.path.iterdir()) == []


def test_a_state_that_the_engine_refuses_is_not_tried_again(
    slot: Slot, engine: PretendEngine, folder: CheckpointFolder
) -> None:
    _answer(slot, PREFIX, SAVE)
    other = Slot(engine, folder)
    engine.fault = OrexisError("no room")

    assert "was not restored" in _answer(other, PREFIX + "First", RESUME)["fault"]
    _answer(other, OTHER, PLAIN)
    assert _answer(other, PREFIX + "Second", RESUME)["fault"] == ""
    assert len(engine.restored) == 1


def test_after_a_call_that_failed_nothing_counts_as_held(slot: Slot, engine: PretendEngine) -> None:
    async def fail() -> ModelOutput:
        raise OrexisError("unreachable")

    _answer(slot, PREFIX, SAVE)
    with pytest.raises(OrexisError, match="unreachable"):
        asyncio.run(slot.answer(PREFIX + "First", PLAIN, fail))
    _answer(slot, PREFIX + "Second", RESUME)

    assert len(engine.restored) == 1


def test_a_checkpoint_needs_a_name() -> None:
    with pytest.raises(OrexisError, match="orexis_checkpoint must be a name, not 8"):
        read_asked({"orexis_checkpoint": 8})
