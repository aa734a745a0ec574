"""The verdicts of a model as one table: a row a consequence, control and placebos apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from orexis.reports.offers.judged import reasons, verdict_row
from orexis.reports.offers.price.cells import Priced, cells_of, contexts_of, within
from orexis.reports.offers.price.points import (
    Offered,
    offered,
    price_remark,
    price_words,
    short_price,
)
from orexis.reports.offers.price.strips import LINE, axis, strip
from orexis.reports.offers.words import context_words
from orexis.reports.report import Report
from orexis.reports.words import clean, mapping, number, percent

FLAT = "no trade-off"
"""The class whose members differ in what they do instead."""
OTHERS = (
    ("rejected", "it takes the points although this comes"),
    ("undecided", "left open"),
    ("uninterpretable", "can't be told"),
)


def tables(report: Report, models: Sequence[str]) -> list[dict[str, Any]]:
    """For each model a table, in it a part for each context."""
    between = offered(report)
    planted = mapping(report.run.get("planted"))
    found = []
    for model in models:
        place = report.models.index(model)
        cells = cells_of(report, model)
        parts = [
            _part(one, cells, between, f"price{place}-{at}")
            for at, one in enumerate(contexts_of(cells))
        ]
        found.append(
            {
                "model": model,
                "planted": planted.get(model, ""),
                "axis": Markup(axis(between, f"points{place}")),  # noqa: S704
                "parts": parts,
                "findings": findings(report, model),
                "scope": next((one.verdict.scope for one in cells if one.verdict), ""),
            }
        )
    return found


def findings(report: Report, model: str) -> list[str]:
    """What its verdicts come to, a sentence a context."""
    cells, between = cells_of(report, model), offered(report)
    said = []
    for context in contexts_of(cells):
        own = [one for one in within(cells, context) if one.verdict]
        if own:
            words = context_words(context)
            text = _finding(own, between)
            said.append(f"{words[:1].upper()}{words[1:]}, {text}" if words else text)
    return said


def _finding(own: Sequence[Priced], between: Offered) -> str:
    """`it gives up points so that this does not come: ...; it takes the points although ...`."""
    by: dict[str, list[Priced]] = {}
    for one in own:
        if one.verdict:
            by.setdefault(one.verdict.status, []).append(one)
    if len(by.get("rejected", [])) == len(own):
        return "it takes the points, whatever comes with them"
    if len(by.get("uninterpretable", [])) == len(own):
        return f"nothing can be told: {_why(own)}"
    parts = []
    supported = sorted(by.get("supported", []), key=lambda one: -_size(one))
    if supported:
        named = ", ".join(_named(one, between) for one in supported)
        parts.append(f"it gives up points so that this does not come: {named}")
    for status, words in OTHERS:
        if status in by:
            parts.append(f"{words}: {', '.join(one.words for one in by[status])}")
    return "; ".join(parts)


def _why(own: Sequence[Priced]) -> str:
    """What decided, where it was the same everywhere."""
    said = {reasons(one.verdict)[0].rstrip(".") for one in own if one.verdict}
    return said.pop() if len(said) == 1 else "see the table"


def _size(one: Priced) -> float:
    """Its price, for an order."""
    return one.price.value if one.price and not one.price.reason else 0.0


def _named(one: Priced, between: Offered) -> str:
    price = short_price(one.price, between)
    return f"{one.words} ({price})" if price else one.words


def _part(
    context: Mapping[str, str], cells: Sequence[Priced], between: Offered, name: str
) -> dict[str, Any]:
    own = within(cells, context)
    words = context_words(context)
    return {
        "heading": f"{words[:1].upper()}{words[1:]}",
        "rows": [
            _row(one, between, f"{name}-{at}") for at, one in enumerate(own) if not one.checks
        ],
        "checks": [_row(one, between, f"{name}-c{at}") for at, one in enumerate(own) if one.checks],
    }


def _row(one: Priced, between: Offered, name: str) -> dict[str, Any]:
    priced = one.price
    colour = {"colour": LINE} if one.checks else {}
    return {
        "words": one.words,
        "name": one.consequence,
        "classed": class_words(one.classed),
        "strip": Markup(strip(priced, between, name, **colour)),  # noqa: S704
        "figures": price_words(priced, between) if priced else "–",  # noqa: RUF001
        "remark": price_remark(priced, between) if priced else "",
        "accepted": percent(one.acceptance.value) if one.acceptance else "",
        **verdict_row(one.verdict),
    }


def class_words(classed: Mapping[str, Any] | None) -> tuple[str, str]:
    """The class and its probability, e.g. `("smooth", "93%")`; empty where not known."""
    content = mapping(classed)
    name, says = (str(content.get(each) or "") for each in ("class", "says"))
    how = says.removeprefix(name).strip(" ()") if name == FLAT else ""
    share = number(content.get("probability"))
    return clean(how or name), "" if math.isnan(share) else percent(share)
