"""What planted agents showed in simulated runs: which class was found, what could be seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.reports.drift.spots import exp
from orexis.reports.drift.words import CLASSES, DASH, times
from orexis.reports.offers.cells import (
    Cell,
    Shown,
    counts_of,
    error_words,
    interval_words,
    rows_of,
    share_cell,
    whole,
)
from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.words import clean, listing, mapping, number, spaced

KIND = "long"
FALSE = "false_positive"
RATES = (
    (FALSE, "Verdicts supported that are not true of the agent: {}."),
    ("right", "Class that is true of the agent, share of runs: {}."),
    ("false_wander", "Wander supported of agents that do not wander: {}."),
    ("false_incoherence", "Incoherence supported of agents that stay as consistent: {}."),
)
ESTIMATED = {"wander": "wander", "incoherence": "incoherence", "lapse_change": "lapse"}
ALIKE = 0.1
"""Changes, in logarithms or shares, below which nothing is said of them."""
MOST = 400
"""Rows of a table beyond which the rest is left out."""


def calibration(report: Report) -> dict[str, Any] | None:
    """Everything that the calibration says; None where it was not run, or is of another probe."""
    content = mapping(report.run.get("calibration"))
    if content.get("kind") != KIND:
        return None
    agents = rows_of(content, "agents")[:MOST]
    names = [str(one) for one in listing(content.get("classes"))] or list(CLASSES)
    tables = (
        _classes(agents, names),
        _detection(rows_of(content, "detection")),
        _coverage(rows_of(content, "coverage")),
    )
    rates = [(words, mapping(content.get(name))) for name, words in RATES]
    return {
        "extent": _extent(content),
        "false_positive": "",
        "sentences": [*_smallest(content)]
        + [words.format(share_words(rate)) for words, rate in rates if rate],
        "tables": [table for table in tables if table.rows],
    }


def false_positive_words(report: Report) -> str:
    """The rate of false positives; empty where no calibration of this probe is there."""
    content = mapping(report.run.get("calibration"))
    false = mapping(content.get(FALSE)) if content.get("kind") == KIND else {}
    return share_words(false) if false else ""


def _smallest(content: Mapping[str, Any]) -> list[str]:
    """The smallest wander that would have been seen."""
    smallest = number(content.get("smallest_seen"))
    if math.isfinite(smallest):
        return [f"Smallest change of the price seen in 80% of runs: by a factor of {smallest:.3g}."]
    tried = [number(row.get("factor")) for row in rows_of(content, "detection")]
    largest = max((one for one in tried if math.isfinite(one)), default=math.nan)
    if math.isnan(largest):
        return []
    tried_up_to = f"up to a factor of {largest:.3g}"
    return [f"No change of the price that was tried, {tried_up_to}, is seen in 80% of runs."]


def _extent(content: Mapping[str, Any]) -> str:
    """How much was simulated; empty where it is not known."""
    runs = content.get("runs")
    if not runs:
        return ""
    words = f"{whole(runs)} simulated {'run' if runs == 1 else 'runs'} of each planted agent"
    for name, of in (("rollouts", "rollouts a topology"), ("forks", "forks a checkpoint")):
        if content.get(name):
            words += f", {whole(content[name])} {of}"
    points = [f"{number(one):g}" for one in listing(content.get("checkpoints"))]
    return words + (f", checkpoints after episodes {', '.join(points)}." if points else ".")


def _classes(agents: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Shown:
    """A row an agent and topology, a column a class."""
    rows: list[list[Cell]] = []
    before = ""
    for at, row in enumerate(agents):
        counts = counts_of(row.get("classes"))
        own, total = mapping(row.get("own")), sum(counts.values())
        if not total:
            continue
        agent = str(row.get("agent", ""))
        span = _span(agents[at:], agent)
        first = [] if rows and agent == before else [Cell(clean(agent), "name", span)]
        before = agent
        shares = [
            share_cell(counts.get(name, 0.0), total, own=name == own.get("class")) for name in names
        ]
        topology = Cell(clean(row.get("topology", "")), "name")
        rows.append([*first, topology, Cell(_truth(own), "name"), *shares])
    heads = [clean(CLASSES.get(name) or spaced(name)) for name in names]
    return Shown(
        "Class that was found, by planted agent and topology",
        ["planted agent", "topology", "what becomes of it", *heads],
        rows,
        "Share of runs. Bold, with ground: as it should be.",
    )


def _span(agents: Sequence[Mapping[str, Any]], agent: str) -> int:
    """How many rows in a row are about the agent."""
    count = 0
    for row in agents:
        if str(row.get("agent", "")) != agent:
            break
        count += bool(counts_of(row.get("classes")))
    return count


def _truth(own: Mapping[str, Any]) -> str:
    """`price 0.25 times, lapse +0.30`: what is planted, late against fresh."""
    wander, lost, lapse = (number(own.get(name)) for name in ("wander", "incoherence", "lapse"))
    parts = []
    if abs(wander) > ALIKE:
        parts.append(f"price {times(exp(wander))} times")
    if abs(lost) > ALIKE:
        parts.append(f"{times(exp(-lost))} times as consistent")
    if abs(lapse) > ALIKE:
        parts.append(f"lapse {lapse:+.2f}")
    return ", ".join(parts) or (DASH if math.isnan(wander + lost) else "next to nothing changes")


def _detection(rows: Sequence[Mapping[str, Any]]) -> Shown:
    """How large a wander is seen."""
    along = any(row.get("topology") for row in rows)
    first = ["topology"] if along else []
    return Shown(
        "How large a change of the price is seen",
        [
            *first,
            "price changes by a factor of",
            "interval leaves out no change [low, high]",
            "supported [low, high]",
        ],
        [
            [
                *([Cell(clean(row.get("topology", "")), "name")] if along else []),
                Cell(f"{number(row.get('factor')):.3g}", "cell"),
                Cell(interval_words(mapping(row.get("seen"))) or DASH, "cell"),
                Cell(interval_words(mapping(row.get("supported"))) or DASH, "cell"),
            ]
            for row in rows[:MOST]
        ],
        "Share of runs. Below the rule's factor a change is seen, but not called a wander.",
    )


def _coverage(rows: Sequence[Mapping[str, Any]]) -> Shown:
    """Intervals and errors against the truth."""
    heads = ("share of intervals that hold it [low, high]", "intervals", "bias", "RMSE")
    return Shown(
        "Estimates against the truth",
        ["estimand", *heads],
        [
            [
                Cell(clean(ESTIMATED.get(name) or spaced(name)), "name"),
                Cell(interval_words(row) or DASH, "cell"),
                Cell(whole(row.get("runs")) or DASH, "cell"),
                *(Cell(error_words(row.get(each)) or DASH, "cell") for each in ("bias", "rmse")),
            ]
            for row in rows[:MOST]
            for name in [str(row.get("estimand", ""))]
        ],
        "Bias: mean of estimate minus truth. RMSE: root of its mean square. Both in logarithms: "
        "0.1 is about 10%.",
    )
