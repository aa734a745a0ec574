"""Agents that run in this process as Inspect models: planted agents and organisms.

With `-M exact=true` an agent that chooses between offers gives its exact probabilities, by the same
words in `GenerateConfig.extra_body` as the local model does: `orexis_options`, `orexis_prefill`.
"""

from __future__ import annotations

from collections.abc import Sequence

from inspect_ai.model import (
    ChatMessage,
    ChatMessageTool,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from orexis.agents.planted.agent import PlantedAgent
from orexis.agents.planted.choosers.chooser import Chooser
from orexis.agents.planted.replies import Reply
from orexis.contexts import Message

CHARACTERS_PER_TOKEN = 4
"""These agents have no tokenizer; their usage is what English text comes to on average."""


class AgentModel(ModelAPI):
    """Hands Inspect's messages to an agent, and its reply back.

    Args:
        model_name: The name that replies are given under.
        agent: Who answers.
        config: Inspect's settings of a call.
    """

    exact_choices: bool = False
    """Whether it understands `orexis_options`: each agent for itself."""
    seeded: bool = True
    """The same seed gives the same reply."""
    takes_tools: bool = True
    """Whether it uses tools that are on offer."""

    def __init__(
        self, model_name: str, agent: PlantedAgent | Chooser, config: GenerateConfig | None = None
    ) -> None:
        super().__init__(model_name, None, None, [], config or GenerateConfig())
        self.agent = agent
        self.exact_choices = isinstance(agent, Chooser) and agent.exact

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],
        tool_choice: ToolChoice,
        config: GenerateConfig,
    ) -> ModelOutput:
        """What the agent does next; the seed of the call is the rollout's."""
        messages = [_message(message) for message in input]
        offered = [] if tool_choice == "none" else [tool.name for tool in tools]
        reply = self.agent.act(messages, config.seed or 0, offered)
        output = self._output(reply)
        options = (config.extra_body or {}).get("orexis_options")
        if options is not None and self.exact_choices:
            output = self._choice(messages, options) or output
        tokens_in = sum(len(message.text) for message in messages) // CHARACTERS_PER_TOKEN
        tokens_out = max(1, len(reply.text) // CHARACTERS_PER_TOKEN)
        output.usage = ModelUsage(
            input_tokens=tokens_in, output_tokens=tokens_out, total_tokens=tokens_in + tokens_out
        )
        return output

    def _output(self, reply: Reply) -> ModelOutput:
        if reply.tool is None:
            return ModelOutput.from_content(self.model_name, reply.text)
        return ModelOutput.for_tool_call(
            self.model_name, reply.tool.name, dict(reply.tool.arguments)
        )

    def _choice(self, messages: Sequence[Message], options: Sequence[str]) -> ModelOutput | None:
        """The exact choice; none where the agent finds no offer: it has said so in words then."""
        assert isinstance(self.agent, Chooser)  # noqa: S101 - `exact_choices` says so
        probabilities = self.agent.option_probabilities(messages, options)
        if not probabilities:
            return None
        best = options[max(range(len(options)), key=probabilities.__getitem__)]
        output = ModelOutput.from_content(self.model_name, best.strip())
        output.metadata = {"option_probabilities": probabilities}
        return output

    async def count_text_tokens(self, text: str) -> int:
        """Without a tokenizer, which Inspect would download."""
        return len(text) // CHARACTERS_PER_TOKEN

    def max_connections(self) -> int:
        """They answer at once; more at a time would only cost memory."""
        return 8


def _message(message: ChatMessage) -> Message:
    tool = (message.function or "") if isinstance(message, ChatMessageTool) else ""
    return Message(message.role, message.text, tool)
