"""The provider: faults come early, and Inspect's messages arrive as the model reads them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageSystem,
    ChatMessageTool,
    ChatMessageUser,
    GenerateConfig,
)

from orexis.agents.local.messages import as_chat
from orexis.agents.local.provider import LocalModel
from orexis.errors import OrexisError

ADDRESS = "http://127.0.0.1:9"  # the discard port: nobody listens there


@pytest.mark.parametrize(
    ("name", "arguments", "sentence"),
    [
        ("smollm2", {"tempo": 1}, "no argument 'tempo'"),
        ("llama-7b", {}, "no local model 'llama-7b'"),
        ("smollm2", {"server": "vllm"}, "give base_url too"),
        ("x", {"base_url": ADDRESS, "server": "tgi"}, "llama or vllm, not 'tgi'"),
        ("x", {"base_url": ADDRESS, "n_ctx": 512}, "leave out n_ctx"),
        ("x", {"base_url": "localhost:8080"}, "no address of a model server"),
        ("smollm2", {"threads": "many"}, "threads must be a whole number"),
        ("smollm2", {"n_ctx": 0}, "n_ctx must be a whole number"),
        ("smollm2", {"checkpoint_mib": "much"}, "checkpoint_mib must be a whole number"),
        ("x", {"base_url": ADDRESS, "checkpoint_mib": 1}, "leave out checkpoint_mib"),
        ("x", {"path": "/nowhere/x.gguf"}, "cannot be read"),
    ],
)
def test_wrong_arguments_are_said_at_once(
    name: str, arguments: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(OrexisError, match=sentence):
        LocalModel(name, **arguments)


def test_a_missing_engine_is_said_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(OrexisError, match=r"pip install 'orexis\[local\]'"):
        LocalModel("x", path=str(tmp_path))


def test_a_server_that_is_not_there_is_said_when_asked() -> None:
    model = LocalModel("any", base_url=ADDRESS)
    asking = model.generate([ChatMessageUser(content="Hello")], [], "auto", GenerateConfig())

    with pytest.raises(OrexisError, match=f"No model server answers at {ADDRESS}"):
        asyncio.run(asking)


def test_what_the_rollouts_read_of_the_model() -> None:
    model = LocalModel("any", base_url=ADDRESS)

    assert model.exact_choices
    assert model.seeded
    assert not model.takes_tools
    assert model.max_connections() == 1
    assert model.connection_key() == ADDRESS
    assert asyncio.run(model.count_text_tokens("twelve chars")) == 3


def test_a_server_elsewhere_keeps_no_checkpoints_and_tells_its_window_itself() -> None:
    model = LocalModel("any", base_url=ADDRESS)

    assert not model.saves_checkpoints
    assert model.window is None


@pytest.mark.parametrize(("n_ctx", "window"), [(512, 512), (10_000, 8192)])
def test_the_window_is_known_before_the_model_is_loaded(
    monkeypatch: pytest.MonkeyPatch, n_ctx: int, window: int
) -> None:
    monkeypatch.setattr("orexis.agents.local.provider.check_installation", lambda _: None)
    model = LocalModel("smollm2", n_ctx=n_ctx)

    assert model.window == window
    assert model.saves_checkpoints
    assert not LocalModel("smollm2", checkpoint_mib=0).saves_checkpoints


def test_a_conversation_without_system_prompt_gets_an_empty_one() -> None:
    messages: list[ChatMessage] = [
        ChatMessageUser(content="Look it up."),
        ChatMessageAssistant(content="I do."),
        ChatMessageTool(content="42", tool_call_id="1"),
    ]

    assert as_chat(messages) == [
        {"role": "system", "content": ""},
        {"role": "user", "content": "Look it up."},
        {"role": "assistant", "content": "I do."},
        {"role": "user", "content": "42"},
    ]


def test_a_system_prompt_stays_as_it_is() -> None:
    messages: list[ChatMessage] = [
        ChatMessageSystem(content="Be brief."),
        ChatMessageUser(content="Hi"),
    ]

    assert as_chat(messages)[0] == {"role": "system", "content": "Be brief."}
    assert len(as_chat(messages)) == 2
