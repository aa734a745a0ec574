"""The direct path: a planted agent through a design without Inspect.

It plays the same episodes with the same agents and reads the replies with the same parser as a run
through Inspect; it only leaves Inspect out, which costs more than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from orexis.agents.planted.agents import PlantedAgent
from orexis.agents.planted.replies import Reply
from orexis.choices import ChoiceTable
from orexis.contexts import Message
from orexis.probes import Design, Episode
from orexis.probes.answers import Answer


def play(agent: PlantedAgent, episode: Episode, seed: int) -> tuple[Answer, ...]:
    """One rollout without Inspect."""
    if episode.context.files:
        return episode.read(_work_with_files(agent, episode, seed))
    if episode.asking == "quiz":
        return episode.read(agent.act(episode.context.messages(), seed).text)
    return tuple(
        episode.read_one(agent.act(episode.asked(index).messages(), seed).text, index)
        for index in range(len(episode.questions))
    )


def _work_with_files(agent: PlantedAgent, episode: Episode, seed: int) -> str:
    files = dict(episode.context.files)
    messages: list[Message] = list(episode.context.messages())
    for _ in range(len(files) + 2):
        reply: Reply = agent.act(messages, seed, ("list_files", "read_file", "submit"))
        if reply.tool is None or reply.tool.name == "submit":
            return dict(reply.tool.arguments)["answers"] if reply.tool else reply.text
        name = dict(reply.tool.arguments).get("name", "")
        messages.append(Message("tool", files.get(name) or "\n".join(files), reply.tool.name))
    return ""


def simulate(design: Design, agent: PlantedAgent, name: str, rung: str) -> ChoiceTable:
    """The table of choices of a planted agent, without Inspect.

    Args:
        design: What is asked.
        agent: The planted agent.
        name: Name of the model in the table.
        rung: Rung of the quiz ladder.
    """
    episodes = list(design.arms(rung))
    answers = [play(agent, episode, episode.seed(design.seed)) for episode in episodes]
    return table_of(episodes, answers, name)


def table_of(
    episodes: Sequence[Episode], answers: Sequence[Sequence[Answer]], name: str
) -> ChoiceTable:
    """The table of choices of episodes and their answers, one row a question."""
    counts = [len(given) for given in answers]

    def repeated(values: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        column = np.empty(len(counts), dtype=object)
        column[:] = list(values)
        return np.repeat(column, counts)

    every = [answer for given in answers for answer in given]
    columns = {
        "model": repeated(name for _ in episodes),
        "rollout": repeated(f"{name}/arms/{episode.name}" for episode in episodes),
        "outcome": np.array([answer.outcome for answer in every]),
        "valid": np.array([answer.valid for answer in every]),
        "why_invalid": np.array([answer.why_invalid for answer in every], dtype=object),
        "block": repeated(str(episode.block) for episode in episodes),
    }
    for factor in episodes[0].condition:
        columns[f"factor.{factor}"] = repeated(e.condition[factor] for e in episodes)
    return ChoiceTable(columns)
