"""What an agent is after, as data: how many questions it means to get right, and how surely.

The number of right answers follows from it exactly, so that a calibration can draw it without
playing a rollout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np


@dataclass(frozen=True, slots=True)
class Aim:
    """With probability `weight` a rollout means to get `allowed` questions right, no others.

    A question that it means to get right it gets right with probability `skill`, each on its own;
    every other question is answered wrong for certain.
    """

    weight: float
    """Share of the rollouts with this aim, in [0, 1]; over all aims of an agent 1."""
    allowed: int
    """Number of questions, from 0 to all."""
    skill: float
    """Probability in [0, 1]."""


def distribution(
    aims: Sequence[Aim], questions: int
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The distribution of the number of right answers: a mixture of binomials.

    Args:
        aims: Of one agent in one context.
        questions: Questions per rollout.

    Returns:
        Probabilities of 0, 1, ..., `questions` right answers, shape (questions + 1,).
    """
    mass = np.zeros(questions + 1)
    for aim in aims:
        n, p = min(aim.allowed, questions), aim.skill
        mass[: n + 1] += [aim.weight * comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    return mass
