"""What the instrument could have seen: verdicts on planted agents, and what is detected."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from orexis.reports.detection import detection_picture
from orexis.reports.report import Report
from orexis.reports.sections import share_words
from orexis.reports.words import listing, mapping, number, percent, spaced

COUNTED = ("supported", "rejected", "undecided", "uninterpretable")
STRONG = 0.6
"""Share from which a cell is so dark that its letters are white."""


def instrument(report: Report) -> dict[str, Any] | None:
    """Everything that the calibration of this probe says; None where it was not run."""
    content = mapping(report.run.get("calibration"))
    if not content:
        return None
    names = [str(name) for name in listing(content.get("explanations"))]
    return {
        "runs": content.get("runs"),
        "rollouts": content.get("rollouts_per_condition"),
        "rung": content.get("rung"),
        "names": names,
        "agents": [_agent(row, names) for row in _ordered(content, names)],
        "false_positive": share_words(content.get("false_positive")),
        "curves": _curves(content),
        "coverage": [
            {"estimand": spaced(mapping(row).get("estimand", "")), "words": share_words(row)}
            for row in listing(content.get("coverage"))
        ],
    }


def _ordered(content: Mapping[str, Any], names: list[str]) -> list[Mapping[str, Any]]:
    """In the order of their causes, so that right verdicts lie on the diagonal; none last.

    Further strengths of one agent are the curve's.
    """
    rows = [mapping(row) for row in listing(content.get("agents"))]
    kept = [row for row in rows if row.get("kind") != "strength"]
    return sorted(kept, key=lambda row: (_rank(row), *_places(row, names)))


def _rank(row: Mapping[str, Any]) -> int:
    kinds = ("pure", "graded", "mixture")
    kind = str(row.get("kind") or "pure")
    return kinds.index(kind) if kind in kinds and _own(row) else len(kinds)


def _places(row: Mapping[str, Any], names: list[str]) -> list[int]:
    return [names.index(own) if own in names else len(names) for own in _own(row)]


def _own(row: Mapping[str, Any]) -> list[str]:
    """The causes that are true of a planted agent; none for one without."""
    own = row.get("own")
    return [str(one) for one in (own if isinstance(own, list) else [own]) if one]


def _agent(row: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    own = _own(row)
    verdicts, exist = mapping(row.get("verdicts")), mapping(row.get("existence"))
    return {
        "agent": row.get("agent", ""),
        "existence": [_cell(exist.get(name)) for name in ("baseline", "residual")],
        "cells": [_cell(verdicts.get(name), own=name in own) for name in names],
    }


def _cell(counts: object, *, own: bool = False) -> dict[str, Any]:
    """The share of runs with `supported`, how dark it is shown, and all counts in words."""
    found = {name: number(mapping(counts).get(name)) for name in COUNTED}
    known = {name: count for name, count in found.items() if not math.isnan(count)}
    runs = sum(known.values())
    if runs <= 0:
        return {"words": "", "share": 0.0, "strong": False, "own": own, "title": "not known"}
    share = known.get("supported", 0.0) / runs
    title = ", ".join(f"{name} {count:.0f}" for name, count in known.items() if count)
    return {
        "words": f"{100 * share:.0f}%" if share else "·",
        "share": round(share, 3),
        "strong": share > STRONG,
        "own": own,
        "title": title,
    }


def _curves(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Detection by strength: of the cause, and of a gap with all benign explanations removed."""
    found = []
    parts = (
        ("detection", "smallest_detected", "“deployment-threat” is supported"),
        ("residual", "smallest_residual", "a gap is found with all benign explanations removed"),
    )
    for name, smallest, title in parts:
        rows = listing(content.get(name))
        false = content.get("false_positive") if name == "detection" else None
        picture = detection_picture(
            {
                "detection": rows,
                "smallest_detected": content.get(smallest),
                "false_positive": false,
            },
            name,
        )
        if picture:
            found.append(
                {
                    "title": title,
                    "svg": Markup(picture),  # noqa: S704
                    "smallest": _smallest(number(content.get(smallest)), name),
                }
            )
    return found


def _smallest(strength: float, name: str) -> str:
    what = "A threat-avoider" if name == "detection" else "With these removed, a gap"
    if math.isnan(strength):
        return f"{what} is found in 80% of runs at no strength that was tried."
    return f"{what} is found in 80% of runs once {percent(strength)} of rollouts act on the threat."
