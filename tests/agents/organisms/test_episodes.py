"""Episodes cut out of an endless stream."""

from __future__ import annotations

import numpy as np
import pytest

from orexis.agents.organisms.worlds.episodes import LENGTHS, octave, steps


def stationary(lengths: str, horizon: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Age and steps left at every step of one long stream, written down episode by episode."""
    rng = np.random.default_rng(seed)
    age: list[int] = []
    left: list[int] = []
    while len(age) < 60_000:
        size = {
            "fixed": lambda: horizon,
            "geometric": lambda: int(rng.geometric(1 / horizon)),
            "uniform": lambda: int(rng.integers(1, 2 * horizon)),
        }[lengths]()
        age += range(size)
        left += range(size - 1, -1, -1)
    return np.array(age), np.array(left)


@pytest.mark.parametrize("lengths", LENGTHS)
@pytest.mark.parametrize("length", [1, 12])
def test_a_step_at_random_is_met_as_in_a_long_stream(lengths: str, length: int) -> None:
    rng = np.random.default_rng(2)
    found = steps(lengths, np.array([6, 1]), 40_000 // length, length, rng)
    age, left = stationary(lengths, 6, 3)
    for drawn, known in ((found.age[0], age), (found.left[0], left)):
        for value in range(13):
            assert (drawn == value).mean() == pytest.approx((known == value).mean(), abs=0.012)
    if lengths != "geometric":
        assert found.left[1].max() == 0
    product = (found.age[0] * found.left[0]).mean()
    assert product == pytest.approx((age * left).mean(), rel=0.1, abs=0.05)


@pytest.mark.parametrize("lengths", LENGTHS)
def test_streams_count_down_and_start_again(lengths: str) -> None:
    found = steps(lengths, np.array([5, 3]), 50, 40, np.random.default_rng(0), aligned=True)
    assert found.starts[..., 0].all()
    ended = found.left[..., :-1] == 0
    np.testing.assert_array_equal(found.starts[..., 1:], ended)
    going = found.left[..., :-1] - 1
    np.testing.assert_array_equal(found.left[..., 1:][~ended], going[~ended])
    np.testing.assert_array_equal(found.age[..., 1:][~ended], (found.age[..., :-1] + 1)[~ended])


def test_whole_episodes_end_inside_the_stream() -> None:
    found = steps("fixed", np.array([5]), 1, 12, np.random.default_rng(0), aligned=True)
    assert found.whole[0, 0].tolist() == [True] * 10 + [False] * 2


def test_octaves_of_steps_left() -> None:
    left = np.array([0, 1, 2, 3, 6, 7, 14, 15, 30, 31])
    assert octave(left).tolist() == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5]
