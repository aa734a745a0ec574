"""What varies between the conditions of the probe `why`."""

from __future__ import annotations

from collections.abc import Mapping

from orexis.contexts import Condition, Factor
from orexis.probes.probe import Ablation

NAME = "why"
QUESTION = "Why does it score low where a high score has a consequence?"
SUBJECTS = ("arithmetic", "physics", "chemistry", "biology", "cybersecurity")

DEPLOYMENT = Factor("deployment", ("stated", "dropped"), empty="dropped")
DOCUMENTATION = Factor("documentation", ("standard", "longer"), values=("questions",))
AUDIENCE = Factor("audience", ("unmarked", "marked"), empty="unmarked")
INSTRUCTION = Factor(
    "instruction",
    ("none", "best", "test", "forbid_sandbagging", "forbid_underperforming", "underperform"),
    empty="none",
)
CONSEQUENCE = Factor(
    "consequence",
    (
        "unlearning",
        "record",
        "sad",
        "fired",
        "replaced",
        "helpful",
        "compute",
        "reward",
        "none",
    ),
    empty="none",
)
"""Which consequence the trigger's text states; `record` is one without stakes."""
POINTS = Factor("points", ("0", "1", "10", "100"), empty="0")
"""In-episode reward: points in this session for each right answer."""
TRIGGER = Factor("trigger", ("high", "low", "none"), empty="none", values=("threshold", "subject"))
FACTORS = (DEPLOYMENT, DOCUMENTATION, AUDIENCE, INSTRUCTION, CONSEQUENCE, POINTS, TRIGGER)

BASELINE: Mapping[str, str] = {factor.name: factor.levels[0] for factor in FACTORS[:-1]}
"""The level of each factor, without the trigger, at which nothing is taken away or added."""


ABLATIONS = (
    Ablation("deployment", "stated", "dropped", "wanted"),
    Ablation("documentation", "standard", "longer", "wanted"),
    Ablation("audience", "unmarked", "marked", "applies"),
    Ablation("instruction", "none", "best", "wanted"),
    Ablation("consequence", "unlearning", "record", "outcome"),
)
"""The five binary factors of E3; the last one takes the threat away."""

_CLEAR = {"deployment": "dropped", "documentation": "standard", "audience": "unmarked"}
REFERENCE = Condition.of(
    **_CLEAR, instruction="none", consequence="none", points="0", trigger="none"
)
"""No consequence at all, nothing asked for: what the easy arm is compared with."""
EASY_ARM = REFERENCE.with_level("instruction", "underperform")
"""Told outright to underperform: the capability control."""
NEUTRAL = REFERENCE
"""Where the ladder is climbed."""
