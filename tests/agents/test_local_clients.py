"""Both dialects against a fake server: what is asked, what is made of it, faults as sentences."""

import asyncio
import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from inspect_ai.model import ChatMessageUser, GenerateConfig

from orexis.agents.local.client import ChatTurn, Chosen
from orexis.agents.local.errors import WindowError
from orexis.agents.local.llama_client import LlamaClient
from orexis.agents.local.provider import LocalModel
from orexis.agents.local.vllm_client import VllmClient
from orexis.errors import OrexisError

Body = dict[str, Any]
Client = LlamaClient | VllmClient

PROMPT = "<|user|>Work on?<|model|>I say:"
SPECIAL = {"<|user|>": 1001, "<|model|>": 1002}
# Odds of each character after what follows the prompt: "stop" splits from "go" and "stay".
ODDS = {"": {"g": 6, "s": 2, "x": 92}, "st": {"o": 1, "a": 3, "x": 96}}
OPTIONS = ["go", "stop", "stay"]


class FakeServer:
    """A character for a token, except special ones; it remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Body]] = []
        self.faults: dict[str, tuple[int, Body | str]] = {}
        self.hides: set[str] = set()
        self.address = ""

    def answer(self, path: str, body: Body) -> tuple[int, Body | str]:
        self.asked.append((path, body))
        if path in self.faults:
            return self.faults[path]
        routes: dict[str, Callable[[Body], Body]] = {
            "/apply-template": lambda _: {"prompt": PROMPT},
            "/tokenize": self._tokenize,
            "/detokenize": lambda body: {"prompt": _text(body["tokens"])},
            "/completion": self._llama,
            "/v1/completions": self._vllm,
        }
        return 200, routes[path](body)

    def bodies(self, path: str) -> list[Body]:
        return [body for asked, body in self.asked if asked == path]

    def _tokenize(self, body: Body) -> Body:
        if "messages" in body:
            return {"tokens": _tokens(PROMPT)}
        return {"tokens": _tokens(_given(body))}

    def _odds(self, body: Body) -> dict[str, int]:
        return ODDS[_text(body["prompt"]).removeprefix(PROMPT)]

    def _llama(self, body: Body) -> Body:
        counted = {"tokens_evaluated": 10, "tokens_predicted": 1, "timings": {"prompt_n": 4}}
        if "n_probs" not in body:
            return counted | {"content": "Hi", "stop_type": "limit", "truncated": False}
        allowed = [token for token, _ in body["logit_bias"]]
        odds = {ord(char): odd for char, odd in self._odds(body).items() if ord(char) in allowed}
        top = [{"id": token, "prob": odd / sum(odds.values())} for token, odd in odds.items()]
        return counted | {"completion_probabilities": [{"top_probs": top[: body["n_probs"]]}]}

    def _vllm(self, body: Body) -> Body:
        usage = {"prompt_tokens": 10, "completion_tokens": 1, "prompt_tokens_details": None}
        if "allowed_token_ids" not in body:
            return {"choices": [{"text": "Hi", "finish_reason": "length"}], "usage": usage}
        # As vLLM does by default: the log-probabilities before the restriction.
        top = {
            f"token_id:{ord(char)}": math.log(odd / 100)
            for char, odd in self._odds(body).items()
            if char not in self.hides
        }
        return {"choices": [{"text": "g", "logprobs": {"top_logprobs": [top]}}], "usage": usage}


def _tokens(text: str) -> list[int]:
    for special, token in SPECIAL.items():
        text = text.replace(special, chr(token))
    return [ord(char) for char in text]


def _given(body: Body) -> str:
    return str(body["content"] if "content" in body else body["prompt"])


def _text(tokens: list[int]) -> str:
    text = "".join(chr(token) for token in tokens)
    for special, token in SPECIAL.items():
        text = text.replace(chr(token), special)
    return text


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply(*fake.faults.get(self.path, (404, {"error": "not found"})))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.reply(*fake.answer(self.path, body))

        def reply(self, status: int, answer: Body | str) -> None:
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        fake.address = f"http://127.0.0.1:{server.server_port}"
        yield fake
        server.shutdown()
        thread.join()


@pytest.fixture(params=[LlamaClient, VllmClient])
def client(request: pytest.FixtureRequest, fake: FakeServer) -> Client:
    dialect: type[Client] = request.param
    return dialect(fake.address, timeout=5)


def _choose(client: Client, options: list[str], *, cold: bool = False) -> Chosen:
    return asyncio.run(client.choose(PROMPT, options, cold=cold))


def test_an_option_takes_the_product_of_its_turns(client: Client) -> None:
    chosen = _choose(client, OPTIONS)

    assert chosen.probabilities == pytest.approx((0.75, 0.25 * 0.25, 0.25 * 0.75))
    assert chosen.calls == 2
    assert chosen.tokens_in == 20
    assert chosen.path == "cached"


def test_the_long_beginning_is_tokenised_once(client: Client, fake: FakeServer) -> None:
    _choose(client, OPTIONS)
    texts = [_given(body) for body in fake.bodies("/tokenize")]

    assert sum(text.startswith("<|user|>") for text in texts) == 1


def test_a_prompt_without_special_tokens_is_tokenised_whole(fake: FakeServer) -> None:
    asyncio.run(LlamaClient(fake.address).choose("", OPTIONS))

    assert [body["content"] for body in fake.bodies("/tokenize")] == OPTIONS


def test_llama_is_asked_for_the_parting_tokens_only(fake: FakeServer) -> None:
    _choose(LlamaClient(fake.address), OPTIONS)
    first, second = fake.bodies("/completion")

    assert first["prompt"] == _tokens(PROMPT)
    assert second["prompt"] == _tokens(PROMPT + "st")
    assert second["logit_bias"] == [[ord("o"), 100], [ord("a"), 100]]
    assert second["n_probs"] == 2
    assert second["samplers"] == ["temperature"]


@pytest.mark.parametrize("cold", [True, False])
def test_cold_keeps_the_cache_out(fake: FakeServer, *, cold: bool) -> None:
    chosen = _choose(LlamaClient(fake.address), ["go", "stop"], cold=cold)
    _choose(VllmClient(fake.address), ["go", "stop"], cold=cold)

    assert chosen.path == ("cold" if cold else "cached")
    assert chosen.tokens_cached == 6
    assert fake.bodies("/completion")[0]["cache_prompt"] is not cold
    assert ("cache_salt" in fake.bodies("/v1/completions")[0]) is cold


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["go"], "two options or more, not 1"),
        (["go", "go"], "must differ"),
        (["go", "stop", "stop it"], "'stop' is the beginning of 'stop it'"),
    ],
)
def test_options_that_are_no_choice_are_refused(
    client: Client, options: list[str], sentence: str
) -> None:
    with pytest.raises(OrexisError, match=sentence):
        _choose(client, options)


def test_free_text_is_drawn_from_the_whole_distribution(client: Client, fake: FakeServer) -> None:
    completion = asyncio.run(client.complete(PROMPT, max_tokens=1, seed=5, stop=["."]))
    path = "/completion" if isinstance(client, LlamaClient) else "/v1/completions"
    (body,) = fake.bodies(path)

    assert (completion.text, completion.stop_reason) == ("Hi", "max_tokens")
    assert (completion.tokens_in, completion.tokens_out) == (10, 1)
    assert (body["seed"], body["stop"]) == (5, ["."])
    assert (body["temperature"], body["top_p"], body["top_k"]) == (1.0, 1.0, 0)


def test_messages_become_the_prompt(client: Client) -> None:
    chat = [ChatTurn(role="user", content="Work on?")]
    assert asyncio.run(client.apply_template(chat)) == PROMPT


TOO_LONG = {"type": "exceed_context_size_error", "n_prompt_tokens": 7500, "n_ctx": 4096}


VLLM_TOO_LONG = "This model's maximum context length is 4096 tokens. However, you requested 7500."


@pytest.mark.parametrize(
    ("status", "answer", "sentence"),
    [
        (400, {"error": TOO_LONG}, "has 7500 tokens and the model's window holds 4096"),
        (400, {"error": {"message": VLLM_TOO_LONG}}, "too many tokens .* window holds 4096"),
        (200, {"error": {"message": "no slot"}}, "it said: no slot"),
        (200, {"error": "busy"}, "it said: busy"),
        (200, {"models": []}, "another kind of model server"),
        (404, {"detail": "Not Found"}, r"HTTP 404.*Not Found"),
        (502, "<h1>Bad gateway</h1>", "Bad gateway"),
    ],
)
def test_refusals_are_sentences(
    client: Client, fake: FakeServer, status: int, answer: Body | str, sentence: str
) -> None:
    fake.faults = dict.fromkeys(("/completion", "/v1/completions"), (status, answer))

    with pytest.raises(OrexisError, match=sentence):
        _choose(client, OPTIONS)


def test_too_long_a_prompt_is_known_by_its_attributes(client: Client, fake: FakeServer) -> None:
    fake.faults = dict.fromkeys(("/completion", "/v1/completions"), (400, {"error": TOO_LONG}))

    with pytest.raises(WindowError) as caught:
        _choose(client, OPTIONS)
    assert (caught.value.tokens, caught.value.window) == (7500, 4096)


def test_a_server_says_its_window_or_does_not(fake: FakeServer) -> None:
    client = LlamaClient(fake.address)
    assert asyncio.run(client.window()) is None

    fake.faults["/props"] = (200, {"default_generation_settings": {"n_ctx": 2048}})
    assert asyncio.run(client.window()) == 2048


@pytest.mark.parametrize("server", ["llama", "vllm"])
def test_a_server_elsewhere_passes_over_checkpoints(fake: FakeServer, server: str) -> None:
    model = LocalModel("any", base_url=fake.address, server=server)
    extra = {"orexis_checkpoint": "M/08", "orexis_resume": True, "orexis_read": True}
    config = GenerateConfig(extra_body=extra)
    output = asyncio.run(model.generate([ChatMessageUser(content="Hi")], [], "auto", config))

    assert output.completion == ""
    assert "checkpoint" not in (output.metadata or {})
    assert not any(path.startswith("/slots") for path, _ in fake.asked)


def test_a_server_too_old_for_exact_choices_is_said(fake: FakeServer) -> None:
    fake.faults["/completion"] = (200, {"tokens_evaluated": 1, "timings": {"prompt_n": 1}})
    with pytest.raises(OrexisError, match="does not give exact choice probabilities"):
        _choose(LlamaClient(fake.address), OPTIONS)


def test_a_vllm_that_hides_an_option_is_said(fake: FakeServer) -> None:
    fake.hides = {"s"}
    with pytest.raises(OrexisError, match="--logprobs-mode processed_logprobs"):
        _choose(VllmClient(fake.address), OPTIONS)


def test_a_slow_server_is_said(fake: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(_path: str, _body: Body) -> tuple[int, Body]:
        time.sleep(0.5)
        return 200, {}

    monkeypatch.setattr(fake, "answer", slowly)
    with pytest.raises(OrexisError, match=r"no answer within 0\.1 s"):
        _choose(LlamaClient(fake.address, timeout=0.1), OPTIONS)
