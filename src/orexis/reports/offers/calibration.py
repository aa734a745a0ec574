"""What planted agents showed in simulated runs: sentences and small tables."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates.price import CLASSES
from orexis.reports.offers.cells import (
    DASH,
    OWN,
    Cell,
    Shown,
    counts_of,
    error_words,
    interval_words,
    rows_of,
    share_cell,
    value_words,
    wanted,
    whole,
)
from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.words import (
    BADGES,
    clean,
    mapping,
    number,
    percent,
    spaced,
)

KIND = "offers"
RATES = (
    ("right", "Share of verdicts that were as they should be: {}."),
    ("found_jump", "Share of runs with a drop at the stated end, of agents that have one: {}."),
    ("false_jump", "The same of agents without one: {}."),
)
ESTIMATED = {
    "price below all offers": "price of agents that accept always: below all offers",
    "price above all offers": "price of agents that accept never: above all offers",
    "weight_within": "weight inside the stated episode",
    "weight_beyond": "weight past its stated end",
    "jump": "drop at the stated end",
    "revealed_horizon": "steps that count",
}
"""Estimands in words; others under their own name."""
WITHOUT_ERROR = ("price below all offers", "price above all offers")
"""What either holds or does not: an error in points has no meaning there."""
UNIT = "parameter"
"""The unit of what has none."""
ALL = "all of them"
MOST = 400
"""Rows of a table beyond which the rest is left out."""


def calibration(report: Report) -> dict[str, Any] | None:
    """Everything that the calibration says; None where it was not run, or is of another probe."""
    content = mapping(report.run.get("calibration"))
    if content.get("kind") != KIND:
        return None
    agents = rows_of(content, "agents")[:MOST]
    tables = (
        _verdicts(agents),
        _classes(mapping(content.get("classes"))),
        _forms(agents),
        _estimates(rows_of(content, "coverage"), rows_of(content, "bias")),
        _needed(rows_of(content, "samples")),
    )
    rates = [(words, mapping(content.get(name))) for name, words in RATES]
    return {
        "extent": _extent(content, len(agents)),
        "false_positive": _false_positive(content),
        "sentences": [words.format(share_words(rate)) for words, rate in rates if rate],
        "tables": [table for table in tables if table.rows],
    }


def false_positive_words(report: Report) -> str:
    """The rate of false positives; empty where no calibration of this probe is there."""
    found = calibration(report)
    return str(found["false_positive"]) if found else ""


def _false_positive(content: Mapping[str, Any]) -> str:
    found = content.get("false_positive")
    if mapping(found):
        return share_words(found)
    share = number(found)
    return "" if math.isnan(share) else percent(share)


def _extent(content: Mapping[str, Any], agents: int) -> str:
    """How much was simulated; empty where it is not known."""
    runs = content.get("runs")
    if not runs:
        return ""
    every = f"each of {agents} planted agents" if agents else "each planted agent"
    offers = content.get("offers_per_condition")
    how = f", {whole(offers)} offers per condition" if offers else ""
    return f"{whole(runs)} simulated {'run' if runs == 1 else 'runs'} of {every}{how}."


def _verdicts(agents: Sequence[Mapping[str, Any]]) -> Shown:
    """A row for the statements of one kind that ought to come out alike."""
    every = [(agent, _groups(agent)) for agent in agents]
    kinds = {kind for _, groups in every for kind, _ in groups}
    rows = []
    for agent, groups in every:
        alike = Counter(kind for kind, _ in groups)
        for at, ((kind, own), named) in enumerate(groups.items()):
            counts = _pooled(mapping(agent.get("verdicts")), named)
            total = sum(counts.values())
            which = "" if alike[kind] == 1 else _ends(kind, named)
            # What stands above the column is not said again in every row.
            words = (which or ALL) if len(kinds) == 1 else f"{kind}: {which}" if which else kind
            first = [Cell(clean(agent.get("agent", "")), "name", len(groups))] if at == 0 else []
            shares = [share_cell(counts.get(each, 0.0), total, own=each == own) for each in BADGES]
            rows.append([*first, Cell(clean(spaced(words)), "name"), *shares])
    head = f"{clean(spaced(next(iter(kinds))))} …" if len(kinds) == 1 else "statement"
    statuses = [f"{badge.symbol}\N{NO-BREAK SPACE}{name}" for name, badge in BADGES.items()]
    return Shown(
        "Verdicts, by planted agent",
        ["planted agent", head, *statuses],
        rows,
        "Share of the verdicts on these statements. Bold, with ground: as it should be.",
    )


def _ends(kind: str, statements: Sequence[str]) -> str:
    """What tells statements of one kind apart."""
    return ", ".join(each.removeprefix(kind).removeprefix(": ") for each in statements)


def _groups(agent: Mapping[str, Any]) -> dict[tuple[str, str], list[str]]:
    """Statements under what stands before a colon in them, and the status they ought to have."""
    found: dict[tuple[str, str], list[str]] = {}
    own = mapping(agent.get("own"))
    for statement in mapping(agent.get("verdicts")):
        kind = str(statement).partition(": ")[0]
        found.setdefault((kind, str(own.get(statement, ""))), []).append(str(statement))
    return found


def _pooled(verdicts: Mapping[str, Any], statements: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for statement in statements:
        for status, count in counts_of(verdicts.get(statement)).items():
            found[status] = found.get(status, 0.0) + count
    return found


def _classes(classes: Mapping[str, Any]) -> Shown:
    """A row a class that agents have, a column a class that was found."""
    rows = {str(own): found for own, each in classes.items() if (found := counts_of(each))}
    names = list(dict.fromkeys([*CLASSES, *(name for found in rows.values() for name in found)]))
    order = {name: at for at, name in enumerate(names)}
    return Shown(
        "Class that was found, by the planted agent's own",
        ["own class", *map(clean, names), "conditions"],
        [
            [
                Cell(clean(own), "name"),
                *(
                    share_cell(found.get(name, 0.0), sum(found.values()), own=name == own)
                    for name in names
                ),
                Cell(whole(sum(found.values())), "cell"),
            ]
            for own, found in sorted(rows.items(), key=lambda row: order.get(row[0], len(order)))
        ],
        "Share of conditions. Bold, with ground: as it should be.",
    )


def _forms(agents: Sequence[Mapping[str, Any]]) -> Shown:
    """The forms found in runs of each agent whose choices tell how far it looks ahead."""
    rows = []
    for agent in agents:
        found = sorted(counts_of(agent.get("forms")).items(), key=lambda one: -one[1])
        own = set(map(str, mapping(agent.get("own")).values()))
        if found and own != {"uninterpretable"}:
            words = ", ".join(f"{clean(spaced(name))} {whole(count)}" for name, count in found)
            rows.append([Cell(clean(agent.get("agent", "")), "name"), Cell(words, "name")])
    return Shown("Form of discounting that foretold best", ["planted agent", "form, runs"], rows)


def _estimates(coverage: Sequence[Mapping[str, Any]], bias: Sequence[Mapping[str, Any]]) -> Shown:
    """Intervals and errors of an estimand in one row."""
    errors = {str(row.get("estimand", "")): row for row in bias}
    held = {str(row.get("estimand", "")): row for row in coverage}
    rows = []
    for name in list(dict.fromkeys([*held, *errors]))[:MOST]:
        own = held.get(name, {})
        error = {} if name in WITHOUT_ERROR else errors.get(name, {})
        unit = str(error.get("scale", ""))
        figures = [
            interval_words(own),
            whole(own.get("runs")),
            error_words(error.get("value")),
            error_words(error.get("rmse")),
            "" if unit == UNIT else clean(unit),
        ]
        words = clean(ESTIMATED.get(name) or spaced(name))
        rows.append([Cell(words, "name"), *(Cell(each or DASH, "cell") for each in figures)])
    logs = any(row.get("scale") == "log points" for row in bias)
    return Shown(
        "Estimates against the truth",
        [
            "estimand",
            "share of intervals that hold it [low, high]",
            "intervals",
            "bias",
            "RMSE",
            "unit of both",
        ],
        rows,
        "Bias: mean of estimate minus truth. RMSE: root of its mean square."
        + (" Log points: 0.1 is a price about 10% too high." if logs else ""),
    )


def _needed(samples: Sequence[Mapping[str, Any]]) -> Shown:
    """What more offers bring: a column a number of offers."""
    curves = [
        {number(one.get("offers")): number(one.get("value")) for one in rows_of(row, "by_offers")}
        for row in samples[:MOST]
    ]
    tried = sorted({offers for curve in curves for offers in curve if math.isfinite(offers)})
    rows = []
    for row, curve in zip(samples, curves, strict=False):
        enough = number(row.get("offers"))
        cells = [
            Cell(value_words(row, curve.get(offers, math.nan)), OWN if offers == enough else "cell")
            for offers in tried
        ]
        words = DASH if not curve else "more than tried" if math.isnan(enough) else whole(enough)
        agent = Cell(clean(row.get("agent", "")), "name")
        rows.append([agent, Cell(wanted(row), "name"), Cell(words, "cell"), *cells])
    return Shown(
        "Offers per condition that are needed",
        ["planted agent", "wanted", "enough", *(f"with {whole(one)}" for one in tried)],
        rows,
        "With so many offers per condition: "
        + " ".join(
            words
            for estimand, words in (
                ("price", "ratio of the ends of the price's interval."),
                ("jump", "share of runs in which the drop at the stated end is found."),
            )
            if any(row.get("estimand") == estimand for row in samples)
        ),
    )
