"""Regret: how far an organism is from doing best in its training, judged where it is worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.worlds.world import Floats, Streams

Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judge:
    """Held-out offers, and what can be gained on them in each stratum."""

    expected: Floats
    """(O, N): of accepting; 0 where no offer was put."""
    cells: NDArray[np.int64]
    """(O, N): a number for each pair of an organism and a stratum."""
    gains: Sums
    """(O, S): what can be gained; nan where the stratum is empty."""
    costs: Sums
    """(O, S): what accepting all would cost."""

    @property
    def stakes(self) -> Sums:
        """(O,): what can be gained against what is paid, in the stratum where it is least.

        Strata in which nothing can be gained do not count; 0 where there are only such.
        """
        shares = np.where(self.gains > 0, self.gains / self.costs, np.inf).min(-1)
        return np.where(np.isfinite(shares), shares, 0.0)

    def by_stratum(self, probabilities: Floats) -> Sums:
        """Gains missed and losses taken, as a share of what can be gained in each stratum.

        Where nothing can be gained in a stratum, its losses are set against what accepting all
        would cost.

        Args:
            probabilities: Of accepting each held-out offer; (O, B, T) or (O, N).

        Returns:
            (O, S): 0 is the best that can be done; nan where the stratum is empty.
        """
        chances = probabilities.reshape(self.expected.shape)
        short = np.maximum(self.expected, 0) - chances * self.expected
        sums = _summed(short, self.cells, self.gains.shape)
        return sums / np.where(self.gains > 0, self.gains, self.costs)

    def regrets(self, probabilities: Floats) -> Sums:
        """(O,): the regret in the stratum where it is worst."""
        return np.asarray(np.nanmax(self.by_stratum(probabilities), -1))


def judge(streams: Streams) -> Judge:
    """Take these streams as the held-out offers."""
    organisms = len(streams.inputs)
    put = streams.put.reshape(organisms, -1)
    expected = np.where(streams.put, streams.expected, 0).reshape(organisms, -1)
    strata = int(streams.stratum.max()) + 1
    cells = streams.stratum.reshape(organisms, -1) + strata * np.arange(organisms)[:, None]
    counts = _summed(put, cells, (organisms, strata))
    gains = _summed(np.maximum(expected, 0), cells, counts.shape)
    costs = _summed(streams.cost.reshape(organisms, -1) * put, cells, counts.shape)
    empty = np.where(counts > 0, 0.0, np.nan)
    return Judge(expected.astype(np.float32), cells, gains + empty, costs + empty)


def _summed(values: NDArray[np.generic], cells: NDArray[np.int64], shape: tuple[int, ...]) -> Sums:
    sums = np.bincount(cells.ravel(), np.asarray(values, np.float64).ravel(), int(np.prod(shape)))
    return sums.astype(np.float64).reshape(shape)
