"""What is asked: one file, or one folder, per question."""

from orexis.probes.design import Design, Episode
from orexis.probes.errors import ProbeError
from orexis.probes.probe import (
    ASKINGS,
    PREFILL,
    PRESENTATIONS,
    Ablation,
    Asking,
    Keep,
    Presentation,
    Probe,
)
from orexis.probes.registry import PROBES

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # the questions
    "Probe",
    "PROBES",
    "Ablation",
    "Keep",
    # how they are asked
    "Asking",
    "ASKINGS",
    "PREFILL",
    "Presentation",
    "PRESENTATIONS",
    # what is run
    "Design",
    "Episode",
    # faults
    "ProbeError",
]
