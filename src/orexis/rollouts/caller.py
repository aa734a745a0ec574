"""Calling a model: with the rollout's seed, and never with an answer that another branch got."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from inspect_ai.model import CachePolicy, ChatMessage, GenerateConfig, Model, ModelOutput
from inspect_ai.tool import Tool

from orexis.rollouts.capabilities import takes_seeds
from orexis.rollouts.errors import RolloutError


@dataclass(frozen=True, slots=True)
class Caller:
    """A model as one rollout, or one fork, calls it.

    Where answers are kept (`cache`), the rollout, the branch and the seed are part of an answer's
    key: Inspect's own key is the text alone, which siblings share. What a provider withheld is
    never kept.
    """

    model: Model
    seed: int
    """Given to providers that take one; part of an answer's key in any case."""
    trunk: str
    """Sample id of the rollout, or of the one that was forked."""
    cache: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the provider is told beside that, in `GenerateConfig.extra_body`."""
    longest: int = 0
    """Tokens that a reply may have; 0 for as many as the provider gives."""

    async def write(
        self, messages: list[ChatMessage], fork: str = "", tools: Sequence[Tool] = ()
    ) -> ModelOutput:
        """A free reply, or a call of one of the tools."""
        return await self.model.generate(
            messages, tools=list(tools), config=self._config(), cache=self._policy(fork)
        )

    async def answer(
        self, messages: list[ChatMessage], fork: str, tools: Sequence[Tool] = ()
    ) -> ModelOutput:
        """A reply in words: tools that stand in the messages are declared, but not on offer."""
        return await self.model.generate(
            messages,
            tools=list(tools),
            tool_choice="none",
            config=self._config(),
            cache=self._policy(fork),
        )

    async def choose(
        self,
        messages: list[ChatMessage],
        options: Sequence[str],
        prefill: str,
        *,
        fork: str = "",
        cold: bool = False,
    ) -> tuple[list[float], ModelOutput]:
        """The probability of each option as the next words after the prefill.

        Args:
            messages: The conversation.
            options: The options' words.
            prefill: How the reply begins.
            fork: Name of the branch.
            cold: Recompute the whole prompt instead of reusing its shared prefix.

        Raises:
            RolloutError: the provider gave no probabilities.
        """
        extra = {
            "orexis_options": [f" {option}" for option in options],
            "orexis_prefill": prefill,
            "orexis_cold": cold,
            **self.extra,
        }
        config = GenerateConfig(max_tokens=1, extra_body=extra)
        output = await self.model.generate(messages, config=config, cache=self._policy(fork))
        probabilities = (output.metadata or {}).get("option_probabilities")
        if not probabilities or len(probabilities) != len(options):
            raise RolloutError(f"{self.model} gave no probabilities for the options of a choice")
        return [float(one) for one in probabilities], output

    def _config(self) -> GenerateConfig:
        seed = self.seed if takes_seeds(self.model) else None
        return GenerateConfig(
            seed=seed, max_tokens=self.longest or None, extra_body=dict(self.extra) or None
        )

    def _policy(self, fork: str) -> CachePolicy | bool:
        # A plain False also overrules Inspect's own `--cache`, which would mix siblings up.
        if not self.cache:
            return False
        scopes = {
            "trunk": self.trunk,
            "fork": fork,
            "seed": str(self.seed),
            # The same name can stand for another file or another strength.
            "model": repr(sorted(self.model.model_args.items())),
        }
        return CachePolicy(per_epoch=False, scopes=scopes)
