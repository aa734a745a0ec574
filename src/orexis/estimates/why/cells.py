"""Sufficient statistics of a design: n, mean and variance of the rollouts' scores in each cell.

Every array has the cells last; leading axes are independent runs, so that a thousand simulated runs
and one real table go through the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.intervals import FLAT
from orexis.estimates.rollouts import Rollouts
from orexis.estimates.why.setup import Condition, Key, Setup

Array = NDArray[np.float64]
PRIOR_DEGREES = 1.0
"""Weight of the pool in a cell's variance, in degrees of freedom."""
SAME_KIND = 1.5
"""Up to this multiple of the coins' variance, rollouts count as of one kind."""


@dataclass(frozen=True)
class Cells:
    """Scores of (..., k) cells. A cell without a scored rollout has n = 0 and nan elsewhere."""

    conditions: tuple[dict[str, str], ...]
    """Level of every factor, the trigger among them; k of them, all different."""
    n: Array
    """Rollouts with a score."""
    mean: Array
    spread: Array
    """Sample variance of the scores; 0 for a single rollout."""
    known: Array
    """Degrees of freedom of `spread`, corrected for kurtosis; 0 for a single rollout."""
    coins: Array
    """Answers behind the scores: the trials that they are worth at most, if drawn."""
    drawn: Array
    """1 where scores count draws, 0 where they are probabilities or shares of unknown size."""
    between: Array
    """Variance of the mean from batches of a foreign table; 0 where there are none."""
    blocks: Array | None = None
    """(..., b, k) score of each block's rollout in each cell, nan where it has none; see
    `by_block`. None where no block links cells."""

    @classmethod
    def of(cls, rollouts: Rollouts, setup: Setup, batches: NDArray[Any] | None = None) -> Cells:
        """One run's cells, from its rollouts.

        Conditions are filled with the baseline; factors that the setup does not know are pooled.

        Args:
            rollouts: Of one model; those without a score are left out.
            setup: The design.
            batches: (n,) batch of each rollout, `""` for none.
        """
        columns = {name: rollouts.factors[name] for name in rollouts.factors}
        keyed: dict[Key, list[int]] = {}
        names = list(columns)
        memo: dict[tuple[str, ...], Key] = {}
        for row, levels in enumerate(zip(*columns.values(), strict=True)):
            if levels not in memo:
                memo[levels] = setup.key(dict(zip(names, levels, strict=True)))
            keyed.setdefault(memo[levels], []).append(row)
        rows = [np.array(keyed[key]) for key in keyed]
        parts = [
            _summary(
                rollouts.score[own],
                rollouts.items[own],
                bool(rollouts.counted[own].all()),
                None if batches is None else batches[own],
            )
            for own in rows
        ]
        n, mean, spread, known, coins, drawn, between = np.array(parts).reshape(len(parts), 7).T
        blocks = by_block(rollouts.block, rollouts.score, rows)
        found = tuple(dict(key) for key in keyed)
        return cls(found, n, mean, spread, known, coins, drawn, between, blocks)

    @classmethod
    def from_histograms(
        cls, conditions: Sequence[Condition], counts: NDArray[Any], setup: Setup
    ) -> Cells:
        """Cells from how many rollouts had each score.

        Args:
            conditions: k conditions.
            counts: (..., k, m + 1), entry j the number of rollouts with j of m right.
            setup: The design, which fills the conditions.
        """
        m = counts.shape[-1] - 1
        grid = np.arange(m + 1) / m
        n = counts.sum(axis=-1).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = (counts @ grid) / n
            off = grid - mean[..., None]
            square = off * off
            second = np.einsum("...j,...j->...", counts, square) / n
            fourth = np.einsum("...j,...j->...", counts, square * square) / n
            spread = np.where(n > 1, second * n / (n - 1), 0.0)
            known = _degrees(n, second, fourth)
        spread = np.where(n > 0, spread, np.nan)
        filled = tuple(setup.filled(condition) for condition in conditions)
        return cls(filled, n, mean, spread, known, n * m, np.ones_like(n), np.zeros_like(n))

    @cached_property
    def where(self) -> Mapping[Key, int]:
        """Position of each condition."""
        return {tuple(sorted(c.items())): i for i, c in enumerate(self.conditions)}

    @cached_property
    def present(self) -> NDArray[np.bool_]:
        """(k,) cells with a rollout in every run."""
        axes = tuple(range(self.n.ndim - 1))
        return np.asarray((self.n > 0).all(axis=axes))

    @cached_property
    def ratio(self) -> Array:
        """(..., 1) the run's variance of scores over p (1 - p); 1 where nothing varies.

        1 / m for rollouts that all answer m questions like the same coin, 1 for all or nothing.
        """
        own, p = np.maximum(self.n - 1, 0.0), np.nan_to_num(self.mean)
        varied = (own * np.nan_to_num(self.spread)).sum(axis=-1, keepdims=True)
        room = np.where(self.n > 1, p * (1 - p) * self.n, 0.0).sum(axis=-1, keepdims=True)
        found = np.where(varied > FLAT, varied / np.maximum(room, FLAT), 1.0)
        return np.asarray(np.minimum(found, 1.0))

    @cached_property
    def variance(self) -> Array:
        """(..., k) variance of the mean, shrunk to the pool; nan for empty cells.

        A cell's own variance counts `n - 1` degrees, the pool `PRIOR_DEGREES`. The pool's guess
        for a cell is `ratio` p (1 - p), with p from (n p + 1) / (n + 2): so a single rollout has
        the variance of cells like it.
        """
        n, own = np.maximum(self.n, 1.0), np.maximum(self.n - 1, 0.0)
        p = (n * self.mean + 1) / (n + 2)
        guess = self.ratio * p * (1 - p)
        shrunk = (own * self.spread + PRIOR_DEGREES * guess) / (own + PRIOR_DEGREES)
        return np.asarray(np.maximum(shrunk / n, self.between))

    @cached_property
    def flat(self) -> NDArray[np.bool_]:
        """(..., k) cells of several rollouts that all scored the same."""
        return np.asarray((self.n > 1) & (np.nan_to_num(self.spread) < FLAT**2))

    @cached_property
    def hidden(self) -> Array:
        """(..., 1) how much of p (1 - p) a kind of rollout that was not seen may bring.

        Where rollouts differ by more than coins do, a flat cell may lack a whole kind of them: 1.
        Else they are alike, and it is `ratio`.
        """
        answered = self.n.sum(axis=-1, keepdims=True)
        coins = np.where(self.n > 0, self.coins, 0.0).sum(axis=-1, keepdims=True)
        drawn = np.where(self.n > 0, self.drawn, 1.0).min(axis=-1, keepdims=True) > 0
        alike = drawn & (self.ratio < SAME_KIND * answered / np.maximum(coins, 1.0))
        return np.where(alike, self.ratio, 1.0)

    @cached_property
    def degrees(self) -> Array:
        """(..., k) degrees of freedom of `variance`, at least 1."""
        return np.maximum(1.0, self.known) + PRIOR_DEGREES

    @cached_property
    def strayed(self) -> Array | None:
        """(..., b, k) by how much each block's rollout moves the cell's mean; 0 where it is not."""
        if self.blocks is None:
            return None
        here = ~np.isnan(self.blocks)
        count = np.maximum(here.sum(axis=-2, keepdims=True), 1)
        off = self.blocks - np.nansum(self.blocks, axis=-2, keepdims=True) / count
        return np.asarray(np.where(here, off / count, 0.0))

    def runs(self, index: Any) -> Cells:
        """Some of the runs."""
        return self._each(lambda array: array[index])

    def batched(self) -> Cells:
        """The same with one leading axis: a single run becomes a batch of one."""
        # Counted, not left to reshape: without a cell there is nothing to infer it from.
        lead, runs = self.n.ndim - 1, prod(self.n.shape[:-1])
        return self._each(lambda array: array.reshape(runs, *array.shape[lead:]))

    def _each(self, change: Callable[[Array], Array]) -> Cells:
        arrays = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        changed: dict[str, Any] = {n: None if a is None else change(a) for n, a in arrays.items()}
        return Cells(self.conditions, **changed)


def _degrees(n: Array, second: Array, fourth: Array) -> Array:
    """See `intervals.variance_degrees`; n - 1 where nothing varies."""
    varies = second > FLAT**2
    kurtosis = np.where(varies, fourth / np.where(varies, second, 1.0) ** 2, 3.0)
    own = np.maximum(n - 1, 0.0)
    degrees: Array = own / (1 + np.maximum(0.0, kurtosis - 3) / 2)
    return degrees


def _summary(
    scores: Array, items: Array, drawn: bool, batches: NDArray[Any] | None
) -> tuple[float, ...]:
    scored = ~np.isnan(scores)
    x, m = scores[scored], items[scored]
    n = len(x)
    if n == 0:
        return (0.0, np.nan, np.nan, 0.0, 0.0, 1.0, 0.0)
    mean = float(x.mean())
    second, fourth = (float(((x - mean) ** power).mean()) for power in (2, 4))
    spread = second * n / (n - 1) if n > 1 else 0.0
    known = float(_degrees(np.array(float(n)), np.array(second), np.array(fourth)))
    coins = n**2 / float((1 / m).sum())
    between = 0.0 if batches is None else between_batches(x, batches[scored])
    return (float(n), mean, spread, known, coins, float(drawn), between)


def by_block(names: NDArray[Any], scores: Array, rows: Sequence[NDArray[np.intp]]) -> Array | None:
    """(b, k) score of each block in each cell; None where no block links two cells.

    A cell in which a block stands twice, or a rollout has none, has no blocks: all nan.

    Args:
        names: (n,) block of each rollout, `""` for none.
        scores: (n,) nan for none.
        rows: The rollouts of each of the k cells.
    """
    found, index = np.unique(names.astype(str), return_inverse=True)
    table = np.full((len(found), len(rows)), np.nan)
    for column, own in enumerate(rows):
        scored = own[~np.isnan(scores[own])]
        at = index[scored]
        if len(np.unique(at)) == len(at) and (found[at] != "").all():
            table[at, column] = scores[scored]
    linked = (~np.isnan(table)).sum(axis=1) > 1
    return table if linked.any() else None


def between_batches(scores: Array, batches: NDArray[Any]) -> float:
    """Variance of a cell's mean if its batches were drawn at random; 0 for fewer than two.

    sum_b (n_b / n)^2 (mean_b - mean)^2, times B / (B - 1): the cluster-robust variance with its
    small-sample correction (Cameron and Miller 2015, doi:10.3368/jhr.50.2.317).
    """
    names, index = np.unique(batches.astype(str), return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004 - one batch shows no spread between batches
        return 0.0
    off = np.bincount(index, scores - scores.mean())
    return float((off**2).sum()) / len(scores) ** 2 * len(names) / (len(names) - 1)
