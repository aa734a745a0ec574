"""Where to put the next offers: deterministic, in batches, for many runs at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.curves.grid import RUNS, Grid, Likelihood
from orexis.curves.marginal import KINDS

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

BATCH = 8
"""Offers in a batch: four formats in two orders."""
KEPT = 0.5
"""Offers with less than this share of the best offer's information are not made."""


@dataclass(frozen=True)
class Adaptive:
    """Offers that tell most about the indifference level, the rest of the curve averaged out.

    The first batch is spread over all levels. In later ones some offers stay at the extremes:
    they show lapses, who never or always accepts, and who does not follow the stake.
    """

    xs: Array
    """(X,) what can be offered, increasing."""
    batch: int = BATCH
    extremes: int = 2
    """Offers of a later batch that go to either end in turn."""

    @cached_property
    def likelihood(self) -> Likelihood:
        """The coarse grid over these offers."""
        return Grid.coarse(float(self.xs[0]), float(self.xs[-1])).at(self.xs)

    def place(self, accepts: ArrayLike, declines: ArrayLike, seed: ArrayLike) -> Indices:
        """(..., batch) indices into `xs` of the next offers, in a shuffled order.

        The same counts and seed give the same offers. Lay each batch over formats and orders in
        the order that is returned.

        Args:
            accepts: (..., X, 2) accepted so far per x and order (shown first, shown second).
            declines: (..., X, 2) declined so far.
            seed: One whole number, 0 or more, or one per run.
        """
        yes, no = (np.asarray(each, dtype=float) for each in (accepts, declines))
        lead = yes.shape[:-2]
        yes, no = yes.reshape(-1, *yes.shape[-2:]), no.reshape(-1, *no.shape[-2:])
        seeds = np.broadcast_to(np.asarray(seed, dtype=np.uint64), lead).reshape(-1)
        found = [
            self._place(yes[at : at + RUNS], no[at : at + RUNS], seeds[at : at + RUNS])
            for at in range(0, len(yes), RUNS)
        ]
        return np.concatenate(found).reshape(*lead, self.batch)

    def information(self, accepts: ArrayLike, declines: ArrayLike) -> Array:
        """(..., X) mutual information of one choice with the level, in nats, mean of both orders.

        Never, always and mixed count as levels of their own; slope, lapse and bias are averaged
        out.
        """
        posterior = self.likelihood.posterior(accepts, declines)
        lead = posterior.shape[:-1]
        given, weight = self._by_level(posterior.reshape(-1, posterior.shape[-1]))
        overall = (weight[..., None] * given).sum(axis=0)
        gained = entropy(overall) - (weight[..., None] * entropy(given)).sum(axis=0)
        return np.asarray(gained.reshape(*lead, len(self.xs), 2).mean(axis=-1))

    def _by_level(self, posterior: Array) -> tuple[Array, Array]:
        """(L, R, 2X) chance of accepting given the level, (L, R) posterior of the level."""
        likelihood = self.likelihood
        grid, chances = likelihood.grid, likelihood.chances.reshape(len(likelihood.chances), -1)
        count = len(grid.levels)
        parts = [(chances[grid.parts[kind]], posterior[:, grid.parts[kind]]) for kind in KINDS]
        curves = chances[grid.parts["curve"]].reshape(count, -1, chances.shape[1])
        weights = np.moveaxis(parts[0][1].reshape(len(posterior), count, -1), 1, 0)
        joint = [weights @ curves, *((each @ table)[None] for table, each in parts[1:])]
        mass = [weights.sum(axis=-1), *(each.sum(axis=-1)[None] for _, each in parts[1:])]
        weight = np.concatenate(mass)
        given = np.concatenate(joint) / np.maximum(weight, 1e-300)[..., None]
        return np.clip(given, 1e-9, 1 - 1e-9), weight

    def _place(self, accepts: Array, declines: Array, seeds: NDArray[np.uint64]) -> Indices:
        made = (accepts + declines).sum(axis=(-2, -1))
        fresh = made == 0
        noise = uniforms(seeds + np.round(2 * made).astype(np.uint64), 3 + self.batch)
        found = np.tile(spread(len(self.xs), self.batch), (len(seeds), 1))
        if not fresh.all():
            later = self._later(accepts[~fresh], declines[~fresh], noise[~fresh])
            found[~fresh] = later
        order = np.argsort(noise[:, 3:], axis=1)
        return np.take_along_axis(found, order, axis=1)

    def _later(self, accepts: Array, declines: Array, noise: Array) -> Indices:
        # Where all is known, every offer is as good as the next.
        told = np.maximum(self.information(accepts, declines), 0) + 1e-9
        worth = np.maximum(told / told.max(axis=1, keepdims=True) - KEPT, 0)
        steps = np.cumsum(worth, axis=1) / worth.sum(axis=1, keepdims=True)
        picks = self.batch - self.extremes
        at = (np.arange(picks) + noise[:, :1]) / picks
        best = (steps[:, None, :] < at[..., None]).sum(axis=-1)
        return np.concatenate([np.minimum(best, len(self.xs) - 1), self._ends(noise)], axis=1)

    def _ends(self, noise: Array) -> Indices:
        """Offers at the two ends, or next to them."""
        inward = (noise[:, 1:2] < 1 / 2).astype(np.intp)
        top = len(self.xs) - 1
        sides = np.arange(self.extremes) + (noise[:, 2:3] < 1 / 2)
        return np.where(sides % 2 == 0, top - inward, inward)


def fixed_grid(levels: int, offers: int, seed: int, *, batch: int = BATCH) -> Indices:
    """(offers,) indices of equally spaced levels, each as often as the next, shuffled in batches.

    Every batch holds `batch` equally spaced levels once. A second batch repeats the first with its
    halves exchanged, so that over two batches every level falls into both halves.

    Args:
        levels: How many levels there are.
        offers: How many offers to place.
        seed: Whole number, 0 or more.
        batch: Offers in a batch.
    """
    found: list[Indices] = []
    for pair in range(-(-offers // (2 * batch))):
        noise = uniforms(np.array([seed], dtype=np.uint64) + np.uint64(pair), batch)[0]
        order = spread(levels, batch)[np.argsort(noise)]
        found += [order, np.roll(order, batch // 2)]
    return np.concatenate(found)[:offers]


def spread(levels: int, count: int) -> Indices:
    """(count,) equally spaced indices from the first level to the last."""
    return np.round(np.linspace(0, levels - 1, count)).astype(np.intp)


def entropy(chances: Array) -> Array:
    """Entropy of one choice, in nats."""
    return np.asarray(-(chances * np.log(chances) + (1 - chances) * np.log1p(-chances)))


def uniforms(seeds: NDArray[np.uint64], count: int) -> Array:
    """(R, count) numbers in [0, 1), the same for the same seed: SplitMix64 (Steele et al. 2014)."""
    steps = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    state = _mixed(seeds)[:, None] + steps[None, :]
    return np.asarray((_mixed(state) >> np.uint64(11)) * 2.0**-53)


def _mixed(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
