"""Between Inspect's messages and what a model server reads and writes."""

from collections.abc import Sequence
from typing import Any

from inspect_ai.model import (
    ChatCompletionChoice,
    ChatMessage,
    ChatMessageAssistant,
    ModelOutput,
    ModelUsage,
)

from orexis.agents.local.client import ChatTurn, Chosen, Completion, StopReason


def as_chat(messages: Sequence[ChatMessage]) -> list[ChatTurn]:
    """Reduce Inspect's messages to roles and texts.

    Chat templates may put in a system prompt of their own where there is none, so an empty one is
    put where the conversation has none. What a tool returned becomes a text of the user's.

    Args:
        messages: The conversation.

    Returns:
        The same, beginning with a system message.
    """
    turns = [
        ChatTurn(role="user" if message.role == "tool" else message.role, content=message.text)
        for message in messages
    ]
    if not turns or turns[0]["role"] != "system":
        turns.insert(0, ChatTurn(role="system", content=""))
    return turns


def text_output(model: str, completion: Completion) -> ModelOutput:
    """Give free text in Inspect's form.

    Args:
        model: The model's name.
        completion: What it wrote.

    Returns:
        Inspect's output, with usage.
    """
    usage = _usage(completion.tokens_in, completion.tokens_out, completion.tokens_cached)
    return _output(model, completion.text, completion.stop_reason, usage)


def choice_output(model: str, options: Sequence[str], chosen: Chosen) -> ModelOutput:
    """Give an exact choice in Inspect's form.

    Args:
        model: The model's name.
        options: What could be chosen.
        chosen: With which probabilities.

    Returns:
        Inspect's output: the most probable option as text, the probabilities in its metadata.
    """
    best = max(range(len(options)), key=lambda position: chosen.probabilities[position])
    usage = _usage(chosen.tokens_in, chosen.calls, chosen.tokens_cached)
    metadata = {
        "option_probabilities": list(chosen.probabilities),
        "path": chosen.path,
        "tokens_cached": chosen.tokens_cached,
    }
    return _output(model, options[best].strip(), "stop", usage, metadata)


def _output(
    model: str,
    text: str,
    stop_reason: StopReason,
    usage: ModelUsage,
    metadata: dict[str, Any] | None = None,
) -> ModelOutput:
    message = ChatMessageAssistant(content=text, model=model, source="generate")
    choice = ChatCompletionChoice(message=message, stop_reason=stop_reason)
    return ModelOutput(model=model, choices=[choice], usage=usage, metadata=metadata)


def _usage(tokens_in: int, tokens_out: int, tokens_cached: int) -> ModelUsage:
    # Inspect counts input out of the cache apart from the input charged in full.
    return ModelUsage(
        input_tokens=tokens_in - tokens_cached,
        output_tokens=tokens_out,
        total_tokens=tokens_in + tokens_out,
        input_tokens_cache_read=tokens_cached,
    )
