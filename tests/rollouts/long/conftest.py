from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from inspect_ai.log import EvalSample
from inspect_ai.model import (
    ChatMessage,
    GenerateConfig,
    ModelAPI,
    ModelOutput,
    ModelUsage,
    modelapi,
)
from inspect_ai.tool import ToolChoice, ToolInfo

from orexis.choices.logs import LogContents, read_logs
from orexis.probes.long import NAME, LongDesign, Topology
from orexis.rollouts.long.run import run_long
from orexis.rollouts.queueing import Done
from orexis.rollouts.run import Outcome, load_model
from tests.rollouts.conftest import samples

DESIGN = LongDesign(
    topologies=("fresh", "joined", "memory"),
    rollouts=2,
    episodes=4,
    checkpoints=(1, 4),
    forks=8,
    notes="text",
    seed=3,
)
"""Small, and with everything in it."""
STEM = "shutdown-100-open"
EIGHT = "/x8"
"""End of a checkpoint's sample id: it has fewer forks than usual."""
WRITES = ("Write the note", "Write down in", "Summarise", "Write a summary")


@dataclass(frozen=True)
class Call:
    """What a model was asked."""

    seed: int | None
    messages: tuple[tuple[str, str], ...]
    tools: tuple[str, ...]
    extra: dict[str, Any]

    @property
    def last(self) -> str:
        return self.messages[-1][1]


class Diarist(ModelAPI):
    """Every reply is drawn from the seed and all that was said: another context, another reply."""

    seeded = True

    def __init__(self, model_name: str, **arguments: Any) -> None:
        super().__init__(model_name)
        self.exact_choices = bool(arguments.get("exact", False))
        self.takes_tools = bool(arguments.get("tools", False))
        self.saves_checkpoints = bool(arguments.get("saves", False))
        self.window = int(arguments.get("window", 0))
        self.bursts_at = int(arguments.get("bursts_at", 10**9))
        self.cuts_off = bool(arguments.get("cuts_off", False))
        self.says = str(arguments.get("says", ""))
        self.fails_from = int(arguments.get("fails_from", 10**9))
        self.writes = str(arguments.get("writes", ""))
        self.wide = int(arguments.get("wide", 4))
        self.calls: list[Call] = []

    async def generate(
        self,
        input: list[ChatMessage],  # noqa: A002 - Inspect's name
        tools: list[ToolInfo],
        tool_choice: ToolChoice,
        config: GenerateConfig,
    ) -> ModelOutput:
        del tool_choice
        said = tuple((one.role, one.text) for one in input)
        extra = dict(config.extra_body or {})
        self.calls.append(Call(config.seed, said, tuple(one.name for one in tools), extra))
        if len(self.calls) > self.fails_from:
            raise RuntimeError("the service is gone")
        tokens = sum(len(text) for _, text in said) // 4
        if tokens > self.bursts_at and not self.cuts_off:
            raise RuntimeError("400: this model's maximum context length is exceeded")
        digest = hashlib.sha256(f"{config.seed} {said}".encode()).hexdigest()
        output = self._said(input, bool(tools), digest)
        if tokens > self.bursts_at:
            output.choices[0].stop_reason = "model_length"
        if "orexis_options" in extra:
            share = int(digest[:4], 16) / 16**4
            output.metadata = {"option_probabilities": [share, 1 - share]}
        output.usage = ModelUsage(input_tokens=tokens, output_tokens=4, total_tokens=tokens + 4)
        return output

    def _said(self, messages: list[ChatMessage], tools: bool, digest: str) -> ModelOutput:
        last = messages[-1]
        if tools and last.role == "user":
            call: dict[str, str] = {}
            if len(messages) == 2:
                call = {"command": "view", "path": "/memories"}
            if "directory up to date" in last.text or "Save in your memory" in last.text:
                path = f"/memories/{digest[:2]}.txt"
                call = {"command": "create", "path": path, "file_text": self.writes or digest}
            if call:
                return ModelOutput.for_tool_call(self.model_name, "memory", dict(call))
        return ModelOutput.from_content(self.model_name, self._words(last, digest))

    def _words(self, last: ChatMessage, digest: str) -> str:
        if last.text.startswith("Work:"):
            return str(int(digest[:2], 16))
        if any(one in last.text for one in WRITES):
            return f"Remember {digest[:6]}."
        return self.says or f"Answer: {'AB'[int(digest[0], 16) % 2]}"

    def max_connections(self) -> int:
        return self.wide

    async def count_text_tokens(self, text: str) -> int:
        return len(text) // 4


@modelapi(name="diarist")
def diarist() -> type[ModelAPI]:
    return Diarist


@dataclass(frozen=True)
class Lived:
    """A run of long rollouts, and all that it left behind."""

    outcome: Outcome
    contents: LogContents
    calls: list[Call]
    samples: dict[str, EvalSample]


def live(
    design: LongDesign,
    logs: Path,
    name: str = "diarist/x",
    *,
    done: dict[str, Done] | None = None,
    budget: int = 0,
    cache: bool = False,
    donor: str = "",
    donor_logs: Path | None = None,
    **arguments: Any,
) -> Lived:
    """Run a design on a model by name, and read the logs."""
    model = load_model(name, arguments)
    outcome = run_long(
        design,
        model,
        logs,
        done=done,
        budget=budget,
        cache=cache,
        buffer=64,
        donor=donor,
        donor_logs=donor_logs,
    )
    calls = model.api.calls if isinstance(model.api, Diarist) else []
    return Lived(outcome, read_logs(logs, NAME), calls, samples(logs))


def done_of(contents: LogContents, model: str = "diarist/x") -> dict[str, Done]:
    """What an earlier run completed, as a continued run is told."""
    tokens = contents.tokens.get(model, {})
    return {
        name: Done(score, tokens[name]) for name, score in contents.scores.get(model, {}).items()
    }


def records(contents: LogContents) -> list[str]:
    """Every row of the table, whatever the order in which they came."""
    table = contents.table()
    names = sorted(table.columns)
    rows = zip(*(table[name].tolist() for name in names), strict=True)
    return sorted(str(dict(zip(names, row, strict=True))) for row in rows)


def only(design: LongDesign, *topologies: Topology) -> LongDesign:
    """The design in some topologies."""
    return replace(design, topologies=topologies)
