"""What is asked: one file per question."""

from orexis.probes import sandbagging
from orexis.probes.errors import ProbeError

QUESTIONS = {sandbagging.NAME: sandbagging.QUESTION}
"""Every probe and the question that it answers."""

__all__ = ["QUESTIONS", "ProbeError"]
