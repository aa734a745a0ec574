"""Recurrent networks: their gradient, their resets, and that what they remember can be read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.networks.adam import ascend, fresh
from orexis.agents.organisms.networks.network import Weights, sigmoid
from orexis.agents.organisms.networks.recurrent import Recurrent

NETWORK = Recurrent(inputs=3, hidden=5)
Drawn = tuple[Weights, NDArray[np.float32], NDArray[np.bool_], np.random.Generator]


def drawn(organisms: int = 2, streams: int = 3, steps: int = 7) -> Drawn:
    rng = np.random.default_rng(1)
    weights = NETWORK.initial(organisms, rng)
    inputs = rng.normal(size=(organisms, streams, steps, 3)).astype(np.float32)
    starts = rng.random((organisms, streams, steps)) < 0.3
    return weights, inputs, starts, rng


def by_hand(
    weights: Mapping[str, NDArray[Any]],
    inputs: NDArray[Any],
    starts: NDArray[np.bool_],
    organism: int,
) -> list[float]:
    """Log odds of one network along one (T, F) stream, unit by unit as the equations have them."""
    own = {name: array[organism].astype(np.float64) for name, array in weights.items()}
    keeps, resets, news = (slice(5 * part, 5 * part + 5) for part in range(3))
    memory, logits = np.zeros(5), []
    for offer, start in zip(inputs.astype(np.float64), starts, strict=True):
        memory = np.zeros(5) if start else memory
        units = np.tanh(offer @ own["offer"] + memory @ own["memory"] + own["bias"][0])
        logits.append(float(units @ own["readout"][:, 0] + own["offset"][0, 0]))
        drive, product = (
            offer @ own["gate_input"] + own["gate_bias"][0],
            memory @ own["gate_memory"],
        )
        keep = 1 / (1 + np.exp(-drive[keeps] - product[keeps]))
        reset = 1 / (1 + np.exp(-drive[resets] - product[resets]))
        memory = keep * memory + (1 - keep) * np.tanh(drive[news] + reset * product[news])
    return logits


def test_a_network_of_the_batch_follows_the_equations() -> None:
    weights, inputs, starts, _ = drawn()
    logits = NETWORK.forward(weights, inputs, starts).logits

    np.testing.assert_allclose(
        logits[1, 2], by_hand(weights, inputs[1, 2], starts[1, 2], 1), rtol=1e-4, atol=1e-5
    )


def test_the_gradient_is_that_of_finite_differences() -> None:
    weights, inputs, starts, rng = drawn()
    slopes = rng.normal(size=starts.shape)
    passed = NETWORK.forward(weights, inputs, starts)
    gradient = NETWORK.gradient(weights, passed, slopes.astype(np.float32))

    def total(changed: Mapping[str, NDArray[Any]]) -> float:
        return sum(
            float(slopes[o, b] @ by_hand(changed, inputs[o, b], starts[o, b], o))
            for o in range(2)
            for b in range(3)
        )

    for name, array in weights.items():
        direction, small = rng.normal(size=array.shape), 1e-5
        up = total({**weights, name: array + small * direction})
        down = total({**weights, name: array - small * direction})
        np.testing.assert_allclose(
            (up - down) / (2 * small), (gradient[name] * direction).sum(), rtol=1e-3, atol=1e-3
        )


def test_nothing_is_remembered_of_an_earlier_episode() -> None:
    weights, inputs, _, _ = drawn(steps=8)
    starts = np.zeros(inputs.shape[:3], np.bool_)
    starts[..., [0, 3]] = True
    other = inputs.copy()
    other[:, :, :3] += 1

    first = NETWORK.forward(weights, inputs, starts).logits
    second = NETWORK.forward(weights, other, starts).logits

    assert (first[..., 3:] == second[..., 3:]).all()
    assert (first[..., :3] != second[..., :3]).all()
    starts[..., 3] = False
    assert (NETWORK.forward(weights, other, starts).logits[..., 4:] != first[..., 4:]).all()


def test_what_is_remembered_gives_the_decision_that_the_stream_would_have() -> None:
    weights, inputs, _, _ = drawn(steps=6)
    starts = np.zeros(inputs.shape[:3], np.bool_)
    logits = NETWORK.forward(weights, inputs, starts).logits

    for steps in (0, 1, 5):
        state = NETWORK.advance(weights, inputs[:, :, :steps])
        after = NETWORK.probabilities_after(weights, state, inputs[:, :, steps])
        np.testing.assert_allclose(after, sigmoid(logits[..., steps]), rtol=1e-5)

    common = NETWORK.probabilities_after(weights, state, inputs[0, :, 5])
    np.testing.assert_allclose(common[0], after[0], rtol=1e-5)


def test_a_short_training_learns_to_count_the_steps_of_an_episode() -> None:
    """Accepting pays at the last of three steps and costs before it; no input says which it is."""
    rng = np.random.default_rng(0)
    network = Recurrent(inputs=1, hidden=6)
    weights = network.initial(2, rng)
    moments = fresh(weights)
    steps = np.broadcast_to(np.arange(9) % 3, (2, 16, 9))
    value = np.where(steps == 2, 1.0, -0.5).astype(np.float32)
    inputs = np.zeros((2, 16, 9, 1), np.float32)
    for _ in range(150):
        passed = network.forward(weights, inputs, steps == 0)
        chance = sigmoid(passed.logits)
        action = rng.random(chance.shape) < chance
        slopes = (action * value * (action - chance) / 144).astype(np.float32)
        gradient = network.gradient(weights, passed, slopes)
        weights, moments = ascend(weights, moments, gradient, 0.05)

    last = network.forward(weights, inputs, steps == 0).logits[:, 0]
    assert (sigmoid(last[:, 2::3]) > 0.9).all()
    assert (sigmoid(last[:, 0::3]) < 0.1).all()
    assert (sigmoid(last[:, 1::3]) < 0.1).all()
