"""What was concluded, put into words: the parts of a report that stand on its inputs alone."""

from __future__ import annotations

import math
from typing import Any

from orexis.estimates import Estimate
from orexis.reports.report import Report
from orexis.reports.words import (
    ESTIMANDS,
    NOT_KNOWN,
    PER_CONDITION,
    cell_words,
    estimate_words,
    mapping,
    number,
    spaced,
    with_interval,
    written,
)

UNDERSTOOD = "_understood"


def headline(report: Report) -> str:
    """The question, or what stands in for it."""
    question = report.run.get("question")
    return str(question) if question else "What do these choices reveal?"


def extent(report: Report) -> str:
    """How much was recorded, in one line."""
    table = report.table
    long = table["topology"] != ""
    counting = table["trunk"] == ""
    rollouts, forks, points = (
        len(set(table["rollout"][rows].tolist()))
        for rows in (counting, ~counting & ~long, ~counting & long)
    )
    # Forks may be all that a table has of its long rollouts.
    rollouts = rollouts or len(set(table["trunk"][~counting].tolist()))
    checks = f", {forks:,} forks for manipulation checks" if forks else ""
    checks += f", {points:,} checkpoints with forks" if points else ""
    models = f"{len(report.user_models)} under study"
    if report.controls:
        models += f", {len(report.controls)} planted as controls"
    return f"{rollouts:,} rollouts{checks}, {len(report.table):,} choices; models: {models}"


def alarm(report: Report) -> str:
    """Why the run ended early; empty where it did not."""
    if report.complete:
        return ""
    why = str(report.run.get("stopped") or "the reason is not recorded")
    return f"This run ended early: {why}. The figures rest on the rollouts that were finished."


def estimate_tables(report: Report) -> list[dict[str, Any]]:
    """All estimates of each model: differences first, then condition by condition."""
    tables = []
    for model in report.models:
        own = sorted(report.estimates_of(model), key=lambda one: one.estimand in PER_CONDITION)
        if own:
            control = model in report.controls
            rows = [estimate_row(one) for one in own]
            tables.append({"model": model, "control": control, "rows": rows})
    return tables


def estimate_row(estimate: Estimate) -> dict[str, Any]:
    """One line of the table of estimates."""
    absent = math.isnan(estimate.value)
    return {
        "estimand": spaced(estimate.estimand),
        "cell": cell_words(estimate.cell) or "all conditions",
        "words": estimate.reason if absent else estimate_words(estimate),
        "absent": absent,
        "level": NOT_KNOWN if math.isnan(estimate.level) else f"{100 * estimate.level:g}%",
        "n": f"{estimate.n:,}",
        "method": estimate.method,
    }


def glossary(report: Report) -> list[tuple[str, str]]:
    """What the known estimands of this report say."""
    present = {one.estimand for one in report.estimates}
    known = [(spaced(name), words) for name, words in ESTIMANDS.items() if name in present]
    if any(name.endswith(UNDERSTOOD) for name in present):
        known.append(("… understood", "the same among rollouts that know what a score brings"))
    return known


def control_gaps(report: Report) -> list[dict[str, Any]]:
    """The controls' differences between trigger arms."""
    return [
        {"model": model} | estimate_row(one)
        for model in report.controls
        for one in report.estimates_of(model, "gap")
    ]


def share_words(row: object) -> str:
    """`0.04 [0.01, 0.09]` out of an object of JSON; the bare value where it has no bounds."""
    content = mapping(row)
    value, low, high = (number(content.get(name)) for name in ("value", "low", "high"))
    if math.isnan(value):
        return NOT_KNOWN
    return written(value) if math.isnan(low + high) else with_interval(value, low, high)
