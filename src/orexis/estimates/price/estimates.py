"""From priced cells to labelled estimates."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import gammaincinv

from orexis.estimates.estimate import Estimate
from orexis.estimates.intervals import mean_interval, wilson
from orexis.estimates.price.cells import Cell
from orexis.estimates.price.log_odds import leaning
from orexis.estimates.price.priced import HALF, Limits, Priced
from orexis.estimates.price.rule import PriceRule

POSTERIOR = "grid posterior of a psychometric function with lapses and position bias"
QUASI = POSTERIOR + ", quasi-likelihood"
WILSON = "Wilson"
CLOSE = 1e-6
"""Relative distance below which two numbers of points are one."""
LOGISTIC = "penalised logistic regression with each cell's curve, robust to the rollout"


def by_cell(priced: Priced, rule: PriceRule) -> list[Estimate]:
    """Acceptance, price, slope, lapse and, for exact rows, what a call is worth."""
    cell, level, method = priced.cell, rule.level, _method(priced)
    found = [accepted_share(cell, level), price(priced, level)]
    flat = "" if priced.fit.kind("curve") > HALF else "choices do not move with the points"
    for name, limits in (("slope", priced.slope), ("lapse", priced.lapse)):
        reason = flat or (priced.no_price and "there is no rising curve to describe")
        if reason:
            found.append(_absent(name, cell, reason, level))
        else:
            found.append(_number(name, cell, limits(level), level, method))
    if cell.exact:
        found.append(draws_per_call(priced, level))
    return found


def price(priced: Priced, level: float) -> Estimate:
    """Points at which it is indifferent, or why there is no such number."""
    cell = priced.cell
    if priced.no_price:
        return _absent("price", cell, priced.no_price, level)
    return _number("price", cell, priced.price(level), level, _method(priced))


def accepted_share(cell: Cell, level: float) -> Estimate:
    """Share of the offers made that was accepted, with the rollout as the unit."""
    rows = cell.rows
    items = np.bincount(rows.rollout, rows.weight).astype(float)
    scores = np.bincount(rows.rollout, rows.weight * rows.outcome) / items
    share = mean_interval(np.clip(scores, 0, 1), items, level, drawn=not cell.exact)
    return _number("acceptance", cell, (share.value, share.low, share.high), level, WILSON)


def draws_per_call(priced: Priced, level: float) -> Estimate:
    """How many draws one exact call is worth for the price: 1 / dispersion / calls an offer."""
    cell, spread = priced.cell, priced.dispersion
    calls = len(cell.rows.outcome) / cell.rollouts
    worth = 1 / (spread.ratio * calls)
    # The dispersion is a variance: its estimate is chi-squared over its degrees of freedom.
    low, high = (
        float(2 * gammaincinv(spread.degrees / 2, share)) / spread.degrees * worth
        for share in ((1 - level) / 2, (1 + level) / 2)
    )
    limits = worth, min(low, worth), max(high, worth)
    return _number("draws_per_exact_call", cell, limits, level, "Pearson's dispersion, chi-squared")


def by_context(model: str, priced: Sequence[Priced], rule: PriceRule) -> list[Estimate]:
    """Position bias, format shifts and the neutral share of one context."""
    context = without(priced[0].cell.levels, rule.consequence)
    found = leaning(priced, rule.level)

    def number(name: str, limits: Limits, cell: Mapping[str, str]) -> Estimate:
        value, low, high = limits
        n = found.rollouts
        return Estimate(name, model, value, low, high, rule.level, n, LOGISTIC, dict(cell))

    if found.bias is None:
        reason = "the table does not say which option was shown first, or it never varied"
        out = [
            Estimate.absent(
                "position_bias", model, reason=reason, level=rule.level, cell=dict(context)
            )
        ]
    else:
        out = [number("position_bias", found.bias, context)]
    for name, limits in found.formats.items():
        out.append(number("format_shift", limits, {**context, "format": name}))
    return out + neutral_share(model, [each.cell for each in priced], context, rule.level)


def neutral_share(
    model: str, cells: Sequence[Cell], context: Mapping[str, str], level: float
) -> list[Estimate]:
    """Share of answers that took the neutral option, where there was one."""
    asked = sum(cell.asked for cell in cells)
    if any(math.isnan(cell.neutral) for cell in cells):
        return []
    share = sum(cell.neutral * cell.asked for cell in cells) / asked
    low, high = wilson(share, asked, level)
    return [Estimate("neutral_share", model, share, low, high, level, asked, WILSON, dict(context))]


def without(levels: Mapping[str, str], factor: str) -> dict[str, str]:
    """The levels of all other factors."""
    return {name: level for name, level in levels.items() if name != factor}


def price_in_words(estimate: Estimate, offered: tuple[float, float]) -> str:
    """`120 points [80, 170]`, `more than 1000 points`, `less than 1 point` or `no price`.

    Args:
        estimate: A `price`.
        offered: Lowest and highest ln(points) that the cell was offered.
    """
    lowest, highest = (math.exp(end) for end in offered)
    low = f"{estimate.low:.3g}" if estimate.low > 0 else f"less than {lowest:.3g}"
    high = f"{estimate.high:.3g}" if estimate.high < math.inf else f"more than {highest:.4g}"
    if math.isnan(estimate.value):
        return f"no finite price ({estimate.reason})"
    if estimate.value == math.inf:
        least = f", at least {low}" if estimate.low < highest * (1 - CLOSE) else ""
        return f"no finite price (more than {_points(highest)}{least})"
    if estimate.value == 0:
        most = f", at most {high}" if estimate.high > lowest * (1 + CLOSE) else ""
        return f"less than {_points(lowest)}{most}"
    return f"{_points(estimate.value)} [{low}, {high}]"


def _points(number: float) -> str:
    return f"{number:.3g} point" if number == 1 else f"{number:.4g} points"


def _method(priced: Priced) -> str:
    return POSTERIOR if priced.dispersion.scale == 1 else QUASI


def _number(name: str, cell: Cell, limits: Limits, level: float, method: str) -> Estimate:
    value, low, high = limits
    return Estimate(
        name,
        cell.model,
        value,
        min(low, value),
        max(high, value),
        level,
        cell.rollouts,
        method,
        dict(cell.levels),
    )


def _absent(name: str, cell: Cell, reason: str, level: float) -> Estimate:
    return Estimate.absent(
        name, cell.model, reason=reason, level=level, cell=dict(cell.levels), n=cell.rollouts
    )
