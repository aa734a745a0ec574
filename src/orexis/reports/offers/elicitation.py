"""How the offers were put: order, format, neutral answers, noise, and what an exact call saved."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from orexis.estimates import Estimate
from orexis.reports.offers.asking import key
from orexis.reports.offers.looks import looks_of
from orexis.reports.offers.words import FORMATS, context_words
from orexis.reports.report import Report
from orexis.reports.why.sheet import Drawn, Look, Panel, Row, Scale, Sheet, drawn, limits, marked
from orexis.reports.words import clean, figure, mapping, number, percent, spaced, written

BIAS, SHIFT, NEUTRAL, WORTH = (
    "position_bias",
    "format_shift",
    "neutral_share",
    "draws_per_exact_call",
)
FORMAT = "format"
COLUMNS = (
    ("path", "answers"),
    ("offers", "offers"),
    ("tokens", "tokens"),
    ("draws", "draws that one exact call replaces"),
    ("saved", "tokens saved by it"),
    ("neutral", "neutral option taken"),
    ("noise", "noise floor, log-odds"),
)
APART = 0.3
TICKS = tuple((float(x), f"{x:+g}" if x else "0") for x in range(-12, 13, 1))
COARSE = 4.0
"""Log-odds beyond which only every second number is written."""


def elicitation_table(report: Report) -> dict[str, Any] | None:
    """What is known of each model's offers: columns and rows of which something is known."""
    rows = [row for row in (_row(report, model) for model in report.models) if row["known"]]
    if not rows:
        return None
    shown = [(name, head) for name, head in COLUMNS if any(row[name] for row in rows)]
    return {
        "heads": ["model", *(head for _, head in shown)],
        "rows": [{**row, "cells": [row[name] or "–" for name, _ in shown]} for row in rows],  # noqa: RUF001
    }


def _row(report: Report, model: str) -> dict[str, Any]:
    facts = mapping(mapping(report.run.get("elicitation")).get(model))
    noise = mapping(mapping(report.run.get("noise")).get(model))
    shift = number(noise.get("log_odds_shift"))
    figures = {
        "path": _path(facts),
        "offers": _count(number(facts.get("offers"))),
        "tokens": _count(number(facts.get("tokens"))),
        "draws": _draws(report, model, facts),
        "saved": _count(number(facts.get("tokens_saved"))),
        "neutral": _neutral(report.estimates_of(model, NEUTRAL)),
        "noise": "" if math.isnan(shift) else f"{written(shift, 3)}",
    }
    return {
        "model": model,
        "control": model in report.controls,
        "known": any(figures.values()),
        **figures,
    }


def elicitation_line(report: Report, model: str) -> str:
    """All that in one line; empty where nothing is known."""
    row = _row(report, model)
    named = (
        ("offers", "{} offers"),
        ("path", "{}"),
        ("tokens", "{} tokens"),
        ("draws", "an exact call replaces {} draws"),
        ("saved", "{} tokens saved"),
        ("neutral", "neutral {}"),
        ("noise", "noise floor {} in log-odds"),
    )
    parts = [words.format(row[name]) for name, words in named if row[name]]
    bias = [one for one in report.estimates_of(model, BIAS) if not math.isnan(one.value)]
    parts += [
        f"position bias {one.value:+.2f} [{one.low:+.2f}, {one.high:+.2f}]{_context(one)}"
        for one in bias
    ]
    return ", ".join(parts)


def leaning_picture(report: Report) -> list[Drawn]:
    """Position bias and format shifts in log-odds, a panel a model."""
    found = [one for one in report.estimates if one.estimand in (BIAS, SHIFT)]
    valued = [one for one in found if not math.isnan(one.value)]
    if not valued:
        return []
    places, rows = _places(valued)
    looks = looks_of(_contexts(valued))
    panels = []
    for model in report.models:
        own = [one for one in found if one.model == model]
        if own:
            marks = [
                mark
                for one in own
                if not math.isnan(one.value)
                for mark in marked(_y(one, places, list(looks)), one, looks[key(_rest(one))])
            ]
            reason = next((one.reason for one in own if one.reason), "")
            panels.append(Panel(model, model in report.controls, marks, reason=reason))
    low, high = limits(valued, -1.0, 1.0, 6.5)
    ticks = [tick for tick in TICKS if high - low <= COARSE or tick[0] % 2 == 0]
    scale = Scale("log-odds of accepting", low, high, ticks)
    what = "position bias and format shifts, by model"
    return drawn(Sheet("leaning", what, rows, panels, scale, left=2.05))


def leaning_key(report: Report) -> list[Look]:
    """What the colours are; empty where there is one context."""
    contexts = _contexts([one for one in report.estimates if one.estimand in (BIAS, SHIFT)])
    return list(looks_of(contexts).values()) if len(contexts) > 1 else []


def _places(found: Sequence[Estimate]) -> tuple[dict[str, float], list[Row]]:
    """A row for the order, one a format; a format's place is under its name."""
    rows: list[Row] = []
    places: dict[str, float] = {}
    if any(one.estimand == BIAS for one in found):
        places[""] = 0.0
        rows.append(Row(0.0, "accept shown first, not second"))
    formats = sorted(
        dict.fromkeys(one.cell.get(FORMAT, "") for one in found if one.estimand == SHIFT),
        key=lambda name: FORMATS.index(name) if name in FORMATS else len(FORMATS),
    )
    if formats:
        rows.append(Row(1.3, "format, against the mean of all", strong=True))
        for at, name in enumerate(formats):
            places[name] = 2.3 + at
            rows.append(Row(2.3 + at, clean(spaced(name))))
    return places, rows


def _y(one: Estimate, places: Mapping[str, float], contexts: Sequence[object]) -> float:
    at = contexts.index(key(_rest(one))) - (len(contexts) - 1) / 2
    name = one.cell.get(FORMAT, "") if one.estimand == SHIFT else ""
    return places[name] + at * min(APART, 0.7 / len(contexts))


def _contexts(found: Sequence[Estimate]) -> list[dict[str, str]]:
    return [dict(each) for each in dict.fromkeys(key(_rest(one)) for one in found)]


def _rest(one: Estimate) -> dict[str, str]:
    return {name: level for name, level in one.cell.items() if name != FORMAT}


def _context(one: Estimate) -> str:
    words = context_words(one.cell)
    return f" ({words})" if words else ""


def _path(facts: Mapping[str, Any]) -> str:
    exact = facts.get("exact")
    if exact is True:
        return "exact probabilities, both orders"
    return "drawn answers" if exact is False else ""


def _draws(report: Report, model: str, facts: Mapping[str, Any]) -> str:
    """From the run; else the median over the model's conditions."""
    value = number(facts.get("draws_per_exact_call"))
    if math.isfinite(value):
        low, high = (number(facts.get(name)) for name in ("draws_low", "draws_high"))
        limits = "" if math.isnan(low + high) else f" [{figure(low)}, {figure(high)}]"
        return f"{figure(value)}{limits}"
    found = [one.value for one in report.estimates_of(model, WORTH)]
    finite = [value for value in found if math.isfinite(value)]
    return figure(statistics.median(finite)) if finite else ""


def _neutral(found: Sequence[Estimate]) -> str:
    valued = [one for one in found if not math.isnan(one.value)]
    return ", ".join(f"{percent(one.value)}{_context(one)}" for one in valued)


def _count(value: float) -> str:
    return f"{value:,.0f}" if math.isfinite(value) else ""
