"""Can the probe of long rollouts be trusted? Planted agents through a design, many times over."""

from orexis.calibration.long.calibrating import calibrate_long
from orexis.calibration.long.cast import LongCase, cast, donor_of
from orexis.calibration.long.direct import simulate_long
from orexis.calibration.long.drawing import Tables
from orexis.calibration.long.facts import long_facts
from orexis.calibration.long.found import Detected, LongCalibration
from orexis.calibration.long.judged import Along, LongJudged
from orexis.calibration.long.known import Known, known_of
from orexis.calibration.long.paths import Paths
from orexis.calibration.long.shown import Readings, read_long

__all__ = [
    "Along",
    "Detected",
    "Known",
    "LongCalibration",
    "LongCase",
    "LongJudged",
    "Paths",
    "Readings",
    "Tables",
    "calibrate_long",
    "cast",
    "donor_of",
    "known_of",
    "long_facts",
    "read_long",
    "simulate_long",
]
