"""Adam (Kingma and Ba 2015, arXiv 1412.6980), upwards, for networks side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.agents.organisms.networks.network import Weights
from orexis.agents.organisms.worlds.world import Floats

FIRST, SECOND, SMALLEST = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Moments:
    """Running means of the gradient and of its square."""

    first: Weights
    second: Weights
    steps: int = 0


def fresh(weights: Weights) -> Moments:
    """Before the first step."""
    zeros = {name: np.zeros_like(one) for name, one in weights.items()}
    return Moments(zeros, zeros)


def ascend(
    weights: Weights, moments: Moments, gradient: Weights, rate: float
) -> tuple[Weights, Moments]:
    """One step up the gradient with the learning rate `rate`."""
    steps = moments.steps + 1
    new, first, second = {}, {}, {}
    for name, slope in gradient.items():
        first[name] = _toward(moments.first[name], slope, 1 - FIRST)
        second[name] = _toward(moments.second[name], slope * slope, 1 - SECOND)
        spread = np.sqrt(second[name] / np.float32(1 - SECOND**steps)) + np.float32(SMALLEST)
        mean = first[name] / np.float32(1 - FIRST**steps)
        new[name] = weights[name] + np.float32(rate) * mean / spread
    return new, Moments(first, second, steps)


def averaged(average: Weights, weights: Weights, share: float) -> Weights:
    """The exponential moving average with `share` of the new weights in it."""
    return {name: _toward(old, weights[name], share) for name, old in average.items()}


def _toward(
    old: Floats,
    new: Floats,
    share: float,
) -> Floats:
    return old + np.float32(share) * (new - old)
