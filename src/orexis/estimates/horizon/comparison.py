"""Which form of discounting predicts best, by how much, and when that is left open."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from orexis.estimates.estimate import Estimate
from orexis.estimates.horizon.findings import Findings
from orexis.estimates.horizon.forms import BOTH, Fitted, fit_forms, folds_of
from orexis.estimates.horizon.labels import number
from orexis.estimates.intervals import t_quantile

TIE = 2.0
"""Log score, in nats, up to which the form with fewer parameters is taken instead of the best."""
GRAIN = 1e-4
"""The same as a share of all forms' range of scores: grids of parameters and levels are no finer,
which shows where exact rows are worth hundreds of draws."""
ERRORS = 2.0
"""Standard errors over the contexts left out by which another form has to predict worse."""
PLAIN, AGAINST = 10.0, 0.1
"""Log score by which another form is worse beyond doubt, where it has not gained more than this
share of it in some contexts: forms differ in few contexts only, which makes errors over contexts
wide."""
CONTAINS = {
    "exponential": ("patient",),
    "hyperbolic": ("patient",),
    "quasi-hyperbolic": ("patient", "exponential"),
    "step-at-delay": ("patient", "myopic"),
    BOTH.name: ("step-at-boundary",),
}
"""Forms that are special cases of another: that one is as good wherever they hold."""
SCORE = "log predictive density of each context from the others, summed; t over contexts"
EXACT_SCORE = f"{SCORE}; a quasi-likelihood: an exact row counts as one over the dispersion draws"
PARAMETER = "grid posterior given the form"


@dataclass(frozen=True)
class Comparison:
    """All forms, the best one, and those that the data do not tell from it."""

    fitted: tuple[Fitted, ...]
    best: Fitted
    open: tuple[str, ...]
    """Names of forms that are neither clearly worse than the best nor a wider version of it."""

    @property
    def lead(self) -> float:
        """How much better it predicts than the next form that is no wider version of it."""
        others = [one.score for one in self.fitted if _rivals(one, self.best)]
        return self.best.score - max(others) if others else math.nan


def compare(found: Findings) -> Comparison | None:
    """None where there are fewer than three contexts and fewer than three delays."""
    if len(set(folds_of(found.offers.cells).tolist())) < 3:  # noqa: PLR2004 - nothing to leave out
        return None
    fitted = fit_forms(found.shared)
    highest, lowest = (end(one.score for one in fitted) for end in (max, min))
    tie = max(TIE, GRAIN * (highest - lowest))
    near = [one for one in fitted if one.score >= highest - tie]
    best = min(near, key=lambda one: (len(one.form.parameters), -one.score))
    rivals = tuple(
        one.form.name
        for one in fitted
        if _rivals(one, best) and not _clearly_worse(one.folds - best.folds, tie)
    )
    return Comparison(tuple(fitted), best, rivals)


def form_estimates(found: Findings, compared: Comparison) -> list[Estimate]:
    """`form_score` of every form, and the best one's parameters."""
    level = found.rule.level
    n = found.offers.rollouts
    said = EXACT_SCORE if found.dispersion.exact else SCORE
    out = []
    for one in compared.fitted:
        half = t_quantile(level, len(one.folds) - 1) * _error(one.folds)
        limits = (one.score, one.score - half, one.score + half)
        cell = {"form": one.form.name}
        out.append(number(found, "form_score", limits, level, n, said, cell))
    best = compared.best
    for parameter in best.form.parameters:
        limits = best.interval(parameter, level)
        cell = {"form": best.form.name}
        out.append(number(found, parameter.name, limits, level, n, PARAMETER, cell))
    return out


def form_rows(found: Findings, compared: Comparison) -> list[dict[str, Any]]:
    """Plain data on every form, the best predicting first."""
    level = found.rule.level
    rows = []
    for one in sorted(compared.fitted, key=lambda one: -one.score):
        limits = {each.name: one.interval(each, level) for each in one.form.parameters}
        rows.append(
            {
                "model": found.offers.model,
                "form": one.form.name,
                "says": one.form.says,
                "score": one.score,
                "behind": one.score - compared.best.score,
                "error": _error(one.folds - compared.best.folds),
                "best": one is compared.best,
                "open": one.form.name in compared.open,
                "parameters": {
                    name: {"value": value, "low": low, "high": high}
                    for name, (value, low, high) in limits.items()
                },
            }
        )
    return rows


def form_sentence(compared: Comparison) -> str:
    """Which form predicts best, and what is left open."""
    best = compared.best.form
    lead = f"'{best.name}' ({best.says}) predicts left-out contexts best"
    if compared.open:
        others = ", ".join(f"'{name}'" for name in compared.open)
        return f"{lead}, but not clearly better than {others}: the form is undecided."
    return f"{lead}, by {compared.lead:.1f} in log score before the next."


def _rivals(one: Fitted, best: Fitted) -> bool:
    return one is not best and best.form.name not in CONTAINS.get(one.form.name, ())


def _clearly_worse(
    differences: np.ndarray[tuple[int], np.dtype[np.float64]], tie: float = TIE
) -> bool:
    """Consistently over the contexts; or by far, and in hardly any context better."""
    lead, against = float(-differences.sum()), float(np.maximum(differences, 0).sum())
    by_far = lead > PLAIN and against < AGAINST * lead
    return lead > tie and (by_far or lead > ERRORS * _error(differences))


def _error(folds: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Standard error of a sum over folds."""
    return float(math.sqrt(len(folds)) * np.std(folds, ddof=1))
