"""Several runs side by side, and revealed horizons against training horizons."""

from orexis.estimates.comparing.comparison import Comparison, Judged, compare
from orexis.estimates.comparing.differences import RATIOS, Difference, Shared
from orexis.estimates.comparing.differing import Differing
from orexis.estimates.comparing.horizons import Horizon, read_horizons
from orexis.estimates.comparing.meta import Points, Regression, refusal, regress
from orexis.estimates.comparing.readings import FILE_LEVEL, LONGEST, Reading, revealed, trained
from orexis.estimates.comparing.remarks import (
    LIMITS,
    chance_words,
    counted,
    limits,
    moved,
    remarks,
    slope_sentence,
)
from orexis.estimates.comparing.runs import Column, Run
from orexis.estimates.comparing.slopes import HorizonSlopes, Point, Slope

__all__ = [  # noqa: RUF022 - grouped by question
    # runs side by side
    "Run",
    "Column",
    "Comparison",
    "Judged",
    "Shared",
    "Difference",
    "Differing",
    "RATIOS",
    "compare",
    # revealed against training horizons
    "Horizon",
    "read_horizons",
    "Reading",
    "revealed",
    "trained",
    "LONGEST",
    "FILE_LEVEL",
    "Point",
    "Slope",
    "HorizonSlopes",
    "slope_sentence",
    "chance_words",
    "counted",
    "moved",
    "remarks",
    "limits",
    "LIMITS",
    # the regression
    "Points",
    "Regression",
    "refusal",
    "regress",
]
