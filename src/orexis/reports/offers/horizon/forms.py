"""Forms of discounting: how well each foretells contexts left out, and the best one's curve."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.horizon.forms import all_forms
from orexis.reports.offers.asking import rows_about
from orexis.reports.offers.horizon.contexts import Context
from orexis.reports.offers.horizon.delays import Delays
from orexis.reports.report import Report
from orexis.reports.words import clean, figure, mapping, number, spaced, written

Array = NDArray[np.float64]
FORMS = {form.name: form for form in all_forms()}
LARGE = 100.0
"""Difference of scores from which decimals say nothing."""
STEPS = 120
"""Points of a drawn curve on either side of the boundary."""


@dataclass(frozen=True)
class Scored:
    """One form for one model, out of the run."""

    form: str
    score: float
    behind: float
    """Score minus that of the best form."""
    best: bool
    open: bool
    """Not told from the best."""
    parameters: Mapping[str, Any]

    @property
    def values(self) -> dict[str, float]:
        """Each parameter's value, given bare or with an interval."""
        found = {}
        for name, content in self.parameters.items():
            value = number(content)
            if math.isnan(value):
                value = number(mapping(content).get("value"))
            if math.isfinite(value):
                found[str(name)] = value
        return found

    @property
    def words(self) -> list[str]:
        """`g 0.9 [0.88, 0.92]`, one a parameter."""
        return [
            f"{clean(name)} {_limits(self.parameters[name], value)}"
            for name, value in self.values.items()
        ]


def forms_of(report: Report, model: str) -> list[Scored]:
    """The forms compared, the best first; those without a score are left out.

    None where nothing can be told of the model: some form foretells best of noise too.
    """
    if untold(report, model):
        return []
    every = rows_about(report, "forms", model)
    rows = [row for row in every if math.isfinite(number(row.get("score")))]
    if not rows:
        return []
    named = [row for row in rows if row.get("best") is True]
    best = named[0] if named else max(rows, key=lambda row: number(row.get("score")))
    found = [
        Scored(
            str(row.get("form", "")),
            number(row.get("score")),
            number(row.get("score")) - number(best.get("score")),
            row is best,
            row.get("open") is True,
            mapping(row.get("parameters")),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (not one.best, -one.score))


def untold(report: Report, model: str) -> bool:
    """Every verdict on the model is that this setting can't tell."""
    verdicts = report.verdicts_of(model)
    return bool(verdicts) and all(one.status == "uninterpretable" for one in verdicts)


def forms_table(report: Report) -> dict[str, Any] | None:
    """A row a form, a column a model: by how much it foretells worse than the model's best."""
    found = {model: rows for model in report.models if (rows := forms_of(report, model))}
    names = dict.fromkeys(one.form for rows in found.values() for one in rows)
    order = {form: place for place, form in enumerate(FORMS)}
    if not names:
        return None
    return {
        "models": [(model, model in report.controls) for model in found],
        "rows": [
            {
                "form": clean(spaced(name)),
                "says": FORMS[name].says if name in FORMS else "",
                "cells": [_cell(rows, name) for rows in found.values()],
            }
            for name in sorted(names, key=lambda form: order.get(form, len(order)))
        ],
    }


def best_words(report: Report, model: str) -> str:
    """`exponential (g 0.9 [0.88, 0.92])`, the form that foretells best; empty for none."""
    best = next(iter(forms_of(report, model)), None)
    if best is None:
        return ""
    rivals = [clean(spaced(one.form)) for one in forms_of(report, model) if one.open]
    words = clean(spaced(best.form)) + (f" ({', '.join(best.words)})" if best.words else "")
    return f"{words}, not told from {', '.join(rivals)}" if rivals else words


def weight_of(
    report: Report, model: str, one: Context, delays: Delays
) -> list[tuple[list[float], Array]]:
    """The best form's curve up to the boundary and past it, on the axis of delays."""
    best = next(iter(forms_of(report, model)), None)
    if best is None or best.form not in FORMS:
        return []
    form, given = FORMS[best.form], best.values
    if set(given) != {each.name for each in form.parameters}:
        return []
    left = one.left if math.isfinite(one.left) else math.inf
    first, last = min(1.0, delays.steps[-1]), delays.steps[-1]
    drawn = []
    for start, end in ((first, min(left, last)), (max(left + 1, first), last)):
        if start < end:
            ks = np.linspace(start, end, STEPS)
            drawn.append(([delays.at(k) for k in ks], form.weight(ks, left, given)))
    return drawn


def behind_words(behind: float) -> str:
    """A difference of log scores: `-3.6`, `-1,020`."""
    return f"{behind:,.0f}" if abs(behind) >= LARGE else written(behind, 1)


def _limits(content: object, value: float) -> str:
    low, high = (number(mapping(content).get(name)) for name in ("low", "high"))
    if math.isnan(low + high):
        return figure(value)
    return f"{figure(value)} [{figure(low)}, {figure(high)}]"


def _cell(rows: Sequence[Scored], name: str) -> dict[str, Any]:
    own = next((row for row in rows if row.form == name), None)
    if own is None:
        return {"words": "", "kind": "", "parameters": []}
    kind = "best" if own.best else "open" if own.open else ""
    words = "best" if own.best else behind_words(own.behind)
    return {"words": words, "kind": kind, "parameters": own.words}
