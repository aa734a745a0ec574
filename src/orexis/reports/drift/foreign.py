"""Tables of long rollouts without forks: what was recorded along them, and how far it moved."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable
from orexis.estimates import Estimate
from orexis.estimates.intervals import mean_interval
from orexis.reports.drift.gathering import strands_of
from orexis.reports.drift.panels import rows_of_panels
from orexis.reports.drift.spots import FRESH, Spot, rank
from orexis.reports.drift.strands import Strand
from orexis.reports.drift.words import doubled
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn, Panel, Row, Scale, Sheet, drawn, limits, marked

LEVEL = 0.95
BINS = 8
MOVES = (
    ("wander_logits", "late minus early"),
    ("slope_logits", "each doubling of turns"),
)
TICKS = tuple((float(x), f"{x:+g}" if x else "0") for x in range(-12, 13))
COARSE = 5.0
"""Log-odds beyond which only every second number is written."""


def bare(report: Report) -> bool:
    """No model has checkpoints: nothing but the rollouts' own choices is known."""
    every = [one for model in report.models for one in strands_of(report, model)]
    return not any(one.known(name) for one in every for name in ("price", "acceptance"))


def moves_picture(report: Report) -> list[Drawn]:
    """The change in log-odds, a panel a model; none where it was not estimated."""
    found = [one for one in report.estimates if one.estimand in dict(MOVES)]
    valued = [_shown(one) for one in found if not math.isnan(one.value)]
    if not valued:
        return []
    rows = [Row(float(at), words) for at, (_, words) in enumerate(MOVES)]
    places = {name: float(at) for at, (name, _) in enumerate(MOVES)}
    panels = []
    for model in report.models:
        own = [one for one in found if one.model == model]
        if own:
            marks = [mark for one in own for mark in marked(places[one.estimand], _shown(one))]
            reason = next((one.reason for one in own if one.reason), "")
            panels.append(Panel(model, model in report.controls, marks, reason=reason))
    low, high = limits(valued, -1.0, 1.0, 8.5)
    ticks = [tick for tick in TICKS if high - low <= COARSE or tick[0] % 2 == 0]
    scale = Scale("change in log-odds", low, high, ticks)
    return drawn(Sheet("moves", "change in log-odds, by model", rows, panels, scale, left=1.75))


def _shown(one: Estimate) -> Estimate:
    return (doubled(one) or one) if one.estimand == "slope_logits" else one


def seen_picture(report: Report) -> list[Drawn]:
    """The mean outcome along the rollouts, a panel a model; none without turns or episodes."""
    strands = [one for one in (_strand(report.table, model) for model in report.models) if one]
    unit = _unit(report.table)
    label = f"mean outcome by {unit}"
    return rows_of_panels(strands, "seen", unit, label, tall=1.4, small=False)


def _unit(table: ChoiceTable) -> str:
    """What the rollouts are counted in."""
    return next((one for one in ("episode", "turn") if np.isfinite(table[one]).any()), "")


def _strand(table: ChoiceTable, model: str) -> Strand | None:
    """The model's rows in bins of turns, as checkpoints with the figure `seen`."""
    unit = _unit(table)
    if not unit:
        return None
    named = np.array([name == model for name in table["model"].tolist()], dtype=bool)
    rows = table.where(named & table["valid"] & (table[unit] > 0))
    if not len(rows):
        return None
    topologies = rows["topology"]
    spots: list[Spot] = []
    for topology in sorted(set(topologies.tolist()), key=rank):
        part = rows.where(topologies == topology)
        if topology == FRESH:
            spots.append(_spot(part, topology, math.nan))
        spots += [_spot(each, topology, at) for at, each in _binned(part, part[unit])]
    return Strand(model, {}, "", spots)


def _binned(table: ChoiceTable, turns: NDArray[np.float64]) -> Sequence[tuple[float, ChoiceTable]]:
    """The rows in about as many turns each, with their mean turn."""
    values = np.unique(turns)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, min(BINS, len(values)) + 1)))
    place = np.clip(np.searchsorted(edges, turns, side="right") - 1, 0, max(len(edges) - 2, 0))
    bins = [place == one for one in np.unique(place)]
    return [(float(turns[one].mean()), table.where(one)) for one in bins]


def _spot(rows: ChoiceTable, topology: str, at: float) -> Spot:
    """The mean over rollouts of their mean outcome, the rollout being the unit."""
    names, which = np.unique(rows["rollout"].astype(str), return_inverse=True)
    counts = np.bincount(which, minlength=len(names)).astype(float)
    means = np.bincount(which, rows["outcome"], minlength=len(names)) / counts
    exact = bool(rows["exact"].all())
    found = mean_interval(np.clip(means, 0, 1), counts, LEVEL, drawn=not exact)
    row = {"seen": found.value, "seen_low": found.low, "seen_high": found.high}
    return Spot(topology, at, "", math.nan, row)
