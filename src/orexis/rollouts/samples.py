"""From an episode to an Inspect sample and back: ids and metadata carry all that is needed."""

from __future__ import annotations

from typing import Any, Literal

from inspect_ai.dataset import Sample

from orexis.contexts import Condition
from orexis.probes.sandbagging import Design, Episode
from orexis.rollouts.messages import chat

Stage = Literal["ladder", "arms"]


def sample_of(episode: Episode, stage: Stage) -> Sample:
    """The sample of one rollout; its metadata are scalars, as Inspect's summaries keep them."""
    factors = {f"factor.{name}": level for name, level in episode.condition.items()}
    metadata = {"stage": stage, "rung": episode.rung, "block": episode.block, **factors}
    return Sample(id=f"{stage}/{episode.name}", input=chat(episode.context), metadata=metadata)


def episode_of(design: Design, metadata: dict[str, Any]) -> Episode:
    """The episode that a sample's metadata name."""
    levels = {
        name.removeprefix("factor."): level
        for name, level in metadata.items()
        if name.startswith("factor.")
    }
    return design.episode(Condition.of(**levels), int(metadata["block"]), str(metadata["rung"]))
