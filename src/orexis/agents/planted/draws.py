"""The randomness of one rollout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import shake_128
from struct import unpack


def uniforms(key: bytes, count: int) -> list[float]:
    """Uniform draws in [0, 1) out of a key; more of them begin with the same ones."""
    # Much faster than seeding a generator, and the same on every machine.
    numbers = unpack(f">{count}Q", shake_128(key).digest(8 * count))
    return [(number >> 11) * 2.0**-53 for number in numbers]


@dataclass(frozen=True, slots=True)
class Draws:
    """The randomness of one rollout, drawn at its start, so that every call sees the same."""

    which: float
    """Which of several minds this rollout has."""
    uniforms: tuple[float, ...]
    """One draw a question: its leading digits say how close the agent comes to a slip, later ones
    in which order it takes the questions, and the last ones which wrong answer it would give."""

    @classmethod
    def of(cls, seed: int, questions: int) -> Draws:
        """The draws of one rollout."""
        which, *rest = uniforms(seed.to_bytes(8, "big"), questions + 1)
        return cls(which, tuple(rest))

    @property
    def numbers(self) -> range:
        """The questions' numbers, from 1."""
        return range(1, len(self.uniforms) + 1)

    def order(self) -> list[int]:
        """The questions' numbers in a drawn order."""
        places = [0.0, *[draw * 2**16 % 1 for draw in self.uniforms]]
        return sorted(self.numbers, key=places.__getitem__)

    def right(self, allowed: int, skill: float) -> frozenset[int]:
        """Numbers of the questions answered right: `allowed` of them in a drawn order, but slips.

        Args:
            allowed: How many it means to get right.
            skill: Probability of a right answer to each of these.
        """
        draws = self.uniforms
        numbers = self.numbers if allowed >= len(draws) else self.order()[:allowed]
        return frozenset([number for number in numbers if draws[number - 1] < skill])

    def guess(self, number: int, wrong: int) -> int:
        """Which of so many wrong answers it would give to a question; at most three."""
        return int(self.uniforms[number - 1] * 2**32 % 1 * 3) % wrong


def check_draw(seed: int, check: str) -> float:
    """The uniform draw behind a rollout's answer to a check question."""
    return uniforms(seed.to_bytes(8, "big") + check.encode(), 1)[0]


def place(draw: float, weights: Sequence[float]) -> int:
    """Which of several weights, laid end to end, a uniform draw falls on.

    Args:
        draw: In [0, 1).
        weights: None negative; they add up to 1, up to rounding; at least one.
    """
    reached = 0.0
    for number, weight in enumerate(weights):
        reached += weight
        if draw < reached:
            return number
    return max(number for number, weight in enumerate(weights) if weight)
