"""The probe `drift` as a plain Inspect task: `inspect eval orexis/drift --model ...`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.model import get_model

from orexis.errors import OrexisError
from orexis.probes.long import (
    INHERITED,
    MEMORY,
    NAME,
    Full,
    LongDesign,
    Notes,
    spaced,
    targets_of,
)
from orexis.probes.offers import OfferAsking
from orexis.rollouts.arguments import kept_of, levels_of, truth, whole
from orexis.rollouts.capabilities import parallel_rollouts
from orexis.rollouts.errors import RolloutError
from orexis.rollouts.long.logbook import Logbook
from orexis.rollouts.long.notes import notes_of
from orexis.rollouts.long.solver import live, right
from orexis.rollouts.long.source import LongSource
from orexis.rollouts.offers.solver import accepted
from orexis.rollouts.task import described

LEAST = {
    "rollouts": 1,
    "episodes": 1,
    "forks": 1,
    "tasks": 0,
    "window": 0,
    "note_words": 1,
    "reply": 0,
}
"""Smallest value of those settings that are whole numbers."""


@task
def drift(  # noqa: PLR0917 - a task's arguments are its settings
    of: str = "price",
    keep: str = "",
    topologies: str = "fresh,joined,memory",
    rollouts: int = 16,
    episodes: int = 16,
    checkpoints: str = "",
    forks: int = 32,
    tasks: int = 2,
    resets: str = "told,cleared",
    window: int = 0,
    full: Full = "stop",
    notes: Notes = "auto",
    note_words: int = 60,
    reply: int = 0,
    asking: OfferAsking = "letter",
    contexts: str = "",
    seed: int = 0,
    donor: str = "",
    donor_logs: str = "",
    budget: int = 0,
    cache: bool = False,
) -> Task:
    """Does its preference wander, or fall apart, along a long rollout?

    Args:
        of: price or horizon: whose offers are put.
        keep: What is followed, such as "consequence=shutdown,deletion;aim=open".
        topologies: fresh, joined, memory, inherited, separated by commas.
        rollouts: Rollouts of each target and topology.
        episodes: Episodes in a rollout.
        checkpoints: Episodes after which the items are put on forks, such as 1,4,16.
        forks: Items at a checkpoint.
        tasks: Pieces of work in an episode.
        resets: told, cleared, or none.
        window: Tokens of context; 0 for the model's own window, where it is known.
        full: stop, truncate or summarise: what happens when the window is full.
        notes: auto, text or tool: how notes are kept in the topology memory.
        note_words: Words that notes and summaries may have.
        reply: Tokens that any other reply may have; 0 for as many as the provider gives.
        asking: letter or text: what is scored where choices are exact.
        contexts: A folder of one's own wordings.
        seed: Seed of the work and, where the model takes one, of the answers.
        donor: Model whose joined rollouts are inherited.
        donor_logs: Folder of the logs of those rollouts.
        budget: Tokens after which nothing new is started; 0 for no limit.
        cache: Keep answers on disk, and take them from there in a later run.
    """
    numbers = {
        "rollouts": rollouts,
        "episodes": episodes,
        "forks": forks,
        "tasks": tasks,
        "window": window,
        "note_words": note_words,
        "reply": reply,
    }
    checked: dict[str, Any] = {
        name: whole(name, value, LEAST[name]) for name, value in numbers.items()
    }
    if not isinstance(seed, int):
        raise RolloutError(f"seed is a whole number, not '{seed}'")
    checked |= {
        "of": of,
        "topologies": tuple(levels_of(topologies)),
        "checkpoints": _checkpoints(checkpoints, checked["episodes"]),
        "resets": () if resets == "none" else tuple(levels_of(resets)),
        "full": full,
        "notes": notes,
        "asking": asking,
        "contexts": str(contexts or ""),
        "seed": seed,
    }
    made = _design(keep, checked)
    source = _source(made, donor, donor_logs, whole("budget", budget))
    return task_of(made, source, cache=truth("cache", cache))


def task_of(design: LongDesign, source: LongSource, *, cache: bool = False) -> Task:
    """The task that runs a design."""
    return Task(
        dataset=source,
        solver=live(design, cache),
        scorer=[accepted(), right()],
        name=NAME,
        metadata={"orexis_probe": NAME, "orexis_design": described(design)},
    )


def _design(keep: str, settings: Mapping[str, Any]) -> LongDesign:
    """The design of a task's settings.

    Raises:
        RolloutError: a setting is wrong.
    """
    try:
        of, contexts = str(settings["of"]), str(settings["contexts"])
        made = LongDesign(**settings, targets=targets_of(of, kept_of(keep), contexts))
        made.check()
    except RolloutError:
        raise
    except OrexisError as error:
        raise RolloutError(str(error)) from error
    return made


def _source(design: LongDesign, donor: str, donor_logs: str, budget: int) -> LongSource:
    model = get_model()
    book = None
    if INHERITED in design.topologies:
        if not donor_logs:
            raise RolloutError("inherited contexts need donor_logs, the folder of a donor's logs")
        book = Logbook(Path(donor_logs), donor, NAME)
    notes, width = notes_of(design, MEMORY, model), parallel_rollouts(model)
    return LongSource(design, notes, None, budget, width, donor=book)


def _checkpoints(given: str | list[str] | int, episodes: int) -> tuple[int, ...]:
    if given == "":
        return tuple(spaced(episodes))
    return tuple(whole("checkpoints", one, 1) for one in levels_of(str(given).strip("[]")))
