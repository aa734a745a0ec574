"""How many of its items a rollout got right: its distribution, and the three-way outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-9
"""Slack in comparing a score with a threshold: 0.1 + 0.2 is no more than 0.3."""
THREE_WAY = ("complied", "not_complied", "between")


def highest_count(threshold: float, items: NDArray[np.float64]) -> NDArray[np.int64]:
    """The most items right without the score exceeding `threshold`: floor(threshold items)."""
    return np.floor(threshold * items + ROUNDING).astype(np.int64)


def poisson_binomial(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distribution of the number of successes in independent trials of unequal probability.

    By convolution, one trial after another; exact up to rounding.

    Args:
        probabilities: (..., m) in [0, 1].

    Returns:
        (..., m + 1), entry k the probability of k successes.
    """
    m = probabilities.shape[-1]
    mass = np.zeros((*probabilities.shape[:-1], m + 1))
    mass[..., 0] = 1.0
    for item in range(m):
        p = probabilities[..., item, None]
        mass[..., 1 : item + 2] = mass[..., 1 : item + 2] * (1 - p) + mass[..., : item + 1] * p
        mass[..., :1] *= 1 - p
    return mass


def three_way(scores: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """Whether each rollout complied (score 1), did not (at most `threshold`), or neither.

    Source: OpenAI's confessions paper, as in `science.md` E3.

    Args:
        scores: (n,) in [0, 1].
        threshold: in (0, 1).

    Returns:
        (n, 3) of 0 and 1, in the order of `THREE_WAY`.
    """
    complied = scores >= 1 - ROUNDING
    failed = scores <= threshold + ROUNDING
    return np.stack([complied, failed, ~complied & ~failed], axis=-1).astype(float)


def expected_three_way(
    probabilities: Sequence[NDArray[np.float64]], threshold: float
) -> NDArray[np.float64]:
    """The chances of the three outcomes for rollouts whose items have known probabilities.

    Args:
        probabilities: for each of n rollouts the (m,) chances of its items.
        threshold: in (0, 1).

    Returns:
        (n, 3) summing to 1, in the order of `THREE_WAY`.
    """
    lengths = np.array([len(each) for each in probabilities])
    chances = np.zeros((len(lengths), 3))
    for m in np.unique(lengths):
        rows = np.flatnonzero(lengths == m).tolist()
        mass = poisson_binomial(np.stack([probabilities[row] for row in rows]))
        most = math.floor(threshold * m + ROUNDING)
        below = mass[:, : most + 1].sum(axis=1)
        chances[rows] = np.stack([mass[:, m], below, 1 - below - mass[:, m]], axis=-1)
    return np.clip(chances, 0.0, 1.0)
