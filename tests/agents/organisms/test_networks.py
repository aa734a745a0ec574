"""The memoryless network, its gradient and its optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from orexis.agents.organisms.networks import Memoryless, Weights, network_of, sigmoid
from orexis.agents.organisms.networks.adam import ascend, averaged, fresh
from orexis.errors import OrexisError

NETWORK = Memoryless(inputs=3, hidden=5)
Wide = dict[str, NDArray[np.float64]]


def total(weights: Wide, inputs: NDArray[np.float64], slopes: NDArray[np.float64]) -> float:
    """The sum whose gradient is asked for, step by step and organism by organism."""
    found = 0.0
    for organism in range(len(inputs)):
        for stream, step in np.ndindex(*slopes.shape[1:]):
            x = inputs[organism, stream, step]
            hidden = np.tanh(x @ weights["into"][organism] + weights["into_bias"][organism, 0])
            logit = hidden @ weights["out"][organism, :, 0] + weights["out_bias"][organism, 0, 0]
            found += slopes[organism, stream, step] * float(logit)
    return found


def test_gradient_agrees_with_finite_differences() -> None:
    rng = np.random.default_rng(0)
    weights = {name: one + 0.1 for name, one in NETWORK.initial(2, rng).items()}
    inputs = rng.normal(size=(2, 3, 2, 3))
    slopes = rng.normal(size=(2, 3, 2))
    passed = NETWORK.forward(weights, inputs.astype(np.float32), np.zeros(slopes.shape, bool))
    found = NETWORK.gradient(weights, passed, slopes.astype(np.float32))
    wide: Wide = {name: one.astype(np.float64) for name, one in weights.items()}
    for name, one in wide.items():
        for place in np.ndindex(*one.shape):
            ends = []
            for move in (1e-5, -1e-5):
                moved = one.copy()
                moved[place] += move
                ends.append(total({**wide, name: moved}, inputs, slopes))
            slope = (ends[0] - ends[1]) / 2e-5
            assert found[name][place] == pytest.approx(slope, abs=2e-5), (name, place)


def test_networks_of_a_batch_do_not_touch_each_other() -> None:
    rng = np.random.default_rng(1)
    weights = NETWORK.initial(2, rng)
    inputs = rng.normal(size=(2, 4, 1, 3)).astype(np.float32)
    starts = np.ones((2, 4, 1), bool)
    both = NETWORK.forward(weights, inputs, starts).logits
    second: Weights = {name: one[1:] for name, one in weights.items()}
    alone = NETWORK.forward(second, inputs[1:], starts[1:]).logits
    np.testing.assert_array_equal(both[1:], alone)
    assert not np.allclose(both[0], both[1])


def test_adam_follows_its_equations() -> None:
    weights = {"w": np.array([1.0, -2.0], np.float32)}
    gradients = [np.array([0.5, -3.0]), np.array([-0.1, 2.0])]
    now: Weights = weights
    moments = fresh(weights)
    for gradient in gradients:
        now, moments = ascend(now, moments, {"w": gradient.astype(np.float32)}, 0.1)
    expected, first, second = weights["w"].astype(float), np.zeros(2), np.zeros(2)
    for step, gradient in enumerate(gradients, 1):
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        mean, spread = first / (1 - 0.9**step), np.sqrt(second / (1 - 0.999**step))
        expected = expected + 0.1 * mean / (spread + 1e-8)
    np.testing.assert_allclose(now["w"], expected, rtol=1e-5)
    np.testing.assert_array_equal(weights["w"], [1, -2])


def test_averages_go_a_share_of_the_way() -> None:
    old, new = ({"w": np.array([value], np.float32)} for value in (1.0, 3.0))
    assert averaged(old, new, 0.25)["w"] == pytest.approx(1.5)


def test_chances_are_never_certain() -> None:
    low, middle, high = sigmoid(np.array([-1e9, 0, 1e9], np.float32)).tolist()
    assert 0 < low < 1e-6
    assert middle == 0.5
    assert 1 - 1e-6 < high < 1


def test_unknown_network_is_named() -> None:
    with pytest.raises(OrexisError, match="no network 'deep'; there are: memoryless"):
        network_of("deep", 4, 16)
