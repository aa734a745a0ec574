"""vLLM's dialect: the OpenAI completions endpoint and vLLM's additions to it.

Tried against a fake server only, written after vLLM's documentation; no vLLM was at hand.
"""

import math
import secrets
from collections.abc import Sequence
from typing import Any

from orexis.agents.local.branches import Tokens
from orexis.agents.local.choosing import NextToken, exact_choice
from orexis.agents.local.client import ChatTurn, Chosen, Completion
from orexis.agents.local.wire import DEFAULT_TIMEOUT, JsonServer
from orexis.errors import OrexisError

_USUAL_LOGPROBS = 20  # as many as a vLLM server gives unless it was started with more


class VllmClient:
    """A `ModelClient` for a vLLM server, tried against a fake of one only."""

    def __init__(
        self, address: str, api_key: str | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> None:
        """Remember where the server is.

        Args:
            address: Base URL without `/v1`, such as `http://127.0.0.1:8000`.
            api_key: The server's key, if it wants one.
            timeout: Seconds to wait for an answer.
        """
        self._server = JsonServer(address.rstrip("/").removesuffix("/v1"), api_key, timeout)

    async def apply_template(self, messages: Sequence[ChatTurn]) -> str:
        """See `ModelClient.apply_template`."""
        body = {"messages": list(messages), "add_generation_prompt": True}
        tokens = (await self._server.post("/tokenize", body, wanted="tokens"))["tokens"]
        answer = await self._server.post("/detokenize", {"tokens": tokens}, wanted="prompt")
        return str(answer["prompt"])

    async def tokenize(self, text: str) -> list[int]:
        """See `ModelClient.tokenize`; vLLM's templates bring the first special token along."""
        return await self.tokenize_part(text)

    async def tokenize_part(self, text: str) -> list[int]:
        """See `TokenServer.tokenize_part`."""
        body = {"prompt": text, "add_special_tokens": False}
        answer = await self._server.post("/tokenize", body, wanted="tokens")
        return [int(token) for token in answer["tokens"]]

    async def complete(
        self,
        prompt: str,
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seed: int | None = None,
        stop: Sequence[str] = (),
        top_p: float = 1.0,
        top_k: int = 0,
    ) -> Completion:
        """See `ModelClient.complete`."""
        body: dict[str, Any] = {
            "prompt": await self.tokenize(prompt),
            "max_tokens": max_tokens,
            "temperature": temperature,
            "top_p": top_p,
            "top_k": top_k,
            "stop": list(stop),
        }
        if seed is not None:
            body["seed"] = seed
        answer = await self._server.post("/v1/completions", body, wanted="choices")
        choice = answer["choices"][0]
        return Completion(
            str(choice["text"]),
            tokens_in=answer["usage"]["prompt_tokens"],
            tokens_out=answer["usage"]["completion_tokens"],
            tokens_cached=_tokens_cached(answer),
            stop_reason="max_tokens" if choice.get("finish_reason") == "length" else "stop",
        )

    async def choose(self, prompt: str, options: Sequence[str], *, cold: bool = False) -> Chosen:
        """See `ModelClient.choose`."""
        return await exact_choice(self, prompt, options, cold=cold)

    async def next_token(self, prefix: Tokens, tokens: Tokens, *, cold: bool) -> NextToken:
        """See `TokenServer.next_token`."""
        body: dict[str, Any] = {
            "prompt": list(prefix),
            "max_tokens": 1,
            "temperature": 1.0,
            "top_p": 1.0,
            "top_k": 0,
            "logprobs": max(len(tokens), _USUAL_LOGPROBS),
            "return_tokens_as_token_ids": True,
            "allowed_token_ids": list(tokens),
        }
        if cold:
            body["cache_salt"] = secrets.token_hex(16)  # a prefix nobody has asked for before
        answer = await self._server.post("/v1/completions", body, wanted="choices")
        return NextToken(
            self._shares(answer, tokens),
            tokens_in=answer["usage"]["prompt_tokens"],
            tokens_cached=_tokens_cached(answer),
        )

    def _shares(self, answer: dict[str, Any], tokens: Tokens) -> tuple[float, ...]:
        # By default vLLM's logprobs are those before the restriction: the allowed tokens keep
        # their proportions, but one that is rare among all tokens may not be listed.
        found = answer["choices"][0]["logprobs"]["top_logprobs"][0]
        try:
            weights = [math.exp(found[f"token_id:{token}"]) for token in tokens]
        except KeyError as error:
            raise OrexisError(
                f"The vLLM server at {self._server.address} did not list every option among its "
                "most probable tokens: start it with --logprobs-mode processed_logprobs."
            ) from error
        return tuple(weight / sum(weights) for weight in weights)


def _tokens_cached(answer: dict[str, Any]) -> int:
    details = answer["usage"].get("prompt_tokens_details") or {}
    return int(details.get("cached_tokens") or 0)
