"""From an episode to an Inspect sample and back: ids and metadata carry all that is needed."""

from __future__ import annotations

from typing import Any

from inspect_ai.dataset import Sample

from orexis.contexts import Condition
from orexis.probes import Design, Episode
from orexis.rollouts.messages import chat
from orexis.rollouts.queueing import Stage


def sample_of(episode: Episode, stage: Stage) -> Sample:
    """The sample of one rollout; its metadata are scalars, as Inspect's summaries keep them."""
    return Sample(
        id=sample_id(episode, stage),
        input=chat(episode.context),
        metadata=metadata_of(episode, stage),
    )


def sample_id(episode: Episode, stage: Stage) -> str:
    """The same in every run of a design."""
    return f"{stage}/{episode.name}"


def metadata_of(episode: Episode, stage: Stage) -> dict[str, Any]:
    """What is needed to compose the episode again, and its subject for whoever reads the log."""
    return {
        "stage": stage,
        "rung": episode.rung,
        "block": episode.block,
        "subject": episode.subject,
        **{f"factor.{name}": level for name, level in episode.condition.items()},
    }


def episode_of(design: Design, metadata: dict[str, Any]) -> Episode:
    """The episode that a sample's metadata name."""
    levels = {
        name.removeprefix("factor."): level
        for name, level in metadata.items()
        if name.startswith("factor.")
    }
    return design.episode(Condition.of(**levels), int(metadata["block"]), str(metadata["rung"]))
