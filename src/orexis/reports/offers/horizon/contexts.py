"""What is said about the episode's end, and what one model's estimates say under each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from orexis.estimates import Estimate
from orexis.reports.offers.words import PLACEBO, UNSTATED, steps_left
from orexis.reports.report import Report

BOUNDARY, DELAY, WEIGHT = "boundary", "delay", "weight"
CONTEXTUAL = (WEIGHT, "losing_acceptance", "revealed_horizon", "jump")
"""Estimands that belong to one boundary."""


@dataclass(frozen=True)
class Context:
    """One model under one stated boundary."""

    boundary: str
    """The level as the table has it; empty where the table has no such factor."""
    weights: tuple[tuple[float, Estimate], ...]
    """Delay and w(delay), ascending."""
    losing: Estimate | None
    horizon: Estimate | None
    jump: Estimate | None

    @property
    def left(self) -> float:
        """Steps until the stated boundary; nan where none is stated."""
        return steps_left(self.boundary)


def boundaries(report: Report) -> list[str]:
    """The boundaries of all models: stated ones ascending, then unstated, then the placebo."""
    found = {
        one.cell.get(BOUNDARY, "")
        for one in report.estimates
        if one.estimand == WEIGHT or (one.estimand in CONTEXTUAL and BOUNDARY in one.cell)
    }
    return sorted(found, key=_rank)


def contexts_of(report: Report, model: str) -> list[Context]:
    """One a boundary that the model has anything for."""
    found = [_context(report, model, boundary) for boundary in boundaries(report)]
    return [one for one in found if one.weights or one.losing or one.horizon or one.jump]


def delays_of(report: Report) -> list[float]:
    """All delays with a weight."""
    every = (delay_of(one) for one in report.estimates if one.estimand == WEIGHT)
    return sorted({one for one in every if math.isfinite(one)})


def delay_of(one: Estimate) -> float:
    """The delay of a cell in steps; nan where it has none."""
    return steps_left(one.cell.get(DELAY, ""))


def _context(report: Report, model: str, boundary: str) -> Context:
    own = [one for one in report.estimates_of(model) if one.cell.get(BOUNDARY, "") == boundary]
    weights = [(delay_of(one), one) for one in own if one.estimand == WEIGHT]

    def only(estimand: str) -> Estimate | None:
        found = [one for one in own if one.estimand == estimand]
        # Without a boundary a jump is the one over all of them.
        return next(iter(found), None) if boundary or estimand != "jump" else None

    return Context(
        boundary,
        tuple(sorted((one for one in weights if math.isfinite(one[0])), key=lambda one: one[0])),
        only("losing_acceptance"),
        only("revealed_horizon"),
        only("jump"),
    )


def _rank(boundary: str) -> tuple[int, float, str]:
    left = steps_left(boundary)
    if math.isfinite(left):
        return 0, left, ""
    return {UNSTATED: 1, PLACEBO: 2}.get(boundary, 3), 0.0, boundary
