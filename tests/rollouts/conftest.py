from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import EvalSample, list_eval_logs, read_eval_log
from inspect_ai.model import (
    ChatMessage,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    StopReason,
    modelapi,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from orexis.choices import ChoiceTable
from orexis.choices.logs import LogContents, read_logs
from orexis.probes import Design
from orexis.probes import sandbagging as probe
from orexis.probes.checks import FRAME
from orexis.rollouts.queueing import Done
from orexis.rollouts.run import Outcome, load_model, run_model

SMALL = probe.conditions({"prompt": ["plain"], "goal": ["none"]})
TOGETHER = 64
"""Rollouts that are written to the log at once: one by one takes half as long again."""
run_model_quickly = partial(run_model, buffer=TOGETHER)
"""For whatever is not about what a crash leaves behind."""


class ScriptedModel(ModelAPI):
    """A provider that answers as a test tells it to; `exact` gives probabilities instead."""

    exact_choices = False
    calls = 0

    def __init__(self, model_name: str, **arguments: Any) -> None:
        super().__init__(model_name)
        self.reply = str(arguments.get("reply", "1: A"))
        self.fails_from = int(arguments.get("fails_from", 10**9))
        self.filtered = bool(arguments.get("filtered", False))
        self.exact_choices = bool(arguments.get("exact", False))

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],
        tool_choice: ToolChoice,
        config: GenerateConfig,
    ) -> ModelOutput:
        del input, tools, tool_choice
        self.calls += 1
        if self.calls > self.fails_from:
            raise RuntimeError("the service is gone")
        stop: StopReason = "content_filter" if self.filtered else "stop"
        output = ModelOutput.from_content(self.model_name, self.reply, stop_reason=stop)
        output.usage = ModelUsage(input_tokens=90, output_tokens=10, total_tokens=100)
        if config.extra_body:
            # The text of the last option that is shown decides: order matters to this model.
            options = config.extra_body["orexis_options"]
            rest = 0.4 / (len(options) - 1)
            output.metadata = {"option_probabilities": [0.6, *[rest] * (len(options) - 1)]}
        return output

    async def count_text_tokens(self, text: str) -> int:
        return len(text)


class RecordingModel(ModelAPI):
    """Remembers every call; what it says is drawn from the words, or from the number of the call.

    With tools it lists the files, reads them, and submits (or never does: `talks`).
    """

    exact_choices = False
    seeded = True

    def __init__(self, model_name: str, **arguments: Any) -> None:
        super().__init__(model_name)
        self.numbered = bool(arguments.get("numbered", False))
        self.talks = bool(arguments.get("talks", False))
        self.seeded = bool(arguments.get("seeded", True))
        self.fails_on = str(arguments.get("fails_on", "nothing like this"))
        self.seen: list[tuple[int | None, list[str], list[str]]] = []

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],
        tool_choice: ToolChoice,
        config: GenerateConfig,
    ) -> ModelOutput:
        del tool_choice
        texts = [message.text for message in input]
        self.seen.append((config.seed, texts, [tool.name for tool in tools]))
        if self.fails_on in texts[-1]:
            raise RuntimeError("the service does not like this")
        key = str(len(self.seen)) if self.numbered else f"{config.seed} {texts}"
        drawn = hashlib.sha256(key.encode()).digest()
        output = self._said(input, bool(tools), drawn)
        output.usage = ModelUsage(input_tokens=90, output_tokens=10, total_tokens=100)
        return output

    def _said(self, messages: list[ChatMessage], tools: bool, drawn: bytes) -> ModelOutput:
        answers = "\n".join(f"{i + 1}: {'ABCD'[byte % 4]}" for i, byte in enumerate(drawn[:10]))
        if FRAME in messages[-1].text:
            return ModelOutput.from_content(self.model_name, f"Answer: {'AB'[drawn[0] % 2]}")
        if not tools or self.talks:
            return ModelOutput.from_content(self.model_name, answers)
        results = sum(message.role == "tool" for message in messages)
        calls: list[tuple[str, dict[str, Any]]] = [
            ("list_files", {}),
            ("read_file", {"name": "documentation.md"}),
            ("read_file", {"name": "questions.txt"}),
            ("submit", {"answers": answers}),
        ]
        name, arguments = calls[results]
        return ModelOutput.for_tool_call(self.model_name, name, arguments)

    async def count_text_tokens(self, text: str) -> int:
        return len(text)


@modelapi(name="recording")
def recording() -> type[ModelAPI]:
    return RecordingModel


@modelapi(name="scripted")
def scripted() -> type[ModelAPI]:
    return ScriptedModel


Ran = tuple[Outcome, LogContents]


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Run a design on a model by name, and read the logs."""

    def ran(
        design: Design, name: str, budget: int = 0, buffer: int = TOGETHER, **arguments: Any
    ) -> Ran:
        model = load_model(name, arguments)
        outcome = run_model(design, model, tmp_path / "logs", budget=budget, buffer=buffer)
        return outcome, read_logs(tmp_path / "logs", design.probe)

    return ran


def rows(table: ChoiceTable) -> dict[tuple[str, str], list[tuple[float, str]]]:
    """What the choices say, by condition and block, in the order of the questions."""
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    levels = zip(*(table.factor(name).tolist() for name in sorted(table.factors)), strict=True)
    for cell, block, outcome, why in zip(
        levels, table["block"], table["outcome"], table["why_invalid"], strict=True
    ):
        found.setdefault((str(cell), block), []).append((float(outcome), str(why)))
    return found


def samples(logs: Path) -> dict[str, EvalSample]:
    """Every sample of the logs in a folder, by id."""
    found = [read_eval_log(info).samples or [] for info in list_eval_logs(str(logs))]
    return {str(sample.id): sample for each in found for sample in each}


def done_of(contents: LogContents, model: str) -> dict[str, Done]:
    """What an earlier run completed, as a continued run is told."""
    return {
        name: Done(score, contents.tokens[model][name])
        for name, score in contents.scores.get(model, {}).items()
    }
