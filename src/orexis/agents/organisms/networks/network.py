"""What a batch of small networks can do, whichever kind they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from orexis.agents.organisms.worlds.world import Bools, Floats

Weights = Mapping[str, Floats]
"""One array for each weight, (O, ...): the O networks of a batch side by side."""

STEEPEST = 15
"""Logits beyond this count as this, so that no chance is 0 or 1."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What came out of a network, and what its gradient needs."""

    logits: Floats
    """(O, B, T): of accepting."""
    kept: tuple[Floats, ...] = ()


class Network(Protocol):
    """O independent networks of one shape."""

    @property
    def name(self) -> str:
        """As the command line has it."""
        ...

    @property
    def inputs(self) -> int:
        """Inputs at each step, F."""
        ...

    @property
    def hidden(self) -> int:
        """Hidden units."""
        ...

    @property
    def remembers(self) -> bool:
        """Whether what it says depends on earlier steps of the episode."""
        ...

    def initial(self, organisms: int, rng: np.random.Generator) -> Weights:
        """Weights to begin with."""
        ...

    def forward(self, weights: Weights, inputs: Floats, starts: Bools) -> Pass:
        """Logits for inputs (O, B, T, F); what it remembers ends where `starts` (O, B, T) is."""
        ...

    def gradient(self, weights: Weights, passed: Pass, slopes: Floats) -> Weights:
        """The gradient of sum(slopes * logits) for slopes (O, B, T), one sum per organism."""
        ...


def sigmoid(logits: Floats) -> Floats:
    """Chances from logits."""
    bounded = np.clip(logits, -STEEPEST, STEEPEST)
    return np.asarray(1 / (1 + np.exp(-bounded)), np.float32)
