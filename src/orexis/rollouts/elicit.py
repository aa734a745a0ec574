"""Eliciting answers: a whole quiz at once, or one question at a time, exactly where possible."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from inspect_ai.model import ChatMessage, ModelOutput
from inspect_ai.util import span

from orexis.probes import PREFILL, Episode
from orexis.probes.answers import REFUSED, Answer
from orexis.probes.quiz import LETTERS
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.messages import chat

FLOOR = 1e-12
"""Smallest probability whose log-odds are told apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """One recorded choice, as it stands in the log."""

    item: str
    outcome: float | None
    """None where the answer is invalid."""
    why_invalid: str = ""
    exact: bool = False
    weight: float = 1.0
    fork: str = ""
    """The order in which the options were shown, where one question is asked in two; `check` on a
    fork for a manipulation check."""

    def logged(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


def row_of(item: str, answer: Answer) -> Row:
    """The row of a sampled answer."""
    return Row(item, answer.outcome if answer.valid else None, answer.why_invalid)


async def ask_quiz(
    caller: Caller, episode: Episode, messages: list[ChatMessage]
) -> tuple[list[Row], ModelOutput]:
    """Ask all questions in one call."""
    output = await caller.write(messages)
    cut_off = output.stop_reason in {"max_tokens", "model_length"}
    rows = quiz_rows(episode, output.completion, cut_off=cut_off)
    return told_apart(rows, output), output


def told_apart(rows: list[Row], output: ModelOutput) -> list[Row]:
    """The rows of a reply, missing answers as refused where the provider withheld it."""
    if output.stop_reason != "content_filter":
        return rows
    return [replace(row, why_invalid=REFUSED) if row.outcome is None else row for row in rows]


def quiz_rows(episode: Episode, reply: str, *, cut_off: bool = False) -> list[Row]:
    """The rows of a reply to the whole quiz; `cut_off` at a limit on its length."""
    answers = episode.read(reply, cut_off=cut_off)
    return [row_of(episode.item(i), answer) for i, answer in enumerate(answers)]


async def ask_one_by_one(caller: Caller, episode: Episode) -> tuple[list[Row], ModelOutput]:
    """Ask each question on a branch of its own: no answer feeds the next one."""
    ask = _ask_exactly if gives_exact_choices(caller.model) else _ask_sampled
    rows: list[Row] = []
    output = ModelOutput()
    for index in range(len(episode.questions)):
        async with span(f"question {index + 1}"):
            answered, output = await ask(caller, episode, index)
            rows += answered
    return rows, output


async def _ask_sampled(
    caller: Caller, episode: Episode, index: int
) -> tuple[list[Row], ModelOutput]:
    output = await caller.write(chat(episode.asked(index)), fork=f"question {index + 1}")
    answer = episode.read_one(output.completion, index)
    return told_apart([row_of(episode.item(index), answer)], output), output


async def _ask_exactly(
    caller: Caller, episode: Episode, index: int
) -> tuple[list[Row], ModelOutput]:
    if episode.asking == "statement":
        probability, output = await exact_choice(caller, episode, index)
        return [Row(episode.item(index), probability, exact=True)], output
    rows = []
    for order, turned in (("given", False), ("reversed", True)):
        probability, output = await exact_choice(caller, episode, index, turned=turned)
        rows.append(Row(episode.item(index), probability, exact=True, weight=0.5, fork=order))
    return rows, output


async def exact_choice(
    caller: Caller, episode: Episode, index: int, *, turned: bool = False, cold: bool = False
) -> tuple[float, ModelOutput]:
    """The probability of the right answer to one question.

    Args:
        caller: A model whose provider gives exact choices.
        episode: The episode.
        index: Which question, from 0.
        turned: Show the options in the opposite order.
        cold: Recompute the whole prompt instead of reusing its shared prefix.
    """
    question = episode.questions[index].reversed() if turned else episode.questions[index]
    probabilities, output = await caller.choose(
        chat(episode.asked(index, turned=turned)),
        LETTERS if episode.asking == "options" else question.options,
        PREFILL[episode.asking],
        fork=f"question {index + 1}" + " reversed" * turned,
        cold=cold,
    )
    return probabilities[question.right], output


async def noise_floor(caller: Caller, episode: Episode) -> float:
    """Shift in log-odds of one choice between the cold and the cached path of the provider."""
    cached, _ = await exact_choice(caller, episode, 0)
    cold, _ = await exact_choice(caller, episode, 0, cold=True)
    return abs(log_odds(cached) - log_odds(cold))


def log_odds(probability: float) -> float:
    """The log-odds of a probability, finite at 0 and 1."""
    return math.log(max(probability, FLOOR)) - math.log(max(1 - probability, FLOOR))
