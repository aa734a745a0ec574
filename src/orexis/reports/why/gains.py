"""Which explanation predicts best: held-out conditions, by each alone and by all but each."""

from __future__ import annotations

import math

from orexis.reports.report import Report
from orexis.reports.why.sheet import (
    CALM,
    THREAT,
    Drawn,
    Look,
    Mark,
    Panel,
    Row,
    Scale,
    Sheet,
    drawn,
    marked,
)
from orexis.reports.words import clean, spaced

ALONE = Look(CALM, "it alone, against no explanation", filled=False)
BESIDE = Look(THREAT, "it beside all others, against the others without it")
ALONE_NAME, BESIDE_NAME = "gain_alone", "gain_all_but"
SERIES = ((ALONE_NAME, ALONE, -0.17), (BESIDE_NAME, BESIDE, 0.17))
LINEAR = 10.0
LEAST, HIGHEST = 100.0, tuple(10.0**power for power in range(2, 7))
"""Ends of the axis: below 0 only the sign matters."""
TICKS = (
    (-100.0, "-100"),
    (-10.0, ""),
    (0.0, "0"),
    (10.0, ""),
    (100.0, "100"),
    (1000.0, ""),
    (10_000.0, "10k"),
    (100_000.0, ""),
    (1_000_000.0, "1M"),
)
LABEL = "log score gained on conditions left out (logarithmic beyond 10)"


def gains_picture(report: Report) -> list[Drawn]:
    """A row for each explanation; to the right: conditions left out are predicted better."""
    found = [one for one in report.estimates if one.estimand in (ALONE_NAME, BESIDE_NAME)]
    names = list(dict.fromkeys(one.cell.get("explanation", "") for one in found))
    if not names:
        return []
    panels = []
    for model in report.models:
        marks: list[Mark] = []
        for estimand, look, shift in SERIES:
            for one in report.estimates_of(model, estimand):
                marks += marked(names.index(one.cell.get("explanation", "")) + shift, one, look)
        if marks:
            panels.append(Panel(model, model in report.controls, marks))
    high = max([HIGHEST[0], *(one.high for one in found if math.isfinite(one.high))])
    most = next((x for x in HIGHEST if x >= high), HIGHEST[-1])
    scale = Scale(LABEL, -LEAST * 1.3, most * 1.6, TICKS, symlog=LINEAR)
    rows = [Row(at, clean(spaced(name))) for at, name in enumerate(names)]
    what = "gain in out-of-sample prediction of each explanation, by model"
    return drawn(Sheet("gains", what, rows, panels, scale, 1.75))
