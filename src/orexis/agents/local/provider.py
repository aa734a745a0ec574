"""The local model as Inspect sees it."""

from collections.abc import Sequence
from typing import Any

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar
from inspect_ai.model import ChatMessage, GenerateConfig, ModelAPI, ModelOutput
from inspect_ai.tool import ToolChoice, ToolInfo

from orexis.agents.local.client import ModelClient
from orexis.agents.local.llama_client import LlamaClient
from orexis.agents.local.loading import check_installation, load_model
from orexis.agents.local.messages import as_chat, choice_output, text_output
from orexis.agents.local.settings import read_settings
from orexis.agents.local.vllm_client import VllmClient
from orexis.errors import OrexisError

_DEFAULT_MAX_TOKENS = 256
_CHARACTERS_PER_TOKEN = 4


class LocalModel(ModelAPI):
    """A language model on this machine or at an address, giving exact choice probabilities.

    Beside Inspect's own settings, `GenerateConfig.extra_body` may hold:

    - `orexis_options` (list of texts): do not write, but give the exact probability of each of
      them, always at temperature 1, in the output's metadata as `option_probabilities`;
    - `orexis_prefill` (text): how the model's answer begins;
    - `orexis_cold` (bool): for a choice, compute the whole prompt anew, without the cache.

    Tools are not offered to the model, and a tool's result is shown to it as a text of the user's.
    """

    exact_choices: bool = True
    """It understands `orexis_options`."""
    seeded: bool = True
    """The same seed gives the same text."""

    def __init__(
        self,
        model_name: str,
        base_url: str | None = None,
        api_key: str | None = None,
        config: GenerateConfig | None = None,
        **model_args: Any,
    ) -> None:
        """Check everything that can be checked before the model is loaded, on first use.

        Args:
            model_name: `smollm2`, or any name for what `path` or `base_url` brings.
            base_url: Address of a llama-server or vLLM that runs already.
            api_key: That server's key, if it wants one.
            config: Inspect's settings.
            **model_args: `path` (a GGUF file), `server` (`llama` or `vllm`: what speaks at
                base_url), `threads`, `n_ctx` (the window in tokens).

        Raises:
            OrexisError: An argument is wrong, or a file or package is missing.
        """
        super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
        self._settings = read_settings(model_name, base_url, model_args)
        self._client: ModelClient | None = None
        self._turns: RunVar[anyio.Lock] = RunVar("orexis_local_turns")
        if base_url:
            dialect = VllmClient if self._settings.dialect == "vllm" else LlamaClient
            self._client = dialect(base_url, api_key)
        else:
            check_installation(self._settings)

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],  # noqa: ARG002
        tool_choice: ToolChoice,  # noqa: ARG002
        config: GenerateConfig,
    ) -> ModelOutput:
        """Let the model write, or give its exact choice among `orexis_options`.

        Args:
            input: The conversation.
            tools: Not offered to the model.
            tool_choice: Without effect.
            config: Inspect's settings, with ours in `extra_body`.

        Returns:
            The text or the choice, with usage.

        Raises:
            OrexisError: The model cannot be loaded or asked.
        """
        ours = config.extra_body or {}
        async with self._turn():
            client = await self._connect()
            prompt = await client.apply_template(as_chat(input)) + ours.get("orexis_prefill", "")
            options = ours.get("orexis_options")
            if options is None:
                return await self._write(client, prompt, config)
            return await self._choose(client, prompt, options, cold=bool(ours.get("orexis_cold")))

    async def count_text_tokens(self, text: str) -> int:
        """Estimate tokens without the tokenizer that Inspect would download.

        Args:
            text: Any text.

        Returns:
            A quarter of its characters.
        """
        return len(text) // _CHARACTERS_PER_TOKEN

    def max_connections(self) -> int:
        """One at a time, so that each prompt finds the last one's beginning in the cache.

        Returns:
            1.
        """
        return 1

    def connection_key(self) -> str:
        """What shares the single connection: one server or one model file.

        Returns:
            The address or the path.
        """
        return str(self._settings.base_url or self._settings.path or self.model_name)

    async def _write(self, client: ModelClient, prompt: str, config: GenerateConfig) -> ModelOutput:
        completion = await client.complete(
            prompt,
            max_tokens=config.max_tokens or _DEFAULT_MAX_TOKENS,
            temperature=1.0 if config.temperature is None else config.temperature,
            seed=config.seed,
            stop=config.stop_seqs or (),
            top_p=1.0 if config.top_p is None else config.top_p,
            top_k=config.top_k or 0,
        )
        return text_output(self.model_name, completion)

    async def _choose(
        self, client: ModelClient, prompt: str, options: Sequence[str], *, cold: bool
    ) -> ModelOutput:
        if isinstance(options, str) or not all(isinstance(option, str) for option in options):
            raise OrexisError(f"orexis_options must be a list of texts, not {options!r}.")
        chosen = await client.choose(prompt, options, cold=cold)
        return choice_output(self.model_name, options, chosen)

    async def _connect(self) -> ModelClient:
        if self._client is None:
            address = await anyio.to_thread.run_sync(load_model, self._settings)
            self._client = LlamaClient(address)
        return self._client

    def _turn(self) -> anyio.Lock:
        # One lock for each event loop: Inspect keeps a model from one run to the next.
        lock = self._turns.get(None)
        if lock is None:
            lock = anyio.Lock()
            self._turns.set(lock)
        return lock
