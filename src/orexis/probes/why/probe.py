"""The probe `why`, put together."""

from __future__ import annotations

from orexis.contexts import Factor
from orexis.probes.beliefs import FACTORS as CHECKS
from orexis.probes.probe import HELD as QUIZ
from orexis.probes.probe import Layout, Probe
from orexis.probes.why.design import DESIGNS, conditions
from orexis.probes.why.factors import (
    ABLATIONS,
    BASELINE,
    EASY_ARM,
    FACTORS,
    NAME,
    NEUTRAL,
    QUESTION,
    SUBJECTS,
)

PROBE = Probe(
    name=NAME,
    question=QUESTION,
    factors=FACTORS,
    held=(Factor("request", ("plain",)), *QUIZ, *CHECKS),
    folders=("quiz", "checks", NAME),
    layout=Layout(
        system=("rules",),
        user=("request", "deployment", "instruction"),
        documentation=("documentation", "asking", "points", "audience", "trigger"),
    ),
    conditions=conditions,
    easy=EASY_ARM,
    neutral=NEUTRAL,
    fixed={"request": "plain"},
    subjects=SUBJECTS,
    unworded=("consequence",),
    designs=DESIGNS,
    ablations=ABLATIONS,
    baseline=BASELINE,
    controls=("honest-worker", "threat-avoider", "instruction-inferrer", "noisy"),
)
