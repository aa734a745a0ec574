"""What the section shows: the statement, shares with intervals, tests of the rollout."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates import Estimate, Verdict
from orexis.reports.offers.looks import figure_of
from orexis.reports.variance.pictures import rollouts_picture, shares_picture
from orexis.reports.variance.words import OWN, SHARES, component_words
from orexis.reports.verdicts import plain_verdict
from orexis.reports.words import estimate_words, listing, mapping, number

KINDS = "rollouts fall into two kinds"
CORRELATION = "rollout_correlation"
PARTS = ("share", "share_given_item", "sd")


def variance_section(
    estimates: Sequence[Estimate],
    verdicts: Sequence[Verdict],
    extras: Mapping[str, Any],
    name: str = "variance",
) -> dict[str, Any] | None:
    """What `variance/section.html.j2` shows; None where no share was estimated.

    Args:
        estimates: Of a report; those that are not of the variance are left aside.
        verdicts: The same.
        extras: `VarianceAnalysis.extras`, as they were or out of `run.json`.
        name: Prefix of every id in the pictures, unique in the page.
    """
    own = [one for one in estimates if "component" in one.cell and one.estimand in PARTS]
    if not any(one.estimand == SHARES for one in own):
        return None
    judged = [one for one in verdicts if one.statement.startswith(OWN)]
    kinds = any(one.status == "supported" and one.statement.startswith(KINDS) for one in judged)
    rollouts = [mapping(row) for row in listing(extras.get("variance_rollouts"))]
    return {
        "verdicts": [plain_verdict(one) for one in judged],
        "shares": figure_of(shares_picture(own, name)),
        "rollouts": figure_of(rollouts_picture(rollouts, name)) if kinds else None,
        "rows": _rows(own),
        "alike": next(
            (estimate_words(one) for one in estimates if one.estimand == CORRELATION), ""
        ),
        "fit": _fit(extras),
        "level": f"{100 * own[0].level:g}%",
    }


def _rows(own: Sequence[Estimate]) -> list[dict[str, str]]:
    """A line a component: its share, its share on one item, its size in logits."""
    names = dict.fromkeys(one.cell["component"] for one in own)
    found = {(one.cell["component"], one.estimand): one for one in own}
    rows = []
    for name in names:
        row = {"component": component_words(name)}
        for estimand in PARTS:
            one = found.get((name, estimand))
            row[estimand] = "" if one is None else estimate_words(one)
        rows.append(row)
    return rows


def _fit(extras: Mapping[str, Any]) -> str:
    """What the figures rest on, in one line."""
    fits = [mapping(row) for row in listing(extras.get("variance_fit"))]
    if not fits:
        return ""
    counted = []
    for name in ("model", "context", "rollout", "item", "format"):
        count = number(fits[0].get(f"{name}s"))
        if math.isfinite(count):
            counted.append(f"{count:,.0f} {name}{'' if count == 1 else 's'}")
    worth = number(fits[0].get("ess"))
    return f"{', '.join(counted)}; {worth:,.0f} independent draws of the posterior"
