"""Networks without memory: one hidden layer of tanh units and one logit, O of them side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.agents.organisms.networks.network import Pass, Weights
from orexis.agents.organisms.worlds.world import Bools, Floats


@dataclass(frozen=True, slots=True)
class Memoryless:
    """As `Network` has it; each step is judged by its own inputs alone."""

    inputs: int
    hidden: int
    name: str = "memoryless"
    remembers: bool = False

    def initial(self, organisms: int, rng: np.random.Generator) -> Weights:
        """Normal weights, of sd 1/2 into the hidden layer and 1/4 out of it; biases of 0."""
        into = rng.normal(0, 0.5, (organisms, self.inputs, self.hidden))
        out = rng.normal(0, 0.25, (organisms, self.hidden, 1))
        return {
            "into": into.astype(np.float32),
            "into_bias": np.zeros((organisms, 1, self.hidden), np.float32),
            "out": out.astype(np.float32),
            "out_bias": np.zeros((organisms, 1, 1), np.float32),
        }

    def forward(self, weights: Weights, inputs: Floats, starts: Bools) -> Pass:  # noqa: ARG002
        """Logits (O, B, T); `starts` has no effect."""
        seen = np.ones((len(inputs), inputs[0, ..., 0].size, self.inputs + 1), np.float32)
        seen[..., :-1] = inputs.reshape(len(inputs), -1, self.inputs)
        hidden = seen @ np.concatenate([weights["into"], weights["into_bias"]], 1)
        np.tanh(hidden, out=hidden)
        logits = hidden @ weights["out"] + weights["out_bias"]
        return Pass(logits.reshape(inputs.shape[:-1]), (seen, hidden))

    def gradient(self, weights: Weights, passed: Pass, slopes: Floats) -> Weights:
        """Of sum(slopes * logits), by the chain rule.

        The slope of tanh, 1 - h*h, is summed in two parts, so that no array of the size of the
        hidden layer has to be multiplied by one of another shape: that is what takes the time.
        """
        seen, hidden = passed.kept
        each = slopes.reshape(len(slopes), 1, -1)
        scaled = seen * each.transpose(0, 2, 1)
        flat = (each @ seen).transpose(0, 2, 1)
        into = (flat - scaled.transpose(0, 2, 1) @ (hidden * hidden)) * weights["out"].transpose(
            0, 2, 1
        )
        return {
            "into": into[:, :-1],
            "into_bias": into[:, -1:],
            "out": (each @ hidden).transpose(0, 2, 1),
            "out_bias": each.sum(2, keepdims=True),
        }

    def logits(self, weights: Weights, inputs: Floats) -> Floats:
        """(O, N) for inputs (O, N, F), or (N, F) that are the same for all."""
        hidden = np.tanh(inputs @ weights["into"] + weights["into_bias"])
        return np.asarray((hidden @ weights["out"] + weights["out_bias"])[..., 0])
