"""From rows to cells: what was offered, how often it was accepted, and in which order."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.choices import ChoiceTable, ChoiceTableError

Array = NDArray[np.float64]
Texts = NDArray[np.object_]
Indices = NDArray[np.intp]

POINTS = "points"
GIVEN, REVERSED = "given", "reversed"
"""Values of `fork`: accept was shown first, or second."""
NEUTRAL = "neutral"
MANY = 60
"""Distinct offers from which on they are rounded, so that the tables stay small."""
STEPS = 100
"""Steps over the range to which they are rounded then."""


@dataclass(frozen=True)
class Rows:
    """Valid rows of one cell; columns of equal length."""

    x: Indices
    """Index of the offer."""
    first: Array
    """0.5 where accept was shown first, -0.5 second, 0 where the table does not say."""
    outcome: Array
    weight: Array
    rollout: Indices
    """Numbered from 0."""
    exact: NDArray[np.bool_]
    format: Texts


@dataclass(frozen=True)
class Cell:
    """One model under one combination of factor levels."""

    model: str
    levels: Mapping[str, str]
    xs: Array
    """(X,) ln(points) of all offers made to the model, increasing."""
    rows: Rows
    accepts: Array
    """(X, 2) weight of accepted offers per x and order."""
    declines: Array
    rollouts: int
    """With a valid row."""
    invalid: float
    """Share of answers that were refused, unreadable or missing."""
    neutral: float
    """Share of answers that took the neutral option; nan where none in the model's table did."""
    asked: int
    """Rollouts, valid or not."""

    @property
    def exact(self) -> bool:
        """Outcomes are the model's own probabilities."""
        return bool(self.rows.exact.any())

    @property
    def lost(self) -> float:
        """Share of answers that say neither that it accepts nor that it declines."""
        return self.invalid + (0.0 if math.isnan(self.neutral) else self.neutral)

    @property
    def offered(self) -> tuple[float, float]:
        """Lowest and highest x with a valid answer."""
        used = self.xs[self.rows.x]
        return float(used.min()), float(used.max())


def read_cells(table: ChoiceTable) -> dict[str, list[Cell]]:
    """The cells of every model, in the table's order.

    Raises:
        ChoiceTableError: no valid row, offers that cannot be priced (see `stakes`), or offers to
            a model that are all alike.
    """
    scores = table.trunks()
    x = stakes(scores)
    found: dict[str, list[Cell]] = {}
    for model in scores.models:
        own = scores["model"] == model
        found[model] = _model_cells(model, scores.where(own), x[own])
    return found


def stakes(table: ChoiceTable) -> Array:
    """ln(extra points) of every row; nan where a row that is not valid has none.

    Raises:
        ChoiceTableError: no valid row, or one without a positive stake.
    """
    valid = table["valid"]
    if not valid.any():
        raise ChoiceTableError("the table has no valid choice, so there is no price to estimate")
    if f"stake.{POINTS}" not in table.columns:
        raise ChoiceTableError(
            "an offer without stakes: a price needs the column stake.points, how many more points "
            "accepting brings than declining"
        )
    points = np.asarray(table[f"stake.{POINTS}"], dtype=float)
    for bad, what in (
        (~np.isfinite(points), "an offer without stakes: stake.points is missing or not finite"),
        (points == 0, "equal options: accepting brings as many points as declining"),
        (points < 0, "a negative stake: accepting brings fewer points than declining"),
    ):
        rows = np.flatnonzero(valid & bad)
        if len(rows):
            raise ChoiceTableError(
                f"row {rows[0] + 1}: {what}; a price needs offers that bring extra points, above 0"
            )
    found: Array = np.full(len(points), np.nan)
    found[valid] = np.log(points[valid])
    return found


def _model_cells(model: str, table: ChoiceTable, x: Array) -> list[Cell]:
    xs, at = _offers(x, table["valid"])
    if len(xs) == 1:
        raise ChoiceTableError(
            f"every offer to '{model}' brings {np.exp(xs[0]):.4g} extra points; a price needs "
            "offers that differ in their points"
        )
    columns = [table.factor(name) for name in table.factors]
    keys = list(zip(*(column.tolist() for column in columns), strict=True)) or [()] * len(table)
    places: dict[tuple[str, ...], list[int]] = {}
    for row, key in enumerate(keys):
        places.setdefault(key, []).append(row)
    neutral = bool((table["why_invalid"] == NEUTRAL).any())
    return [
        _cell(
            model,
            dict(zip(table.factors, key, strict=True)),
            table,
            np.array(rows),
            xs,
            at,
            neutral,
        )
        for key, rows in places.items()
    ]


def _offers(x: Array, valid: NDArray[np.bool_]) -> tuple[Array, Indices]:
    """Distinct offers and the index of each row's, 0 where a row is not valid."""
    used = x[valid]
    xs = np.unique(used)
    if len(xs) > MANY:
        step = (xs[-1] - xs[0]) / STEPS
        used = xs[0] + step * np.round((used - xs[0]) / step)
        xs = np.unique(used)
    at = np.zeros(len(x), dtype=np.intp)
    at[valid] = np.searchsorted(xs, used)
    return xs, at


def _cell(
    model: str,
    levels: dict[str, str],
    table: ChoiceTable,
    rows: Indices,
    xs: Array,
    at: Indices,
    neutral: bool,
) -> Cell:
    valid, weight = table["valid"][rows], table["weight"][rows]
    total = float(weight.sum())
    took = float(weight[table["why_invalid"][rows] == NEUTRAL].sum()) / total
    kept = rows[valid]
    forks = table["fork"][kept]
    _, numbers = np.unique(table["rollout"][kept], return_inverse=True)
    used = Rows(
        at[kept],
        np.where(forks == GIVEN, 0.5, np.where(forks == REVERSED, -0.5, 0.0)),
        table["outcome"][kept],
        weight[valid],
        numbers,
        table["exact"][kept],
        table["format"][kept],
    )
    accepts, declines = _counts(used, len(xs))
    lost = float(weight[~valid].sum()) / total - took
    return Cell(
        model,
        levels,
        xs,
        used,
        accepts,
        declines,
        len(np.unique(numbers)),
        max(0.0, lost),
        took if neutral else float("nan"),
        len(np.unique(table["rollout"][rows])),
    )


def _counts(rows: Rows, offers: int) -> tuple[Array, Array]:
    """Weight of acceptances and refusals; a row of unknown order counts half in either."""
    accepts, declines = np.zeros((offers, 2)), np.zeros((offers, 2))
    for order, sign in enumerate((1, -1)):
        share = rows.weight * (0.5 + sign * rows.first)
        np.add.at(accepts[:, order], rows.x, share * rows.outcome)
        np.add.at(declines[:, order], rows.x, share * (1 - rows.outcome))
    return accepts, declines
