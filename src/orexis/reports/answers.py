"""Invalid answers and tokens of each model, counted from the table."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.reports.report import Report
from orexis.reports.words import NOT_KNOWN, percent

NEUTRAL = "neutral"
"""Took an option that leaves the choice open: no answer is missing, but nothing was chosen."""

NAMES = {"": "no reason given", NEUTRAL: "neutral option taken"}


def answers(report: Report) -> list[dict[str, Any]]:
    """Invalid and refused answers, and tokens, of each model with rows in the table."""
    return [
        {"model": model, "control": model in report.controls} | _answers_of(report, model)
        for model in report.models
        if model in report.table.models
    ]


def _answers_of(report: Report, model: str) -> dict[str, Any]:
    table = report.table
    # Not `==` on the column: numpy drops a name's trailing NUL characters, and matches nothing.
    mine = np.array([name == model for name in table["model"].tolist()])
    weight, valid, why = (table[name][mine] for name in ("weight", "valid", "why_invalid"))
    neutral = ~valid & (why == NEUTRAL)
    total, invalid = weight.sum(), weight[~valid & ~neutral].sum()
    refused = weight[~valid & (why == "refused")].sum()
    return {
        "choices": f"{total:,.0f}",
        "refused": f"{refused:,.0f} ({percent(refused / total)})",
        "unreadable": f"{invalid - refused:,.0f} ({percent((invalid - refused) / total)})",
        "reasons": _reasons(why[~valid], weight[~valid]),
        "tokens_in": _tokens(table["tokens_in"][mine]),
        "tokens_out": _tokens(table["tokens_out"][mine]),
    }


def _reasons(reasons: NDArray[np.object_], weight: NDArray[np.float64]) -> str:
    counts: Counter[str] = Counter()
    for reason, count in zip(reasons.tolist(), weight.tolist(), strict=True):
        counts[NAMES.get(reason, reason)] += count
    return ", ".join(f"{reason}: {count:,.0f}" for reason, count in sorted(counts.items()))


def _tokens(counts: NDArray[np.float64]) -> str:
    return NOT_KNOWN if np.isnan(counts).all() else f"{np.nansum(counts):,.0f}"
