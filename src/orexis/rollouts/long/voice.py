"""A model as one sample of a long rollout calls it: a seed for every call, and exact choices."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from inspect_ai.model import ChatMessage, Model, ModelOutput
from inspect_ai.tool import Tool

from orexis.probes.answers import REFUSED
from orexis.probes.offers import ACCEPT, Offer, read_choice
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices, saves_checkpoints
from orexis.rollouts.long.places import Place
from orexis.rollouts.long.window import WindowFull, full_window

At = tuple[object, ...]
"""Which call of a sample."""
WRITING = ("note", "summary")
"""Calls whose replies have a length of their own."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an offer."""

    outcome: float | None
    """Accepted, or the probability of it; None without an answer."""
    why_invalid: str
    exact: bool
    kind: str
    """What was chosen, or drawn from exact probabilities: `accept`, `decline`, or nothing."""
    reply: str
    """What stands in the context as the agent's choice, where it was drawn."""
    output: ModelOutput


@dataclass(frozen=True)
class Voice:
    """A model as one sample calls it."""

    model: Model
    place: Place
    cache: bool = False
    tools: tuple[Tool, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the model gives the probabilities of its choices."""
        return gives_exact_choices(self.model)

    def seed(self, at: At) -> int:
        """Of one call."""
        script = self.place.script
        return script.design.seed_of(script.name, self.place.episode, *at)

    async def write(self, messages: Sequence[ChatMessage], at: At) -> ModelOutput:
        """A free reply, or the call of a tool.

        Raises:
            WindowFull: there is too much context.
        """
        return await self._heard(
            self._caller(at).write(list(messages), self._branch(at), self.tools)
        )

    async def say(self, messages: Sequence[ChatMessage], at: At) -> ModelOutput:
        """A reply in words: tools that the messages speak of are declared, but not on offer.

        Raises:
            WindowFull: there is too much context.
        """
        return await self._heard(
            self._caller(at).answer(list(messages), self._branch(at), self.tools)
        )

    async def choose(self, messages: Sequence[ChatMessage], offer: Offer, at: At) -> Decision:
        """The exact choice between the options of the offer that stands at the end.

        Raises:
            WindowFull: there is too much context.
        """
        words = [offer.continuation(one) for one in offer.options]
        try:
            found, output = await self._caller(at).choose(
                list(messages), words, offer.prefill, fork=self._branch(at)
            )
        except Exception as error:
            raise full_window(error) or error from error
        kinds = [one.kind for one in offer.options]
        accepts = found[kinds.index(ACCEPT)]
        drawn = bool(np.random.default_rng(self.seed(at)).random() < accepts)
        option = next(one for one in offer.options if (one.kind == ACCEPT) == drawn)
        closing = "}" if offer.format == "action" and offer.asking == "letter" else ""
        reply = f"{offer.prefill} {offer.continuation(option)}{closing}"
        return Decision(min(1.0, accepts), "", True, option.kind, reply, output)

    async def keep(self, messages: Sequence[ChatMessage]) -> str:
        """Let the provider keep what the model has read, where it can; gives why it could not.

        Raises:
            WindowFull: there is too much context.
        """
        if not saves_checkpoints(self.model):
            return ""
        name = f"{self.model}/{self.place.id}"
        caller = replace(
            self._caller(("keep",)), extra={"orexis_checkpoint": name, "orexis_read": True}
        )
        output = await self._heard(caller.write(list(messages), self._branch(("keep",))))
        return str((output.metadata or {}).get("checkpoint", {}).get("fault", ""))

    async def _heard(self, call: Awaitable[ModelOutput]) -> ModelOutput:
        try:
            output = await call
        except Exception as error:
            raise full_window(error) or error from error
        if output.stop_reason == "model_length":
            raise WindowFull
        return output

    def _branch(self, at: At) -> str:
        return "/".join(map(str, (self.place.episode, self.place.reset, *at)))

    def _caller(self, at: At) -> Caller:
        extra = {"orexis_resume": True} if saves_checkpoints(self.model) else {}
        script = self.place.script
        longest = 0 if at[0] in WRITING else script.design.reply
        return Caller(self.model, self.seed(at), script.name, self.cache, extra, longest)


def drawn(output: ModelOutput, offer: Offer) -> Decision:
    """The choice that a reply states."""
    kind, why = read_choice(output.completion, offer.options)
    if not kind and output.stop_reason == "content_filter":
        why = REFUSED
    outcome = float(kind == ACCEPT) if kind else None
    return Decision(outcome, why, False, kind, output.completion, output)
