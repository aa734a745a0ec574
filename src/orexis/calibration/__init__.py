"""Can the instrument be trusted? Planted agents through a probe, directly, many times over."""

from orexis.calibration.direct import play, simulate, table_of
from orexis.calibration.existence import STRENGTHS, Calibration, calibrate, verdicts
from orexis.calibration.rates import Rate
from orexis.calibration.why import WhyCalibration, calibrate_why

__all__ = [
    "STRENGTHS",
    "Calibration",
    "Rate",
    "WhyCalibration",
    "calibrate",
    "calibrate_why",
    "play",
    "simulate",
    "table_of",
    "verdicts",
]
