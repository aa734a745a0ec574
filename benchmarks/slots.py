"""What does a checkpoint of the local model spare, against reading a long prefix again?

    python benchmarks/slots.py [--tokens 2000 6000] [--questions 3]

On one thread, at each length: a choice that reads everything (cold), one whose prefix comes from
the disk, and one whose prefix is in the engine, in turns and on the same questions; what saving and
restoring cost; and how far the exact answers lie apart. Seconds by the clock, and of the processor
where other work takes its share. Some 5 minutes on a machine of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageUser,
    GenerateConfig,
    ModelOutput,
)

from orexis.agents.local.checkpoint_files import checksum
from orexis.agents.local.engine import start_engine
from orexis.agents.local.llama_client import LlamaClient
from orexis.agents.local.provider import LocalModel
from orexis.agents.local.weights import f16_weights, find_weights

WINDOW = 8192
TOKENS_PER_LINE = 9.7
QUESTIONS = ("Stop or go on?", "Go on or stop?", "What now?", "And then?", "Will you stop?")
OPTIONS = [" stop.", " go on."]


@dataclass(frozen=True)
class Answer:
    """An answer and what it took."""

    output: ModelOutput
    seconds: float
    cpu_seconds: float
    """Of the whole process: the engine runs in it."""

    @property
    def log_odds(self) -> float:
        """Of the first option."""
        one, other = (self.output.metadata or {})["option_probabilities"]
        return math.log(one / other)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tokens", type=int, nargs="+", default=[2000, 6000])
    parser.add_argument("--questions", type=int, choices=range(1, 6), default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = LocalModel("smollm2", n_ctx=WINDOW, threads=1, checkpoint_folder=folder)
        for tokens in given.tokens:
            _compare(model, Path(folder), tokens, QUESTIONS[: given.questions])


def _compare(model: LocalModel, folder: Path, tokens: int, questions: tuple[str, ...]) -> None:
    prefix = _prefix(tokens)
    saved = _timed(model, prefix, orexis_checkpoint=str(tokens), orexis_read=True)
    facts = (saved.output.metadata or {})["checkpoint"]
    if facts["fault"]:
        raise SystemExit(str(facts["fault"]))
    answers: dict[str, list[Answer]] = {"cold": [], "restored": [], "held": []}
    for question in questions:
        answers["cold"].append(_choice(model, prefix, question, orexis_cold=True))
        _push_out(model)
        restored = _choice(model, prefix, question, orexis_resume=True)
        if not (restored.output.metadata or {})["checkpoint"]["restored"]:
            raise SystemExit("nothing was restored")
        answers["restored"].append(restored)
        _choice(model, prefix, "Something else entirely?")
        answers["held"].append(_choice(model, prefix, question))
    _show(facts["saved"], answers)
    _show_files(folder, facts["saved"])


def _show(tokens: int, answers: dict[str, list[Answer]]) -> None:
    print(f"{tokens} tokens in the slot, {len(answers['cold'])} questions, medians")
    whole = median(answer.seconds for answer in answers["cold"])
    for name, given in answers.items():
        taken, of_cpu = median(a.seconds for a in given), median(a.cpu_seconds for a in given)
        ratio = f"1/{whole / taken:.0f} of cold"
        print(f"  choice, {name:9}{taken:8.3f} s (processor {of_cpu:.3f} s)  {ratio}")
    for one, other in (("restored", "held"), ("restored", "cold")):
        pairs = zip(answers[one], answers[other], strict=True)
        shift = max(abs(a.log_odds - b.log_odds) for a, b in pairs)
        print(f"  largest shift in log-odds, {one} against {other}: {shift:.6f}")


def _show_files(folder: Path, tokens: int) -> None:
    """Time the parts of a checkpoint by themselves, on the engine that the model has."""
    weights = f16_weights(find_weights())
    client = LlamaClient(start_engine(weights, 1, WINDOW, folder))
    state = max(folder.glob("*.slot"), key=lambda path: path.stat().st_size)
    size = state.stat().st_size
    read = _middle(lambda: asyncio.run(client.restore_slot(state.name)))
    write = _middle(lambda: asyncio.run(client.save_slot("again.draft")))
    check = _middle(lambda: checksum(state))
    print(f"  file {size / 1e6:.0f} MB ({size / tokens / 1e3:.1f} MB per 1,000 tokens)", end="; ")
    print(f"save {write:.3f} s, restore {read:.3f} s, checksum {check:.3f} s")


def _middle(call: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return median(taken)


def _prefix(tokens: int) -> list[ChatMessage]:
    lines = round(tokens / TOKENS_PER_LINE)
    text = " ".join(f"Box {line} holds {line * 7 % 53} pens." for line in range(lines))
    return [ChatMessageUser(content=text), ChatMessageAssistant(content="I have read it.")]


def _choice(model: LocalModel, prefix: list[ChatMessage], question: str, **extra: object) -> Answer:
    messages = [*prefix, ChatMessageUser(content=question)]
    return _timed(model, messages, orexis_options=OPTIONS, orexis_prefill="I", **extra)


def _timed(model: LocalModel, messages: list[ChatMessage], **extra: object) -> Answer:
    started, of_cpu = time.perf_counter(), time.process_time()
    config = GenerateConfig(extra_body=dict(extra), max_tokens=1)
    output = asyncio.run(model.generate(messages, [], "auto", config))
    return Answer(output, time.perf_counter() - started, time.process_time() - of_cpu)


def _push_out(model: LocalModel) -> None:
    message: list[ChatMessage] = [ChatMessageUser(content="Hello.")]
    _timed(model, message, orexis_options=["a", "b"], orexis_cold=True)


if __name__ == "__main__":
    main()
