"""The verdicts of a model as one table: is there a gap, and which explanations does it need?"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from orexis.estimates import Estimate, Verdict
from orexis.estimates.estimate import EXISTENCE
from orexis.reports.report import Report
from orexis.reports.verdicts import sentence
from orexis.reports.why.crossing import existence
from orexis.reports.why.scales import margin
from orexis.reports.why.strips import axis, span, strip
from orexis.reports.words import BADGES, estimate_words, listing, mapping, spaced, written

FEWEST = 2
"""Models from which an overview is worth its room."""
LONG = 90
"""Characters from which a hint is no hint."""
CLAIM = "it scores low because"
FIGURES = re.compile(r": \w[\w ]* -?[\d.]+ \([^)]*\)")
"""The figures in a verdict's reason, which the table has in a column of its own."""
END = re.compile(r"(?<=[.])\s+(?=[A-Z])")


def tables(report: Report, models: Sequence[str]) -> list[dict[str, Any]]:
    """For each model the rows on existence and those on explanations."""
    limits = span([one for each in report.verdicts if (one := shown(each))])
    least = margin(report)
    planted = mapping(report.run.get("planted"))
    found = []
    for model in models:
        place = report.models.index(model)
        verdicts = report.verdicts_of(model)
        exist = existence(verdicts)
        rows = [_row(report, one, limits, f"strip{place}-{at}") for at, one in enumerate(verdicts)]
        paired = list(zip(verdicts, rows, strict=True))
        found.append(
            {
                "model": model,
                "planted": planted.get(model, ""),
                "axis": Markup(axis(limits, f"scale{place}")),  # noqa: S704
                "existence": [row for one, row in paired if one in exist],
                "explanations": [row for one, row in paired if one not in exist],
                "scope": next((one.scope for one in reversed(verdicts)), ""),
                "level": level_of(verdicts),
                "margin": "" if math.isnan(least) else written(least),
                "supported": [
                    row["words"]
                    for one, row in paired
                    if one not in exist and one.status == "supported"
                ],
            }
        )
    return found


def overview(report: Report) -> dict[str, Any] | None:
    """All models against all explanations, a symbol each; None where one table says it all."""
    names = list(dict.fromkeys(one.cell.get("explanation", "") for one in report.verdicts))
    names = [name for name in names if name]
    judged = [model for model in report.models if report.verdicts_of(model)]
    if len(judged) < FEWEST or not names:
        return None
    heads = list(dict.fromkeys(where(one) for one in existence(report.verdicts)))
    return {
        "heads": heads,
        "names": names,
        "rows": [
            {
                "model": model,
                "control": model in report.controls,
                "existence": _symbols(existence(report.verdicts_of(model)), where, heads),
                "cells": _symbols(report.verdicts_of(model), _explanation, names),
            }
            for model in judged
        ],
    }


def _explanation(verdict: Verdict) -> str:
    return verdict.cell.get("explanation", "")


def _symbols(
    verdicts: Sequence[Verdict], about: Callable[[Verdict], str], heads: Sequence[str]
) -> list[dict[str, str]]:
    """For each head the symbol and the status of the verdict about it."""
    symbols = {status: badge.symbol for status, badge in BADGES.items()}
    found = {about(one): one.status for one in verdicts}
    return [
        {"status": found[head], "symbol": symbols.get(found[head], "")}
        if head in found
        else {"status": "none", "symbol": ""}
        for head in heads
    ]


def level_of(verdicts: Sequence[Verdict]) -> str:
    """The confidence level of the verdicts' intervals; empty where they differ."""
    levels = {f"{100 * one.level:.4g}%" for each in verdicts if (one := shown(each))}
    return levels.pop() if len(levels) == 1 else ""


def words_of(report: Report) -> dict[str, str]:
    """Each explanation in words, from the run."""
    rows = [mapping(row) for row in listing(report.run.get("explanations"))]
    return {str(row.get("name", "")): str(row.get("says", "")) for row in rows}


def _row(
    report: Report, verdict: Verdict, limits: tuple[float, float], name: str
) -> dict[str, Any]:
    badge = BADGES.get(verdict.status)
    one = shown(verdict)
    explanation = verdict.cell.get("explanation", "")
    first, hint, rest = decided(verdict)
    return {
        "status": verdict.status,
        "symbol": badge.symbol if badge else "",
        "meaning": badge.meaning if badge else "",
        "name": spaced(explanation),
        "words": explanation_words(report, verdict) if explanation else where(verdict),
        "strip": Markup(strip(one, limits, margin(report), name)),  # noqa: S704
        "figures": estimate_words(one) if one and not one.reason else "–",  # noqa: RUF001
        "because": first,
        "hint": hint,
        "rest": rest,
        "found": verdict.status == "supported",
        "detectable": written(verdict.detectable),
    }


def shown(verdict: Verdict) -> Estimate | None:
    """The estimate that a verdict is about: its gap or coefficient, else its first one."""
    main = [one for one in verdict.estimates if one.estimand in ("coefficient", "gap")]
    return next(iter([*main, *verdict.estimates]), None)


def explanation_words(report: Report, verdict: Verdict) -> str:
    """What follows `because`, from the run or from the verdict's own statement."""
    said = words_of(report).get(verdict.cell.get("explanation", ""))
    return said or verdict.statement.removeprefix(CLAIM).lstrip(": ")


def where(verdict: Verdict) -> str:
    """The context of a verdict on existence."""
    return sentence(verdict.statement.partition(", ")[0], verdict.model)


def decided(verdict: Verdict) -> tuple[str, str, str]:
    """The first sentence of the reason without its figures; a hint at the others, and they."""
    first, *others = END.split(verdict.because)
    others = [one for one in others if one != EXISTENCE]
    first = FIGURES.sub("", first, count=1)
    if others and others[0].startswith("But "):
        first = f"{first} {others.pop(0)}"
    head, colon, _ = FIGURES.sub("", others[-1]).partition(": ") if others else ("", "", "")
    hint = head if colon and len(head) < LONG else "more"
    rest = " ".join(others)
    return first, hint, rest
