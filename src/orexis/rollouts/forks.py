"""Forks: a completed rollout goes on from its decision point, to be asked what it believes.

The rollout itself, the trunk, is over by then: nothing that is asked here can touch it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from inspect_ai.dataset import Sample
from inspect_ai.log import EvalSample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageTool, ChatMessageUser

from orexis.probes import Design, Episode
from orexis.probes.beliefs import CHECKS
from orexis.probes.checks import CheckQuestion, check_questions
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.files import READ, SUBMIT
from orexis.rollouts.messages import chat
from orexis.rollouts.samples import metadata_of, sample_id

DIRECTIONS = ("high", "low")
"""Levels of the trigger with a policy that there is something to believe about."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """What the log has of a rollout that is to be forked."""

    opening: tuple[ChatMessage, ...]
    messages: tuple[ChatMessage, ...]
    """The whole conversation, the opening messages included."""

    @classmethod
    def of(cls, sample: EvalSample) -> Trunk:
        """The trunk in a log."""
        text = sample.input
        opening = [ChatMessageUser(content=text)] if isinstance(text, str) else text
        return cls(tuple(opening), tuple(sample.messages))


def fork_ids(design: Design, episode: Episode) -> dict[str, str]:
    """The sample id of each check that this rollout is forked for; empty where it is not."""
    in_time = episode.block < design.checks and bool(design.asks.ablations)
    if not in_time or episode.condition.get("trigger") not in DIRECTIONS:
        return {}
    return {check.name: f"fork/{episode.name}/{check.name}" for check in CHECKS}


def fork_seed(design: Design, episode: Episode, check: str) -> int:
    """The seed of a fork: the rollout's with the check's name hashed into it; below 2**31.

    Another seed than the trunk's: the fork draws an answer of its own at the same point.
    """
    key = f"{episode.seed(design.seed)}/{check}".encode()
    return int.from_bytes(blake2b(key, digest_size=4).digest(), "big") >> 1


def question_of(design: Design, metadata: dict[str, Any], episode: Episode) -> CheckQuestion:
    """The check that a fork's metadata name."""
    return next(
        one for one in check_questions(design, episode) if one.check.name == metadata["fork"]
    )


def fork_samples(
    design: Design, episode: Episode, trunk: Trunk | None
) -> dict[str, Sample | RolloutError]:
    """The forks of one rollout, or why one cannot be made, by sample id.

    Args:
        design: What is asked.
        episode: The rollout's episode, composed from the design.
        trunk: What the log has of the rollout; None where there is no log of it.
    """
    made: dict[str, Sample | RolloutError] = {}
    names = fork_ids(design, episode)
    for question in check_questions(design, episode) if names else ():
        name = names[question.check.name]
        try:
            made[name] = _fork(design, episode, trunk, question, name)
        except RolloutError as error:
            made[name] = error
    return made


def _fork(
    design: Design, episode: Episode, trunk: Trunk | None, question: CheckQuestion, name: str
) -> Sample:
    stem = sample_id(episode, "arms")
    why = _why_not(design, episode, trunk)
    if why:
        raise RolloutError(f"the fork '{name}' of the rollout '{stem}' cannot be made: {why}")
    if design.presentation == "inline":
        messages = chat(episode.context.asking(question.asked()))
    else:
        asked = ChatMessageUser(content=question.asked())
        messages = [*decision_point(trunk.messages if trunk else ()), asked]
    metadata = metadata_of(episode, "fork") | {"trunk": stem, "fork": question.check.name}
    return Sample(id=name, input=messages, metadata=metadata)


def decision_point(messages: Sequence[ChatMessage]) -> list[ChatMessage]:
    """The messages before the agent hands in its answers, or before its last words."""
    said = [i for i, one in enumerate(messages) if isinstance(one, ChatMessageAssistant)]
    submits = [i for i in said if SUBMIT in _called(messages[i])]
    return list(messages[: (submits or said)[-1]]) if said else []


def _called(message: ChatMessage) -> list[str]:
    calls = message.tool_calls if isinstance(message, ChatMessageAssistant) else None
    return [call.function for call in calls or []]


def _why_not(design: Design, episode: Episode, trunk: Trunk | None) -> str:
    """Why the rollout's prefix does not replay; empty where it does."""
    if trunk is not None and _texts(trunk.opening) != _texts(chat(episode.context)):
        return (
            "its opening messages in the log are not those that the design composes now, so the "
            "wordings or settings have changed; go on with those of the log, or start a new run"
        )
    if design.presentation == "inline":
        return ""
    if trunk is None or not decision_point(trunk.messages):
        return (
            "the log does not have the messages up to its decision point; keep the logs in the "
            "run's folder, with their messages"
        )
    return _why_other_files(episode, decision_point(trunk.messages))


def _why_other_files(episode: Episode, messages: Sequence[ChatMessage]) -> str:
    texts = {text for _, text in episode.context.files}
    read = [one for one in messages if isinstance(one, ChatMessageTool) and not one.error]
    if all(one.text in texts for one in read if one.function == READ):
        return ""
    return (
        "a file that it read is not one that the design composes now, so the wordings or settings "
        "have changed; go on with those of the log, or start a new run"
    )


def _texts(messages: Sequence[ChatMessage]) -> list[tuple[str, str]]:
    return [(one.role, one.text) for one in messages]
