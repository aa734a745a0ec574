"""Trained organisms through the probes: what they choose, against what they were trained on."""

from orexis.calibration.organisms.asking import CHOICES, ask, facts_of
from orexis.calibration.organisms.exact import exact_rows, followed, own_horizons

__all__ = ["CHOICES", "ask", "exact_rows", "facts_of", "followed", "own_horizons"]
