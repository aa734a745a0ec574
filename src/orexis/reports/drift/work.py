"""The work between the offers: how much of it is right, and what happened to the window."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates.intervals import wilson
from orexis.reports.drift.asking import facts_about
from orexis.reports.drift.panels import rows_of_panels
from orexis.reports.drift.spots import FRESH, TOPOLOGIES, Spot, rank
from orexis.reports.drift.strands import Strand
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn
from orexis.reports.words import clean, mapping, number

LEVEL = 0.95
ACTIONS = {
    "stop": "the rollout ended there",
    "truncate": "the oldest messages were dropped",
    "summarise": "its own summary took the place of the oldest messages",
}
Row = Mapping[str, Any]


def work_picture(report: Report) -> list[Drawn]:
    """A panel a model: the share of tasks solved, by episode; none where it was not recorded."""
    strands = [one for one in (_strand(report, model) for model in report.models) if one]
    label = "share of tasks solved by episode"
    return rows_of_panels(strands, "right", "episodes", label, tall=1.2, small=True)


def work_topologies(report: Report) -> list[str]:
    """The topologies in it."""
    every = [row for model in report.models for row in facts_about(report, "work", model)]
    found = dict.fromkeys(str(row.get("topology", "")) for row in every)
    return sorted(found, key=rank)


def _strand(report: Report, model: str) -> Strand | None:
    """The work of a model as checkpoints with the figure `right`."""
    counts: Counter[tuple[str, float]] = Counter()
    right: Counter[tuple[str, float]] = Counter()
    for row in facts_about(report, "work", model):
        place = (str(row.get("topology", "")), number(row.get("episode")))
        n, hits = number(row.get("n")), number(row.get("right"))
        if n >= hits >= 0 < n and math.isfinite(n) and place[1] > 0:
            counts[place] += n  # type: ignore[assignment]
            right[place] += hits  # type: ignore[assignment]
    if not counts:
        return None
    spots = [_spot(place, right[place], n) for place, n in counts.items()]
    for topology in {topology for topology, _ in counts if topology == FRESH}:
        pooled = [sum(each[at] for at in each if at[0] == topology) for each in (right, counts)]
        spots.append(_spot((topology, math.nan), *pooled))
    return Strand(model, {}, "", spots)


def _spot(place: tuple[str, float], right: float, n: float) -> Spot:
    low, high = wilson(right / n, n, LEVEL)
    row = {"right": right / n, "right_low": low, "right_high": high}
    return Spot(place[0], place[1], "", math.nan, row)


def window_words(report: Report) -> list[str]:
    """What happened when the window was full, a sentence a model, topology and action."""
    said = []
    for model in report.models:
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in facts_about(report, "window", model):
            at = (_topology(row), str(row.get("action", "")))
            groups.setdefault(at, []).append(row)
        said += [_window(model, *at, rows) for at, rows in groups.items()]
    return said


def _topology(row: Row) -> str:
    """As it says; else the part of its rollout's name that is one."""
    parts = str(row.get("rollout", "")).split("/")
    named = next((one for one in parts if one in TOPOLOGIES), "")
    return str(row.get("topology") or named)


def _window(model: str, topology: str, action: str, rows: Sequence[Row]) -> str:
    rollouts = len({str(row.get("block", row.get("rollout", ""))) for row in rows})
    episodes = [x for x in (number(row.get("episode")) for row in rows) if math.isfinite(x)]
    first = f", first in episode {min(episodes):g}" if episodes else ""
    dropped = [x for x in (number(row.get("dropped")) for row in rows) if x > 0]
    more = f" ({sum(dropped):,.0f} messages in all)" if dropped and action != "stop" else ""
    what = ACTIONS.get(action) or action
    many = f"{rollouts} rollout{'' if rollouts == 1 else 's'}"
    return clean(f"{model}, {topology}: the window was full in {many}{first}; {what}{more}.")


def donor_of(report: Report, model: str = "") -> str:
    """Whose trajectories were inherited; empty where it was not recorded."""
    donor = report.run.get("donor")
    if isinstance(donor, Mapping):
        return clean(mapping(donor).get(model) or "")
    return clean(donor) if isinstance(donor, str) else ""
