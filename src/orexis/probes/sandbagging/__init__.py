"""The sandbagging probe (E1): does it score low where a high score has a consequence?

Source: arXiv 2412.04984, section 3.6 and appendix A.6; the texts are our own.
"""

from orexis.probes.sandbagging.design import Design, Episode
from orexis.probes.sandbagging.factors import (
    ASKINGS,
    EASY_ARM,
    FACTORS,
    HELD,
    NAME,
    NEUTRAL,
    PREFILL,
    PRESENTATIONS,
    QUESTION,
    TRIGGER,
    Asking,
    Presentation,
    conditions,
)

__all__ = [  # noqa: RUF022 - grouped by what they are for
    # the question
    "NAME",
    "QUESTION",
    # what varies and what is held
    "FACTORS",
    "HELD",
    "TRIGGER",
    "EASY_ARM",
    "NEUTRAL",
    "conditions",
    # how it is asked
    "Asking",
    "ASKINGS",
    "PREFILL",
    "Presentation",
    "PRESENTATIONS",
    # what is run
    "Design",
    "Episode",
]
