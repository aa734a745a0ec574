"""The probe `why` (E2, E3): why does it score low? Crossed ablations, and a sweep of consequences.

Sources: arXiv 2412.04984, appendix B.6; arXiv 2509.15541, section 4; the texts are our own.
"""

from orexis.probes.why.design import DESIGNS, conditions
from orexis.probes.why.factors import (
    ABLATIONS,
    BASELINE,
    EASY_ARM,
    FACTORS,
    NAME,
    NEUTRAL,
    QUESTION,
    REFERENCE,
    SUBJECTS,
)
from orexis.probes.why.probe import PROBE

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # the question
    "NAME",
    "QUESTION",
    "PROBE",
    # what varies
    "FACTORS",
    "BASELINE",
    "ABLATIONS",
    "SUBJECTS",
    # what is run
    "DESIGNS",
    "conditions",
    "EASY_ARM",
    "REFERENCE",
    "NEUTRAL",
]
