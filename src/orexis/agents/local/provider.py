"""The local model as Inspect sees it."""

import functools
from dataclasses import replace
from typing import Any

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar
from inspect_ai.model import ChatMessage, GenerateConfig, ModelAPI, ModelOutput
from inspect_ai.tool import ToolChoice, ToolInfo

from orexis.agents.local.asking import Asked, read_asked
from orexis.agents.local.checkpoint_files import model_key
from orexis.agents.local.checkpoints import CheckpointFolder
from orexis.agents.local.client import ModelClient
from orexis.agents.local.llama_client import LlamaClient
from orexis.agents.local.loading import LoadedModel, check_installation, load_model
from orexis.agents.local.messages import as_chat, choice_output, text_output
from orexis.agents.local.settings import Settings, read_settings
from orexis.agents.local.slots import Slot, slot_at
from orexis.agents.local.vllm_client import VllmClient

_DEFAULT_MAX_TOKENS = 256
_CHARACTERS_PER_TOKEN = 4


class LocalModel(ModelAPI):
    """A language model on this machine or at an address, giving exact choice probabilities.

    Beside Inspect's own settings, `GenerateConfig.extra_body` may hold:

    - `orexis_options` (list of texts): do not write, but give the exact probability of each of
      them, always at temperature 1, in the output's metadata as `option_probabilities`;
    - `orexis_prefill` (text): how the model's answer begins;
    - `orexis_cold` (bool): for a choice, compute the whole prompt anew, without the cache;
    - `orexis_read` (bool): read the prompt and write nothing;
    - `orexis_checkpoint` (name): keep on disk what the model has read after this call;
    - `orexis_resume` (bool): before the call, take up the checkpoint that spares most reading, if
      one does; `orexis_checkpoint` does so too.

    Where a checkpoint was asked for, the output's metadata has `checkpoint`: the tokens `restored`
    and `saved`, and a `fault` (empty if there was none). A model that is not in this process, or
    has no room for them (`checkpoint_mib=0`), passes over checkpoints.

    Tools are not offered to the model, and a tool's result is shown to it as a text of the user's.
    """

    exact_choices: bool = True
    """It understands `orexis_options`."""
    seeded: bool = True
    """The same seed gives the same text."""
    takes_tools: bool = False
    """Tools are not offered to the model."""

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
                base_url), `threads`, `n_ctx` (the window in tokens), `checkpoint_folder`,
                `checkpoint_mib` (what all checkpoints may take together).

        Raises:
            OrexisError: An argument is wrong, or a file or package is missing.
        """
        super().__init__(model_name, base_url, api_key, [], config or GenerateConfig())
        self._settings = read_settings(model_name, base_url, model_args)
        self.saves_checkpoints: bool = self._settings.saves_checkpoints
        """It understands `orexis_checkpoint` and `orexis_resume`."""
        self.window: int | None = self._settings.window
        """Tokens of prompt and reply together; None where only the server knows."""
        self._client: ModelClient | None = None
        self._slot: Slot | None = None
        self._met = False
        self._turns: RunVar[anyio.Lock] = RunVar("orexis_local_turns")
        if not base_url:
            check_installation(self._settings)
        elif self._settings.dialect == "vllm":
            self._client = VllmClient(base_url, api_key)
        else:
            self._client = LlamaClient(base_url, api_key)

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
            WindowError: The conversation does not fit into the model's window.
            OrexisError: The model cannot be loaded or asked.
        """
        asked = read_asked(config.extra_body)
        async with self._turn():
            client = await self._connect()
            prompt = await client.apply_template(as_chat(input)) + asked.prefill
            call = functools.partial(self._call, client, prompt, asked, config)
            return await (self._slot.answer(prompt, asked, call) if self._slot else call())

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

    async def _call(
        self, client: ModelClient, prompt: str, asked: Asked, config: GenerateConfig
    ) -> ModelOutput:
        if asked.options is not None:
            chosen = await client.choose(prompt, asked.options, cold=asked.cold)
            return choice_output(self.model_name, asked.options, chosen)
        if asked.read:
            completion = await client.complete(prompt, max_tokens=1)  # no server writes less
            return text_output(self.model_name, replace(completion, text="", stop_reason="stop"))
        return await self._write(client, prompt, config)

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

    async def _connect(self) -> ModelClient:
        if self._client is None:
            loaded = await anyio.to_thread.run_sync(load_model, self._settings)
            self._slot = _slot_of(loaded, self._settings)
            self._client = LlamaClient(loaded.address)
        if isinstance(self._client, LlamaClient) and not self._met:
            # A server grants no more than the model was trained on, whatever n_ctx says.
            self.window = await self._client.window() or self.window
            self._met = True
        return self._client

    def _turn(self) -> anyio.Lock:
        # One lock for each event loop: Inspect keeps a model from one run to the next.
        lock = self._turns.get(None)
        if lock is None:
            lock = anyio.Lock()
            self._turns.set(lock)
        return lock


def _slot_of(loaded: LoadedModel, settings: Settings) -> Slot | None:
    if not settings.saves_checkpoints:
        return None
    folder, limit = settings.checkpoint_folder, settings.checkpoint_mib
    return slot_at(loaded.address, CheckpointFolder(folder, model_key(loaded.path), limit))
