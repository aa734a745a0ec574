"""The grid posterior: psychometric functions and flat agents, weighed by what was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.curves.axes import BEYOND, Axes
from orexis.curves.flats import FLATS, Flats
from orexis.curves.marginal import KINDS, Marginal
from orexis.curves.psychometric import ORDERS, chance, sigmoid

Array = NDArray[np.float64]
FLAT_PRIOR = 0.1
"""Prior probability of each of the three flat kinds."""
LEAST = 1e-4
"""No node is surer than this of a choice."""
RUNS = 128
"""Runs that are worked on at once: keeps a batch in memory."""


@dataclass(frozen=True)
class Grid:
    """Nodes with prior weights: the curves, then never, always and mixed.

    Curves are ordered by level, so that a posterior over curves reshapes to (levels, others).
    """

    axes: Axes
    lowest: float
    """Lowest x that is offered."""
    highest: float
    """Highest x that is offered."""
    flats: Flats = FLATS

    @classmethod
    def fine(cls, lowest: float, highest: float) -> Grid:
        """For estimates: some 31,000 nodes."""
        return cls(Axes.fine(lowest, highest), lowest, highest)

    @classmethod
    def coarse(cls, lowest: float, highest: float) -> Grid:
        """For placement: some 2,400 nodes."""
        return cls(Axes.coarse(lowest, highest), lowest, highest)

    @property
    def levels(self) -> Array:
        """(M,) indifference levels, increasing, some of them beyond what is offered."""
        return self.axes.level.values

    @cached_property
    def parts(self) -> dict[str, slice]:
        """Where the nodes of each kind stand."""
        sizes = (int(np.prod(self.axes.shape)), *self.flats.sizes)
        ends = np.cumsum(sizes).tolist()
        return {
            kind: slice(end - size, end) for kind, size, end in zip(KINDS, sizes, ends, strict=True)
        }

    @cached_property
    def prior(self) -> Array:
        """(K,) prior weights; those of each flat kind sum to `FLAT_PRIOR` on the whole of its axes.

        A curve has its density times volume: a grid around a mode weighs as much as that part of
        the whole.
        """
        span = (self.highest - self.lowest) * (1 + 2 * BEYOND)
        curves = self.axes.prior() / span * (1 - 3 * FLAT_PRIOR)
        flat = [FLAT_PRIOR * each for each in self.flats.prior()]
        return np.asarray(np.concatenate([curves, *flat]), dtype=float)

    @cached_property
    def log_prior(self) -> Array:
        """(K,) logarithms of the prior weights."""
        return np.asarray(np.log(self.prior), dtype=float)

    def chances(self, xs: ArrayLike) -> Array:
        """(K, X, 2) chance of accepting at each x, shown first and shown second."""
        return self.chances_of(np.arange(len(self.prior)), xs)

    def chances_of(self, nodes: NDArray[np.intp], xs: ArrayLike) -> Array:
        """(N, X, 2) the same for some nodes only, given by their index."""
        at = np.asarray(xs, dtype=float)[None, :, None]
        level, slope, lapse, bias, odds = (each[nodes, None, None] for each in self._parameters)
        found = chance(at, level, slope, lapse, bias, np.array(ORDERS))
        mixed = nodes >= self.parts["mixed"].start
        found[mixed] = sigmoid(odds[mixed] + bias[mixed] * np.array(ORDERS))
        return np.asarray(np.clip(found, LEAST, 1 - LEAST), dtype=float)

    @cached_property
    def _parameters(self) -> tuple[Array, ...]:
        """Level, slope, lapse and bias of every node, and the log-odds of the mixed ones."""
        curves = self.axes.nodes()
        level = np.repeat([np.inf, -np.inf, 0.0], self.flats.sizes)
        lapse, bias, odds = self.flats.nodes()
        parts = (level, np.ones(len(level)), lapse, bias, odds)
        given = (*curves, np.zeros(len(curves[0])))
        return tuple(np.concatenate(pair) for pair in zip(given, parts, strict=True))

    def marginal(self, posterior: Array) -> Marginal:
        """The level's posterior, summed from one over (..., K) nodes."""
        ends = self.lowest, self.highest
        return Marginal.of(self.axes.level, self.parts, ends, posterior)

    def at(self, xs: ArrayLike) -> Likelihood:
        """The grid with its chances at these offers worked out."""
        return Likelihood(self, np.asarray(xs, dtype=float))


@dataclass(frozen=True)
class Likelihood:
    """A grid with the log-likelihood of one choice at each of the offers `xs`."""

    grid: Grid
    xs: Array

    @cached_property
    def chances(self) -> Array:
        """(K, X, 2), see `Grid.chances`."""
        return self.grid.chances(self.xs)

    @cached_property
    def _logs(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        flat = self.chances.reshape(len(self.chances), -1).T
        return np.log(flat).astype(np.float32), np.log1p(-flat).astype(np.float32)

    def log(self, accepts: ArrayLike, declines: ArrayLike) -> Array:
        """(..., K) log-likelihood of the counts.

        Args:
            accepts: (..., X, 2) accepted offers per x and order (shown first, shown second); need
                not be whole.
            declines: (..., X, 2) declined ones.
        """
        yes, no = (np.asarray(each, dtype=np.float32) for each in (accepts, declines))
        lead = yes.shape[:-2]
        on_yes, on_no = self._logs
        found = (
            yes.reshape(-1, yes.shape[-2] * 2) @ on_yes + no.reshape(-1, no.shape[-2] * 2) @ on_no
        )
        return np.asarray(found.reshape(*lead, -1), dtype=float)

    def posterior(self, accepts: ArrayLike, declines: ArrayLike) -> Array:
        """(..., K) posterior weights of the nodes; see `log` for the counts."""
        return normalized(self.log(accepts, declines) + self.grid.log_prior)

    def marginal(self, accepts: ArrayLike, declines: ArrayLike) -> Marginal:
        """The posterior summed over all but the level, for any number of runs."""
        yes, no = (np.asarray(each, dtype=float) for each in (accepts, declines))
        lead = yes.shape[:-2]
        yes, no = yes.reshape(-1, *yes.shape[-2:]), no.reshape(-1, *no.shape[-2:])
        parts = [
            self.grid.marginal(self.posterior(yes[at : at + RUNS], no[at : at + RUNS]))
            for at in range(0, len(yes), RUNS)
        ]
        return Marginal.joined(parts).shaped(lead)


def normalized(log_weights: Array) -> Array:
    """Weights that sum to 1 over the last axis, from their logarithms."""
    weights = np.exp(log_weights - log_weights.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))
