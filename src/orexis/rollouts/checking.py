"""Answering a manipulation check on a fork: drawn, or exactly in both orders of the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inspect_ai.model import ChatMessage, ChatMessageUser, ModelOutput
from inspect_ai.tool import Tool

from orexis.probes import PREFILL
from orexis.probes.answers import REFUSED
from orexis.probes.checks import CHECK_FORK, CheckQuestion
from orexis.probes.quiz import LETTERS
from orexis.rollouts.caller import Caller
from orexis.rollouts.capabilities import gives_exact_choices
from orexis.rollouts.elicit import Row
from orexis.rollouts.errors import RolloutError

Beliefs = dict[str, float]


async def answer_check(
    caller: Caller, question: CheckQuestion, messages: list[ChatMessage], tools: Sequence[Tool]
) -> tuple[list[Row], Beliefs, ModelOutput]:
    """Put the check that stands at the end of the messages.

    Args:
        caller: Who is asked.
        question: The check.
        messages: The fork, with the check at its end.
        tools: Tools that the messages speak of.

    Returns:
        The rows, the probability of each belief (none where the answer is not valid), and the
        model's output, the last one where there are two.
    """
    if gives_exact_choices(caller.model):
        beliefs, output = await _exactly(caller, question, messages)
        return check_rows(question, beliefs, exact=True), beliefs, output
    output = await caller.answer(messages, question.check.name, tools)
    beliefs, why = question.read(output.completion)
    if not beliefs and output.stop_reason == "content_filter":
        why = REFUSED
    return check_rows(question, beliefs, why), beliefs, output


def check_rows(
    question: CheckQuestion, beliefs: Mapping[str, float], why: str = "", *, exact: bool = False
) -> list[Row]:
    """One row per item of the check; without an outcome where there are no beliefs."""
    if beliefs:
        found = question.outcomes(beliefs)
        return [Row(item, value, "", exact, fork=CHECK_FORK) for item, value in found.items()]
    items = question.outcomes(dict.fromkeys(question.check.beliefs, 0.0))
    return [Row(item, None, why, exact, fork=CHECK_FORK) for item in items]


async def _exactly(
    caller: Caller, question: CheckQuestion, messages: list[ChatMessage]
) -> tuple[Beliefs, ModelOutput]:
    """The mean over both orders of the options: a model may prefer a letter."""
    beliefs: Beliefs = dict.fromkeys(question.check.beliefs, 0.0)
    output = ModelOutput()
    for order, shown in (("given", question), ("reversed", question.reversed())):
        letters = LETTERS[: len(shown.options)]
        turned = _turned(messages, question, shown)
        probabilities, output = await caller.choose(
            turned, letters, PREFILL["options"], fork=f"{question.check.name} {order}"
        )
        for (belief, _), probability in zip(shown.options, probabilities, strict=True):
            beliefs[belief] += probability / 2
    return beliefs, output


def _turned(
    messages: list[ChatMessage], question: CheckQuestion, shown: CheckQuestion
) -> list[ChatMessage]:
    last = messages[-1]
    if not last.text.endswith(question.asked()):
        raise RolloutError("a fork does not end with its check; start the run again")
    text = last.text.removesuffix(question.asked()) + shown.asked()
    return [*messages[:-1], ChatMessageUser(content=text)]
