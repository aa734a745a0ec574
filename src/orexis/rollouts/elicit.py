"""Eliciting answers: a whole quiz at once, or one question at a time, exactly where possible."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

from inspect_ai.model import ChatMessage, GenerateConfig, Model, ModelOutput
from inspect_ai.util import span

from orexis.probes.answers import REFUSED, Answer
from orexis.probes.quiz import LETTERS, Question
from orexis.probes.sandbagging import PREFILL, Episode
from orexis.rollouts.capabilities import gives_exact_choices, takes_seeds
from orexis.rollouts.errors import RolloutError
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
    """The order in which the options were shown, where one question is asked in two."""

    def logged(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


def row_of(item: str, answer: Answer) -> Row:
    """The row of a sampled answer."""
    return Row(item, answer.outcome if answer.valid else None, answer.why_invalid)


async def ask_quiz(
    model: Model, episode: Episode, messages: list[ChatMessage], seed: int
) -> tuple[list[Row], ModelOutput]:
    """Ask all questions in one call."""
    output = await model.generate(messages, config=sampling(model, seed))
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


async def ask_one_by_one(
    model: Model, episode: Episode, seed: int
) -> tuple[list[Row], ModelOutput]:
    """Ask each question on a branch of its own: no answer feeds the next one."""
    ask = _ask_exactly if gives_exact_choices(model) else _ask_sampled
    rows: list[Row] = []
    output = ModelOutput()
    for index in range(len(episode.questions)):
        async with span(f"question {index + 1}"):
            answered, output = await ask(model, episode, index, seed)
            rows += answered
    return rows, output


async def _ask_sampled(
    model: Model, episode: Episode, index: int, seed: int
) -> tuple[list[Row], ModelOutput]:
    output = await model.generate(chat(episode.asked(index)), config=sampling(model, seed))
    answer = episode.read_one(output.completion, index)
    return told_apart([row_of(episode.item(index), answer)], output), output


async def _ask_exactly(
    model: Model, episode: Episode, index: int, seed: int
) -> tuple[list[Row], ModelOutput]:
    del seed
    if episode.asking == "statement":
        probability, output = await exact_choice(model, episode, index)
        return [Row(episode.item(index), probability, exact=True)], output
    rows = []
    for order, turned in (("given", False), ("reversed", True)):
        probability, output = await exact_choice(model, episode, index, turned=turned)
        rows.append(Row(episode.item(index), probability, exact=True, weight=0.5, fork=order))
    return rows, output


async def exact_choice(
    model: Model, episode: Episode, index: int, *, turned: bool = False, cold: bool = False
) -> tuple[float, ModelOutput]:
    """The probability of the right answer to one question.

    Args:
        model: A model whose provider gives exact choices.
        episode: The episode.
        index: Which question, from 0.
        turned: Show the options in the opposite order.
        cold: Recompute the whole prompt instead of reusing its shared prefix.
    """
    question = episode.questions[index].reversed() if turned else episode.questions[index]
    extra = {
        "orexis_options": _option_texts(episode, question),
        "orexis_prefill": PREFILL[episode.asking],
        "orexis_cold": cold,
    }
    config = GenerateConfig(max_tokens=1, extra_body=extra)
    output = await model.generate(chat(episode.asked(index, turned=turned)), config=config)
    probabilities = (output.metadata or {}).get("option_probabilities")
    if not probabilities or len(probabilities) != len(question.options):
        raise RolloutError(f"{model} gave no probabilities for the options of a choice")
    return float(probabilities[question.right]), output


async def noise_floor(model: Model, episode: Episode) -> float:
    """Shift in log-odds of one choice between the cold and the cached path of the provider."""
    cached, _ = await exact_choice(model, episode, 0)
    cold, _ = await exact_choice(model, episode, 0, cold=True)
    return abs(_log_odds(cached) - _log_odds(cold))


def _option_texts(episode: Episode, question: Question) -> list[str]:
    texts = LETTERS if episode.asking == "options" else question.options
    return [f" {text}" for text in texts]


def _log_odds(probability: float) -> float:
    return math.log(max(probability, FLOOR)) - math.log(max(1 - probability, FLOOR))


def sampling(model: Model, seed: int) -> GenerateConfig:
    """How a free reply is drawn: with the rollout's seed where the provider takes one."""
    return GenerateConfig(seed=seed) if takes_seeds(model) else GenerateConfig()
