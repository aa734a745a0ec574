"""The way up to the mode: Fisher scoring from afar, then quasi-Newton steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from orexis.estimates.drift.likelihood import Evaluated
from orexis.estimates.drift.panel import Array

STEPS = 60
NEAR = 2.0
"""Newton decrement below which the information is kept and corrected from the gradients (BFGS).

Expected information, which is safe from afar, converges slowly where the answers leave it open what
is lapse and what is scale.
"""
DONE = 1e-4
"""Newton decrement at which it ends: a hundredth of a standard error."""
LONGEST = 2.0
"""Longest step of a parameter."""
HALVINGS = 14
STRAIGHT = 1e-10
"""Least curvature along a step that the information is corrected by."""


class Hill(Protocol):
    """What is climbed."""

    def priors(self) -> tuple[Array, Array]:
        """Means and standard deviations."""

    def start(self) -> Array:
        """Where to begin."""

    def grids(self, at: Array) -> list[Array]:
        """Nodes."""

    def evaluate(self, at: Array, grids: Sequence[Array]) -> list[Evaluated]:
        """Every cell."""

    def score(self, found: Sequence[Evaluated]) -> Array:
        """Gradient."""

    def information(self, at: Array, grids: Sequence[Array], found: Sequence[Evaluated]) -> Array:
        """Expected information."""


@dataclass(frozen=True)
class Top:
    """Where it ended."""

    at: Array
    evaluated: Sequence[Evaluated]
    grids: Sequence[Array]
    converged: bool


@dataclass(frozen=True)
class _Place:
    at: Array
    value: float
    score: Array
    found: list[Evaluated]
    grids: Sequence[Array]


def climb(hill: Hill) -> Top:
    """The mode of the likelihood times normal priors."""
    return _quasi_newton(hill, _scoring(hill))


def _scoring(hill: Hill) -> _Place:
    """Steps by expected information, until near."""
    here = _look(hill, hill.start())
    for _ in range(STEPS):
        step = _inverse(hill, here) @ here.score
        if here.score @ step < NEAR:
            break
        there = _upwards(hill, here, step)
        if there is None:
            break
        here = there
    return here


def _quasi_newton(hill: Hill, here: _Place) -> Top:
    """Steps on fixed nodes, the information corrected on the way."""
    here = _look(hill, here.at)
    inverse = _inverse(hill, here)
    for _ in range(STEPS):
        step = inverse @ here.score
        gain = float(here.score @ step)
        if gain < DONE:
            return Top(here.at, here.found, here.grids, converged=True)
        there = _upwards(hill, here, step, here.grids)
        if there is None:
            return Top(here.at, here.found, here.grids, converged=gain < 100 * DONE)
        inverse = _corrected(inverse, there.at - here.at, here.score - there.score)
        here = there
    return Top(here.at, here.found, here.grids, converged=False)


def _look(hill: Hill, at: Array, grids: Sequence[Array] | None = None) -> _Place:
    grids = hill.grids(at) if grids is None else grids
    mean, sd = hill.priors()
    found = hill.evaluate(at, grids)
    off = (at - mean) / sd
    value = sum(float(one.value.sum()) for one in found) - 0.5 * float(off @ off)
    return _Place(at, value, hill.score(found) - off / sd, found, grids)


def _inverse(hill: Hill, here: _Place) -> Array:
    known = hill.information(here.at, here.grids, here.found)
    return np.asarray(np.linalg.inv(definite(known + np.diag(hill.priors()[1] ** -2.0))))


def _upwards(
    hill: Hill, here: _Place, step: Array, grids: Sequence[Array] | None = None
) -> _Place | None:
    """The first place along a step that is higher, None where there is none."""
    step = step * min(1.0, LONGEST / float(np.abs(step).max()))
    for _ in range(HALVINGS):
        there = _look(hill, here.at + step, grids)
        if there.value > here.value:
            return there
        step = step / 2
    return None


def _corrected(inverse: Array, step: Array, change: Array) -> Array:
    """The BFGS update of an inverse Hessian, left alone where curvature is not positive."""
    along = float(step @ change)
    if along < STRAIGHT:
        return inverse
    turned = inverse @ change
    outer = np.outer(step, turned)
    return np.asarray(
        inverse
        + (along + change @ turned) / along**2 * np.outer(step, step)
        - (outer + outer.T) / along
    )


def definite(matrix: Array) -> Array:
    """The matrix itself, or with as much on its diagonal as makes it positive definite."""
    extra = 0.0
    scale = np.diag(np.abs(np.diag(matrix)) + 1e-6)
    while True:
        try:
            np.linalg.cholesky(matrix + extra * scale)
        except np.linalg.LinAlgError:
            extra = max(2 * extra, 1e-3)
        else:
            return np.asarray(matrix + extra * scale)
