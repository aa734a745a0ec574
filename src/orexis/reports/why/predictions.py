"""What each explanation predicted before the data, and what the design can't tell apart."""

from __future__ import annotations

from typing import Any

from orexis.reports.report import Report
from orexis.reports.words import listing, mapping

TITLES = {
    "gaps": "Predicted gap",
    "floors": "Predicted drop where a low score has the consequence",
}
ZERO = ("0", "")
KINDS = {"+": "plus", "-": "minus", "·": "zero", "?": "open"}


def predictions(report: Report) -> dict[str, Any] | None:
    """The matrix for gaps, and that for the reverse arm's score where anything is predicted."""
    content = mapping(report.run.get("predictions"))
    names = [str(name) for name in listing(content.get("names"))]
    parts = []
    for key, title in TITLES.items():
        rows = [_row(row, len(names)) for row in listing(content.get(key))]
        if any(_says(row) for row in rows):
            parts.append({"title": title, "rows": rows})
    lines = [str(line) for line in listing(report.run.get("crossing"))]
    if not (names and parts) and not lines:
        return None
    return {"names": names, "parts": parts, "crossing": lines}


def _row(row: object, count: int) -> dict[str, Any]:
    content = mapping(row)
    cells = [str(cell) for cell in listing(content.get("cells"))][:count]
    signs = ["·" if cell in ZERO else cell for cell in cells]
    signs += [""] * (count - len(signs))
    return {
        "where": str(content.get("where", "")),
        "count": content.get("count", ""),
        "cells": [(sign, KINDS.get(sign, "size") if sign else "") for sign in signs],
    }


def _says(row: dict[str, Any]) -> bool:
    return any(kind not in ("zero", "") for _, kind in row["cells"])
