"""Explanations set against each other: evidence, shrinkage, prediction out of sample."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import t_quantile
from orexis.estimates.why.findings import Findings
from orexis.estimates.why.labels import number
from orexis.estimates.why.predictive import gains_all_but, gains_alone
from orexis.estimates.why.slab import MOST, Slab, spike_and_slab
from orexis.estimates.why.structural import Fit
from orexis.estimates.why.verdicts import block_rollouts, coefficient

Array = NDArray[np.float64]
SHRUNK = "all submodels, coefficient 0 or N(0, .5^2), credible interval"
GAIN = "log predictive score of conditions left out one by one, summed; interval over conditions"


def comparison_estimates(found: Findings, model: str) -> list[Estimate]:
    """Coefficient, shrunk coefficient and gains of every explanation, at the rule's own level."""
    level = found.rule.existence.level
    slabs = [slab_of(fit, level) for fit in found.fits]
    out = []
    for at, explanation in enumerate(found.explanations):
        first = coefficient(found, at, model, level)
        out.append(first)
        if explanation.name in found.place:
            number_, column = found.place[explanation.name]
            fit, slab = found.fits[number_], slabs[number_]
            out += _of(found, fit, slab, column, model)
    return out


def slab_of(fit: Fit, level: float) -> Slab | None:
    """The spike and slab of a block; None where there are too many explanations."""
    return spike_and_slab(fit, level) if len(fit.block.names) <= MOST else None


def comparisons(found: Findings, model: str) -> list[dict[str, str | float]]:
    """One plain row an explanation; nan where it takes no part.

    Keys: `model`, `explanation`, `coefficient`, `inclusion` (posterior probability that it is
    needed, 1/2 before the data), `shrunk`, `shrunk_low`, `shrunk_high`, `gain_alone` and
    `gain_all_but` (log score), `reason` (why there are no numbers).
    """
    level = found.rule.existence.level
    slabs = [slab_of(fit, level) for fit in found.fits]
    rows: list[dict[str, str | float]] = []
    for at, explanation in enumerate(found.explanations):
        row: dict[str, str | float] = {"model": model, "explanation": explanation.name}
        numbers = dict.fromkeys(
            (
                "coefficient",
                "inclusion",
                "shrunk",
                "shrunk_low",
                "shrunk_high",
                "gain_alone",
                "gain_all_but",
            ),
            math.nan,
        )
        if explanation.name in found.place:
            number_, column = found.place[explanation.name]
            fit, slab = found.fits[number_], slabs[number_]
            numbers["coefficient"] = float(fit.coefficients.value[0, column])
            numbers["gain_alone"] = float(gains_alone(fit)[0, :, column].sum())
            numbers["gain_all_but"] = float(gains_all_but(fit)[0, :, column].sum())
            if slab is not None:
                numbers["inclusion"] = float(slab.inclusion[0, column])
                numbers["shrunk"] = float(slab.value[0, column])
                numbers["shrunk_low"] = float(slab.low[0, column])
                numbers["shrunk_high"] = float(slab.high[0, column])
        reason = coefficient(found, at, model, level).reason
        rows.append({**row, **numbers, "reason": reason})
    return rows


def _of(found: Findings, fit: Fit, slab: Slab | None, column: int, model: str) -> list[Estimate]:
    level = found.rule.existence.level
    cell = {"explanation": fit.block.names[column]}
    n = block_rollouts(found, fit.block)
    out = []
    if slab is None:
        reason = f"more than {MOST} explanations: not all submodels can be weighed"
        name = "shrunk_coefficient"
        out.append(Estimate.absent(name, model, reason=reason, level=level, cell=cell))
    else:
        limits = (slab.value[0, column], slab.low[0, column], slab.high[0, column])
        out.append(number("shrunk_coefficient", model, limits, level, n, SHRUNK, cell))
    for name, gains in (("gain_alone", gains_alone(fit)), ("gain_all_but", gains_all_but(fit))):
        limits = over_conditions(gains[0, :, column], level)
        out.append(number(name, model, limits, level, n, GAIN, cell))
    return out


def over_conditions(gains: Array, level: float) -> tuple[float, float, float]:
    """The sum over conditions, with Student's t interval over them."""
    total, count = float(gains.sum()), len(gains)
    if count < 2:  # noqa: PLR2004 - one condition shows no spread
        return total, -math.inf, math.inf
    half = t_quantile(level, count - 1) * float(gains.std(ddof=1)) * math.sqrt(count)
    return total, total - half, total + half
