"""The posterior of the indifference level alone, censored beyond what was offered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.curves.axes import Axis

Array = NDArray[np.float64]
KINDS = ("curve", "never", "always", "mixed")
"""Kinds of nodes, in their order on the grid."""


@dataclass(frozen=True)
class Marginal:
    """The posterior of the indifference level, for a batch of runs or for one."""

    levels: Array
    """(M,) levels, increasing."""
    widths: Array
    """(M,) the width that each stands for."""
    ends: tuple[float, float]
    """Lowest and highest x that was offered: beyond them a level is censored."""
    weight: Array
    """(..., M) posterior probability of each level, among curves."""
    never: Array
    """(...) posterior probability of an agent that never accepts."""
    always: Array
    mixed: Array
    """(...) of one that accepts now and then, whatever the stake."""

    @classmethod
    def of(
        cls,
        axis: Axis,
        parts: Mapping[str, slice],
        ends: tuple[float, float],
        posterior: Array,
    ) -> Marginal:
        """Sum a posterior over (..., K) nodes; `parts` says where each of `KINDS` stands."""
        curves = posterior[..., parts["curve"]]
        curves = curves.reshape(*posterior.shape[:-1], len(axis), -1).sum(axis=-1)
        flat = (posterior[..., parts[kind]].sum(axis=-1) for kind in KINDS[1:])
        return cls(axis.values, axis.widths, ends, curves, *flat)

    @classmethod
    def joined(cls, parts: Sequence[Marginal]) -> Marginal:
        """Batches one after the other."""
        first = parts[0]
        arrays = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("weight", *KINDS[1:])
        )
        return cls(first.levels, first.widths, first.ends, *arrays)

    def shaped(self, lead: tuple[int, ...]) -> Marginal:
        """The same with another shape of the batch."""
        flat = (getattr(self, kind).reshape(lead) for kind in KINDS[1:])
        weight = self.weight.reshape(*lead, len(self.levels))
        return Marginal(self.levels, self.widths, self.ends, weight, *flat)

    @property
    def below(self) -> Array:
        """(...) probability that it is indifferent below the lowest offer, or always accepts."""
        return np.asarray(self.always + self.weight @ (self.levels < self.ends[0]))

    @property
    def above(self) -> Array:
        """(...) probability that it is indifferent above the highest offer, or never accepts."""
        return np.asarray(self.never + self.weight @ (self.levels > self.ends[1]))

    def quantiles(self, shares: ArrayLike) -> Array:
        """(..., Q) quantiles of the level; -inf below the lowest offer, inf above the highest.

        Half of the probability of `mixed` is put at either end: such an agent's choices say
        nothing about a level, and any would do.
        """
        wanted = np.atleast_1d(np.asarray(shares, dtype=float))
        inside = (self.levels >= self.ends[0]) & (self.levels <= self.ends[1])
        low = np.asarray(self.mixed / 2 + self.below)[..., None]
        steps = low + np.cumsum(self.weight[..., inside], axis=-1)
        steps = np.concatenate([low, steps], axis=-1).reshape(-1, 1 + int(inside.sum()))
        edges = np.r_[self.ends[0], self.levels[inside] + self.widths[inside] / 2]
        if inside.any():
            edges[0] = self.levels[inside][0] - self.widths[inside][0] / 2
        edges = np.clip(edges, *self.ends)
        found = np.stack([np.interp(wanted, row, edges, left=-np.inf) for row in steps])
        found[wanted > steps[:, -1:]] = np.inf
        return np.asarray(found.reshape(*low.shape[:-1], len(wanted)))
