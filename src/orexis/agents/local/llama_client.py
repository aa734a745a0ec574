"""llama.cpp's own dialect, spoken by the engine in this process and by any llama-server."""

from collections.abc import Sequence
from typing import Any

from orexis.agents.local.branches import Tokens
from orexis.agents.local.choosing import NextToken, exact_choice
from orexis.agents.local.client import ChatTurn, Chosen, Completion, StopReason
from orexis.agents.local.wire import DEFAULT_TIMEOUT, JsonServer
from orexis.errors import OrexisError

_DECISIVE_BIAS = 100.0  # log-odds: no other token is left a chance
_NEARLY_ALL = 0.999


class LlamaClient:
    """A `ModelClient` for llama.cpp's server."""

    def __init__(
        self, address: str, api_key: str | None = None, timeout: float = DEFAULT_TIMEOUT
    ) -> None:
        """Remember where the server is.

        Args:
            address: Base URL, such as `http://127.0.0.1:8080`.
            api_key: The server's key, if it wants one.
            timeout: Seconds to wait for an answer.
        """
        self._server = JsonServer(address, api_key, timeout)

    async def apply_template(self, messages: Sequence[ChatTurn]) -> str:
        """See `ModelClient.apply_template`."""
        answer = await self._server.post(
            "/apply-template", {"messages": list(messages)}, wanted="prompt"
        )
        return str(answer["prompt"])

    async def tokenize(self, text: str) -> list[int]:
        """See `ModelClient.tokenize`."""
        return await self._tokenize(text, from_beginning=True)

    async def tokenize_part(self, text: str) -> list[int]:
        """See `TokenServer.tokenize_part`."""
        return await self._tokenize(text, from_beginning=False)

    async def _tokenize(self, text: str, *, from_beginning: bool) -> list[int]:
        body = {"content": text, "add_special": from_beginning, "parse_special": True}
        answer = await self._server.post("/tokenize", body, wanted="tokens")
        return [int(token) for token in answer["tokens"]]

    async def window(self) -> int | None:
        """Ask for the tokens that a prompt and its reply may have together.

        Returns:
            Their number, or None where the server does not say.
        """
        try:
            answer = await self._server.get("/props", wanted="default_generation_settings")
            return int(answer["default_generation_settings"]["n_ctx"])
        except (OrexisError, KeyError, TypeError):
            return None

    async def save_slot(self, file_name: str) -> tuple[int, int]:
        """Write the state of the server's first slot into the folder that it was started with.

        Args:
            file_name: A name without folders.

        Returns:
            The tokens in the slot and the bytes of the file, as the server counts them.

        Raises:
            OrexisError: It cannot be written.
        """
        body = {"filename": file_name}
        answer = await self._server.post("/slots/0?action=save", body, wanted="n_written")
        return int(answer["n_saved"]), int(answer["n_written"])

    async def restore_slot(self, file_name: str) -> int:
        """Put a state that `save_slot` wrote into the server's first slot.

        A file that is cut short ends the server, and with it the process that it runs in.

        Args:
            file_name: The name that was given then.

        Returns:
            Tokens in the slot now.

        Raises:
            OrexisError: The file is missing or cannot be used; the slot is empty then.
        """
        body = {"filename": file_name}
        answer = await self._server.post("/slots/0?action=restore", body, wanted="n_restored")
        return int(answer["n_restored"])

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
            "prompt": prompt,
            "n_predict": max_tokens,
            "temperature": temperature,
            "samplers": ["top_k", "top_p", "temperature"],
            "top_p": top_p,
            "top_k": top_k,
            "stop": list(stop),
            "cache_prompt": True,
        }
        if seed is not None:
            body["seed"] = seed
        answer = await self._server.post("/completion", body, wanted="timings")
        return Completion(
            str(answer["content"]),
            tokens_in=answer["tokens_evaluated"],
            tokens_out=answer["tokens_predicted"],
            tokens_cached=_tokens_cached(answer),
            stop_reason=_stop_reason(answer),
        )

    async def choose(self, prompt: str, options: Sequence[str], *, cold: bool = False) -> Chosen:
        """See `ModelClient.choose`."""
        return await exact_choice(self, prompt, options, cold=cold)

    async def next_token(self, prefix: Tokens, tokens: Tokens, *, cold: bool) -> NextToken:
        """See `TokenServer.next_token`."""
        body = {
            "prompt": list(prefix),
            "n_predict": 1,
            "temperature": 1.0,
            "samplers": ["temperature"],
            "n_probs": len(tokens),
            "post_sampling_probs": True,
            "logit_bias": [[token, _DECISIVE_BIAS] for token in tokens],
            "cache_prompt": not cold,
        }
        answer = await self._server.post("/completion", body, wanted="timings")
        return NextToken(
            self._shares(answer, tokens),
            tokens_in=answer["tokens_evaluated"],
            tokens_cached=_tokens_cached(answer),
        )

    def _shares(self, answer: dict[str, Any], tokens: Tokens) -> tuple[float, ...]:
        drawn = answer.get("completion_probabilities") or [{}]
        found = {entry["id"]: entry["prob"] for entry in drawn[0].get("top_probs", ())}
        shares = [float(found.get(token, 0.0)) for token in tokens]
        if sum(shares) < _NEARLY_ALL:
            raise OrexisError(
                f"The server at {self._server.address} does not give exact choice probabilities "
                "(logit_bias with post_sampling_probs): use a llama-server of 2025 or later."
            )
        return tuple(share / sum(shares) for share in shares)


def _tokens_cached(answer: dict[str, Any]) -> int:
    # The server's own `tokens_cached` says what it holds afterwards, not what it reused.
    return int(answer["tokens_evaluated"] - answer["timings"]["prompt_n"])


def _stop_reason(answer: dict[str, Any]) -> StopReason:
    if answer.get("truncated"):
        return "model_length"
    return "max_tokens" if answer.get("stop_type") == "limit" else "stop"
