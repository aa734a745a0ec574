"""A batch of small gated recurrent networks: they remember the episode, and so can count its steps.

The decision looks at the offer and at what is remembered of the steps before; a gated recurrent
unit then takes the offer into the memory, which is empty at the first step of every episode.

Source: Cho et al. 2014, arXiv:1406.1078, with the reset gate after the product, as in cuDNN.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.agents.organisms.networks.network import Pass, Weights, sigmoid
from orexis.agents.organisms.worlds.world import Bools, Floats

GATES = 3  # keep, reset, candidate: in this order along the last axis
KEPT = 1.0  # bias of the keep gate at first: a memory of several steps


@dataclass(frozen=True, slots=True)
class Recurrent:
    """O independent networks: a memory of `hidden` gated units, a decision of `hidden` tanh units.

    Attributes:
        inputs: Number of inputs F.
        hidden: Units M of the memory, and of the decision.
    """

    inputs: int
    hidden: int = 12
    name: str = "recurrent"
    remembers: bool = True

    def initial(self, organisms: int, rng: np.random.Generator) -> Weights:
        """Weights of `organisms` networks before any training, float32 arrays (O, ...)."""
        inputs, hidden = self.inputs, self.hidden

        def normal(scale: float, *shape: int) -> Floats:
            return rng.normal(0, scale, (organisms, *shape)).astype(np.float32)

        gate_bias = np.zeros((organisms, 1, GATES * hidden), np.float32)
        gate_bias[..., :hidden] = KEPT
        return {
            "gate_input": normal(0.5, inputs, GATES * hidden),
            "gate_memory": normal(hidden**-0.5, hidden, GATES * hidden),
            "gate_bias": gate_bias,
            "offer": normal(0.5, inputs, hidden),
            "memory": normal(hidden**-0.5, hidden, hidden),
            "bias": np.zeros((organisms, 1, hidden), np.float32),
            "readout": normal(0.25, hidden, 1),
            "offset": np.zeros((organisms, 1, 1), np.float32),
        }

    def forward(self, weights: Weights, inputs: Floats, starts: Bools) -> Pass:
        """Log odds of accepting at every step.

        Args:
            weights: Of O networks.
            inputs: (O, B, T, F) offers.
            starts: (O, B, T) first steps of episodes: nothing is remembered there. The memory is
                empty at the first step of a stream as well.

        Returns:
            The (O, B, T) log odds, and what `gradient` needs.
        """
        memories, gates, products, _ = self._remember(weights, inputs, starts)
        units = self._decide(weights, _flat(inputs), _flat(_batch_first(memories)))
        logits = (units @ weights["readout"] + weights["offset"])[..., 0]
        kept = (inputs, _going_on(starts), memories, gates, products, units)
        return Pass(logits.reshape(inputs.shape[:3]), kept)

    def gradient(self, weights: Weights, passed: Pass, slopes: Floats) -> Weights:
        """Gradient of sum(slopes * logits), back through time to the start of every episode.

        Args:
            weights: Of O networks.
            passed: What `forward` gave with the same weights.
            slopes: (O, B, T).
        """
        inputs, going_on, memories, gates, products, units = passed.kept
        offers, remembered = _flat(inputs), _flat(_batch_first(memories))
        slope = slopes.reshape(len(slopes), -1, 1).astype(np.float32)
        unit_slopes = slope @ _turned(weights["readout"]) * (1 - units * units)
        shape = (*inputs.shape[:3], self.hidden)
        memory_slopes = _time_first((unit_slopes @ _turned(weights["memory"])).reshape(shape))
        input_slopes, product_slopes = self._back_through_time(
            weights["gate_memory"], (going_on, memories, gates, products), memory_slopes
        )
        gate_slopes = _flat(_batch_first(input_slopes))
        return {
            "gate_input": _turned(offers) @ gate_slopes,
            "gate_memory": _turned(remembered) @ _flat(_batch_first(product_slopes)),
            "gate_bias": gate_slopes.sum(1, keepdims=True),
            "offer": _turned(offers) @ unit_slopes,
            "memory": _turned(remembered) @ unit_slopes,
            "bias": unit_slopes.sum(1, keepdims=True),
            "readout": _turned(units) @ slope,
            "offset": slope.sum(1, keepdims=True),
        }

    def advance(self, weights: Weights, inputs: Floats) -> Floats:
        """What is remembered after T steps of an episode.

        Args:
            weights: Of O networks.
            inputs: (O, N, T, F) offers from the first step of N episodes on.

        Returns:
            (O, N, M) memories, in (-1, 1).
        """
        starts = np.zeros(inputs.shape[:3], np.bool_)
        return self._remember(weights, inputs, starts)[3]

    def probabilities_after(self, weights: Weights, state: Floats, inputs: Floats) -> Floats:
        """Chance of accepting an offer that comes next.

        Args:
            weights: Of O networks.
            state: (O, N, M) memories, from `advance`.
            inputs: (O, N, F) or (N, F) offers.

        Returns:
            (O, N) chances in [0, 1].
        """
        units = self._decide(weights, inputs, state)
        return sigmoid((units @ weights["readout"] + weights["offset"])[..., 0])

    def _decide(self, weights: Weights, offers: Floats, remembered: Floats) -> Floats:
        drive = offers @ weights["offer"] + remembered @ weights["memory"] + weights["bias"]
        return np.asarray(np.tanh(drive), dtype=np.float32)

    def _remember(
        self, weights: Weights, inputs: Floats, starts: Bools
    ) -> tuple[Floats, Floats, Floats, Floats]:
        """Run the memory along the streams.

        Returns:
            Memories before every step (T, O, B, M), gates (T, O, B, 3 M), the candidate's product
            before its reset (T, O, B, M), and the memory after the last step (O, B, M).
        """
        organisms, streams, steps, _ = inputs.shape
        hidden = self.hidden
        drive = _flat(inputs) @ weights["gate_input"] + weights["gate_bias"]
        gates = _time_first(drive.reshape(organisms, streams, steps, GATES * hidden))
        memories = np.empty((steps, organisms, streams, hidden), np.float32)
        products = np.empty_like(memories)
        going_on = _going_on(starts)
        memory = np.zeros((organisms, streams, hidden), np.float32)
        for step in range(steps):
            memory = memory * going_on[step]
            product = memory @ weights["gate_memory"]
            gate = gates[step]
            gate[..., :-hidden] = sigmoid(gate[..., :-hidden] + product[..., :-hidden])
            keep, reset = gate[..., :hidden], gate[..., hidden:-hidden]
            candidate = np.tanh(gate[..., -hidden:] + reset * product[..., -hidden:])
            gate[..., -hidden:] = candidate
            memories[step], products[step] = memory, product[..., -hidden:]
            memory = candidate + keep * (memory - candidate)
        return memories, gates, products, memory

    def _back_through_time(
        self, gate_memory: Floats, run: tuple[Floats, ...], memory_slopes: Floats
    ) -> tuple[Floats, Floats]:
        """Slopes of what drives the gates: from inputs and from products with the memory.

        Args:
            gate_memory: (O, M, 3 M) weights.
            run: Where the memory goes on, memories, gates and products of `_remember`, time first.
            memory_slopes: (T, O, B, M) through the decisions.

        Returns:
            Two (T, O, B, 3 M) arrays.
        """
        going_on, memories, gates, products = run
        hidden, turned = self.hidden, _turned(gate_memory)
        input_slopes, product_slopes = np.empty_like(gates), np.empty_like(gates)
        after = np.zeros_like(memories[0])
        for step in reversed(range(len(gates))):
            gate, memory = gates[step], memories[step]
            keep, reset, candidate = (
                gate[..., :hidden],
                gate[..., hidden:-hidden],
                gate[..., -hidden:],
            )
            slopes = input_slopes[step]
            raw = after * (1 - keep) * (1 - candidate * candidate)
            slopes[..., :hidden] = after * (memory - candidate) * keep * (1 - keep)
            slopes[..., hidden:-hidden] = raw * products[step] * reset * (1 - reset)
            slopes[..., -hidden:] = raw
            product_slopes[step] = slopes
            product_slopes[step][..., -hidden:] *= reset
            after = after * keep + product_slopes[step] @ turned + memory_slopes[step]
            after *= going_on[step]
        return input_slopes, product_slopes


def _flat(values: Floats) -> Floats:
    """(O, B, T, X) as (O, B T, X)."""
    return values.reshape(values.shape[0], -1, values.shape[-1])


def _going_on(starts: Bools) -> Floats:
    """(T, O, B, 1): 0 where the memory is emptied before the step, else 1."""
    return _time_first((~starts).astype(np.float32))[..., None]


def _turned(values: Floats) -> Floats:
    return values.swapaxes(1, 2)


def _time_first(values: Floats) -> Floats:
    """(O, B, T, ...) as a new (T, O, B, ...)."""
    return np.ascontiguousarray(np.moveaxis(values, 2, 0))


def _batch_first(values: Floats) -> Floats:
    """(T, O, B, ...) as (O, B, T, ...)."""
    return np.moveaxis(values, 0, 2)
