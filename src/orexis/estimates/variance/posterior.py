"""The posterior of the standard deviations: few exact values, an emulator, many weighted draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from orexis.estimates.variance.counts import Counts
from orexis.estimates.variance.drawing import FEW, draw, normal, quantiles, systematic, worth
from orexis.estimates.variance.laplace import Evidence, Peak, Stand, peak
from orexis.estimates.variance.learnt import DEEP, Learnt, terms
from orexis.estimates.variance.likelihood import Likelihood
from orexis.estimates.variance.mode import highest
from orexis.estimates.variance.nodes import COARSE, FINER, around
from orexis.estimates.variance.scale import Scale
from orexis.estimates.variance.structure import Structure
from orexis.estimates.variance.threads import one_thread

Array = NDArray[np.float64]

FIRST = 0.5
"""Standard deviation, in logits, from which the search starts."""
BEND = 0.15
"""Standard deviation, in logits, below which its own scale is linear rather than logarithmic."""
DRAWS = 8192
CLOSE = 0.1
"""Error of the emulator, in log density, with which nothing more is worked out."""
AGAIN, ENOUGH = 3, 1000.0
"""How often it is done again with another seed where draws are worth less than this."""
TRIES = 6
MANY, TURNS, MOST = 70, 2, 8
"""Places from which the stand-in is learnt in each turn; least and largest number of turns."""
MORE = 4
"""How often it may learn more."""
WIDER = 1.3
"""By how much the first places lie further out than the posterior."""


@dataclass(frozen=True)
class Posterior:
    """Weighted draws of the log standard deviations."""

    structure: Structure
    logs: Array
    """(B, K)"""
    weights: Array
    """(B,) summing to 1."""
    ess: float
    """Independent draws that they are worth (Kish), after the emulator's own error."""
    best: Peak
    """Cells and items at the posterior's median."""
    centre: Array
    """(K,) that median."""
    error: float
    """Root mean square error of the emulator, in log density."""
    worked: int
    """How often Laplace's method was carried out."""
    likelihood: Evidence = field(repr=False)
    stand: Stand = field(repr=False)

    def quantiles(self, values: Array, shares: Sequence[float]) -> Array:
        """Quantiles of a function of the draws, (B,)."""
        return quantiles(values, self.weights, shares)


def fit_counts(counts: Counts, seed: int = 0, draws: int = DRAWS) -> Posterior:
    """The posterior of the standard deviations of all components.

    Args:
        counts: What was counted.
        seed: Of the draws.
        draws: How many.
    """
    items = counts.exposures.shape[1]
    structure = Structure(counts.models, counts.contexts, items, counts.formats)
    return fit(Likelihood(counts), structure, seed, draws)


def fit(likelihood: Evidence, structure: Structure, seed: int = 0, draws: int = DRAWS) -> Posterior:
    """The same from a likelihood of cells and items with the rollouts integrated out."""
    with one_thread():
        found = _Search(likelihood, structure, seed).run(draws)
        for again in range(1, AGAIN + 1):
            if found.ess >= ENOUGH:
                break
            other = _Search(likelihood, structure, seed + 97 * again).run(draws)
            found = max(found, other, key=lambda one: one.ess)
    return found


class _Search:
    """From a first guess to draws."""

    def __init__(self, likelihood: Evidence, structure: Structure, seed: int) -> None:
        self.likelihood, self.structure = likelihood, structure
        self.seed = seed
        self.worked = 0

    def run(self, draws: int) -> Posterior:
        stand, centre, spread = self.stand()
        learnt = self.learn(stand, centre, spread)
        logs, weights = draw(learnt, draws, self.seed)
        ess = worth(weights) / (1 + learnt.error**2)
        middle = np.array([quantiles(column, weights, [0.5])[0] for column in logs.T])
        best = self.peak(middle, stand.with_peaks(middle[None])[1][0], 1e-6)
        return Posterior(
            self.structure,
            logs,
            weights,
            ess,
            best,
            middle,
            learnt.error,
            self.worked,
            self.likelihood,
            stand,
        )

    def peak(self, logs: Array, x: Array, enough: float) -> Peak:
        self.worked += 1
        return peak(self.likelihood, self.structure, logs, x, enough)

    def stand(self) -> tuple[Stand, Array, Array]:
        """The stand-in around the mode, the mode (K,) and the covariance there (K, K)."""
        logs = np.full(len(self.structure.components), np.log(FIRST))
        x = self.peak(logs, self.likelihood.start(), 0.1).x
        seen = self._peaks(logs, np.array(COARSE), x)
        best = int(np.argmax([one.log_density for one in seen]))
        stand = self._around(logs, COARSE[best] * np.array(FINER), seen[best].x)
        logs[self.structure.rollout] = np.log(COARSE[best])
        logs, spread = highest(stand, logs)
        at = self.structure.rollout
        for _ in range(TRIES):
            before, width = logs[at], float(np.sqrt(spread[at, at]))
            x = stand.with_peaks(logs[None])[1][0]
            stand = self._around(logs, around(float(np.exp(before)), width), x)
            logs, spread = highest(stand, logs)
            settled = float(np.sqrt(spread[at, at])) > width / 2
            if settled and abs(logs[at] - before) < width:
                break
        return stand, logs, spread

    def _around(self, logs: Array, sds: Array, x: Array) -> Stand:
        return Stand(self.structure, sds, self._peaks(logs, sds, x))

    def _peaks(self, logs: Array, sds: Array, x: Array) -> list[Peak]:
        peaks: list[Peak] = []
        for sd in sds:
            here = logs.copy()
            here[self.structure.rollout] = np.log(sd)
            peaks.append(self.peak(here, x, 0.1))
            x = peaks[-1].x
        return peaks

    def learn(self, stand: Stand, centre: Array, spread: Array) -> Learnt:
        """The log density: the stand-in, learnt from many places, and what it lacks, from few."""
        size = len(centre)
        scale = Scale.around(centre, spread)
        learnt = Learnt(
            self.structure,
            scale,
            *_finite(stand, scale.folded(WIDER * normal(size, MANY, self.seed))),
        )
        for turn in range(MOST):
            drawn, weights = draw(learnt, FEW, self.seed + turn)
            if turn >= TURNS and worth(weights) > FEW / 3:
                break
            scale = scale.refitted(drawn, weights)
            fresh = drawn[_spread(weights, MANY, self.seed + turn)]
            learnt = learnt.with_more(scale, *_finite(stand, fresh))
        return self._corrected(stand, learnt)

    def _corrected(self, stand: Stand, learnt: Learnt) -> Learnt:
        least = terms(len(learnt.scale.middle))
        drawn, weights = draw(learnt, FEW, self.seed)
        fresh, lacking = self._lacking(stand, drawn[_spread(weights, 2 * least, self.seed)])
        found = Learnt(self.structure, learnt.scale, fresh, lacking, learnt)
        for turn in range(MORE):
            drawn, weights = draw(found, FEW, self.seed + turn)
            fresh, lacking = self._lacking(stand, drawn[_spread(weights, least, self.seed + turn)])
            missed = lacking + learnt(fresh) - found(fresh)
            found = found.with_more(learnt.scale, fresh, lacking)
            if missed.std() < CLOSE:
                break
        return found

    def _lacking(self, stand: Stand, logs: Array) -> tuple[Array, Array]:
        """Places that matter, and Laplace's log density there less that of the stand-in."""
        quick, starts = stand.with_peaks(logs)
        near = quick > quick.max() - DEEP
        pairs = zip(logs[near], starts[near], strict=True)
        exact = np.array([self.peak(one, x, 0.3).log_density for one, x in pairs])
        return logs[near], exact - quick[near]


def _spread(weights: Array, count: int, seed: int) -> NDArray[np.intp]:
    """Places of draws: most all over the posterior, some where a draw weighs most."""
    heaviest = np.argsort(weights)[-(count // 6) :]
    return np.union1d(heaviest, systematic(np.sqrt(weights), count - len(heaviest), seed))


def _finite(stand: Stand, logs: Array) -> tuple[Array, Array]:
    """Places with a density, and the densities."""
    values = stand(logs)
    real = np.isfinite(values)
    return logs[real], values[real]
