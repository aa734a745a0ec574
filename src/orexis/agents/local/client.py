"""What a model server is asked, whatever its dialect, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypedDict

StopReason = Literal["stop", "max_tokens", "model_length"]


class ChatTurn(TypedDict):
    """One message of a conversation."""

    role: str
    content: str


@dataclass(frozen=True)
class Completion:
    """Free text that the model wrote."""

    text: str
    tokens_in: int
    """Tokens of the prompt, those out of the cache included."""
    tokens_out: int
    tokens_cached: int
    """Those of `tokens_in` that came out of the cache."""
    stop_reason: StopReason


@dataclass(frozen=True)
class Chosen:
    """How a model that may say nothing but one of the options would choose."""

    probabilities: tuple[float, ...]
    """For each option, in [0, 1]; together 1."""
    tokens_in: int
    """Tokens of all prompts sent, those out of the cache included."""
    tokens_cached: int
    calls: int
    """Requests to the model: one for each point at which options part."""
    path: Literal["cold", "cached"]
    """Whether the prompt was computed anew, or its beginning could come out of the cache."""


class ModelClient(Protocol):
    """A model server that can be asked for exact choices."""

    async def apply_template(self, messages: Sequence[ChatTurn]) -> str:
        """Render messages as the text that the model reads, up to where it is to speak.

        Args:
            messages: The conversation.

        Returns:
            The prompt.
        """
        ...

    async def tokenize(self, text: str) -> list[int]:
        """Give the token ids of a whole prompt.

        Args:
            text: The prompt, from its beginning.

        Returns:
            Its token ids, with those that the server itself puts first.
        """
        ...

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
        """Let the model write.

        By default it draws from its own distribution: nothing is cut off, as servers like to do.

        Args:
            prompt: What it continues.
            max_tokens: Length at which it is stopped.
            temperature: 0 always takes the most probable token, 1 leaves the model as it is.
            seed: The same seed gives the same text; by default a new one each time.
            stop: Texts before which it stops.
            top_p: Share of the probability that may be drawn, in (0, 1].
            top_k: Number of tokens that may be drawn; 0 for all.

        Returns:
            The text.
        """
        ...

    async def choose(self, prompt: str, options: Sequence[str], *, cold: bool = False) -> Chosen:
        """Give the exact probability of each option, the model being held to the options.

        It is the probability with which the model, at temperature 1, would write that option if
        at each token it could only go on with one of the options.

        Args:
            prompt: What the model has read.
            options: Texts that it may continue with; none the beginning of another in tokens.
            cold: Compute the whole prompt anew instead of taking what the cache has.

        Returns:
            The probabilities and what they cost.
        """
        ...
