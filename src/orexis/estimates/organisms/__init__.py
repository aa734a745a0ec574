"""Whose is the horizon of trained organisms: the context's, the model's, or nobody's?"""

from orexis.estimates.organisms.analysis import OrganismReading, read_organisms
from orexis.estimates.organisms.classes import Classed
from orexis.estimates.organisms.regimes import OWN
from orexis.estimates.organisms.rule import (
    CLASSES,
    STATEMENTS,
    UNDECIDED,
    UNINTERPRETABLE,
    OrganismRule,
)
from orexis.estimates.organisms.trained import Trained
from orexis.estimates.organisms.verdicts import WORDS
from orexis.estimates.organisms.weights import revealed

__all__ = [
    "CLASSES",
    "OWN",
    "STATEMENTS",
    "UNDECIDED",
    "UNINTERPRETABLE",
    "WORDS",
    "Classed",
    "OrganismReading",
    "OrganismRule",
    "Trained",
    "read_organisms",
    "revealed",
]
