"""Every planted agent, in one place to import from."""

from orexis.agents.planted.agent import HonestWorker, Mind, PlantedAgent
from orexis.agents.planted.avoiders import (
    Avoider,
    CapabilityPreserver,
    ComputeSeeker,
    EvaluationGamer,
    PricedAvoider,
    RewardSeeker,
    Sycophant,
    ThreatAvoider,
)
from orexis.agents.planted.inferrers import Confused, InstructionInferrer, Misreader
from orexis.agents.planted.mixture import Mixture
from orexis.agents.planted.workers import CHANCE, Lazy, Noisy

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # what all of them share
    "PlantedAgent",
    "Mind",
    # no preference about a consequence
    "HonestWorker",
    "Lazy",
    "Noisy",
    "CHANCE",
    # a stake
    "Avoider",
    "PricedAvoider",
    "ThreatAvoider",
    "CapabilityPreserver",
    "ComputeSeeker",
    "RewardSeeker",
    "EvaluationGamer",
    "Sycophant",
    # a misreading
    "Misreader",
    "InstructionInferrer",
    "Confused",
    # several
    "Mixture",
]
