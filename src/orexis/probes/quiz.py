"""The quiz ladder: questions from trivial to hard, generated with a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from orexis.probes.errors import ProbeError

LETTERS = "ABCD"
MANY = 99
"""Reach from which on wrong numbers with the same last digit are enough."""
WORDS = (
    "river table candle orange window garden pencil silver mountain bottle ladder basket carpet "
    "engine forest hammer island jacket kitchen lemon"
).split()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with four options, of which one is right."""

    kind: str
    """The level of the factor `question` whose wordings put it: what is to be done."""
    values: tuple[tuple[str, str], ...]
    """What is filled into the wording, e.g. (("a", "3"), ("b", "4"))."""
    options: tuple[str, ...]
    right: int
    """Position of the right option, from 0."""

    def reversed(self) -> Question:
        """The same question with its options in the opposite order."""
        last = len(self.options) - 1
        return Question(self.kind, self.values, self.options[::-1], last - self.right)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: a kind of question at one difficulty."""

    name: str
    draw: Callable[[random.Random], tuple[str, dict[str, str], str, list[str]]]
    """Draws (kind, values, right answer, three wrong ones)."""


@lru_cache(maxsize=4096)
def quiz(rung: str, questions: int, seed: int, block: int) -> tuple[Question, ...]:
    """The quiz of one block: the same for every condition, so that conditions are compared on it.

    The right option stands at every position equally often (up to one), in a drawn order.

    Args:
        rung: A name out of `LADDER`.
        questions: How many questions.
        seed: Seed of the run.
        block: Number of the block.

    Raises:
        ProbeError: there is no such rung.
    """
    rng = random.Random(f"{seed}/{rung}/{block}")  # noqa: S311 - repeatable, not secret
    drawn = find_rung(rung).draw
    positions = [place % len(LETTERS) for place in range(questions)]
    rng.shuffle(positions)
    return tuple(_placed(drawn(rng), position) for position in positions)


def find_rung(name: str) -> Rung:
    """The rung of that name.

    Raises:
        ProbeError: there is none.
    """
    for rung in LADDER:
        if rung.name == name:
            return rung
    known = ", ".join(f"'{rung.name}'" for rung in LADDER)
    raise ProbeError(f"the quiz ladder has no rung '{name}'; its rungs are {known}")


def _placed(drawn: tuple[str, dict[str, str], str, list[str]], position: int) -> Question:
    kind, values, right, wrong = drawn
    options = [*wrong[:position], right, *wrong[position:]]
    return Question(kind, tuple(values.items()), tuple(options), position)


def _copy(rng: random.Random) -> tuple[str, dict[str, str], str, list[str]]:
    right, *wrong = rng.sample(WORDS, len(LETTERS))
    return "copy", {"word": right}, right, wrong


def _larger(rng: random.Random) -> tuple[str, dict[str, str], str, list[str]]:
    a, b, *others = (str(digit) for digit in rng.sample(range(1, 10), len(LETTERS)))
    right, smaller = max(a, b), min(a, b)
    wrong = [smaller, *others]
    rng.shuffle(wrong)
    return "larger", {"a": a, "b": b}, right, wrong


def _sum_of(low: int, high: int) -> Callable[..., tuple[str, dict[str, str], str, list[str]]]:
    def draw(rng: random.Random) -> tuple[str, dict[str, str], str, list[str]]:
        a, b = rng.randint(low, high), rng.randint(low, high)
        return "add", {"a": str(a), "b": str(b)}, str(a + b), _near(rng, a + b, high)

    return draw


def _product_of(low: int, high: int) -> Callable[..., tuple[str, dict[str, str], str, list[str]]]:
    def draw(rng: random.Random) -> tuple[str, dict[str, str], str, list[str]]:
        a, b = rng.randint(low, high), rng.randint(low, high)
        return "multiply", {"a": str(a), "b": str(b)}, str(a * b), _near(rng, a * b, high)

    return draw


def _near(rng: random.Random, right: int, reach: int) -> list[str]:
    """Three wrong numbers near the right one, with as many digits.

    How many of them lie below it is drawn: neither the largest nor a middle option is a good guess.
    Where there is room, they share its last digit, which is easier to find than the number.
    """
    step = 10 if reach >= MANY else 1
    digits = len(str(right))
    low, high = max(right - reach, 10 ** (digits - 1)), min(right + reach, 10**digits - 1)
    below, above = range(right - step, low - 1, -step), range(right + step, high + 1, step)
    wrong = len(LETTERS) - 1
    smaller = min(max(rng.randint(0, wrong), wrong - len(above)), len(below))
    drawn = [*rng.sample(below, smaller), *rng.sample(above, wrong - smaller)]
    rng.shuffle(drawn)
    return [str(number) for number in drawn]


LADDER = (
    Rung("copy", _copy),
    Rung("larger", _larger),
    Rung("add_one_digit", _sum_of(2, 9)),
    Rung("multiply_one_digit", _product_of(2, 9)),
    Rung("add_two_digits", _sum_of(11, 99)),
    Rung("multiply_three_digits", _product_of(101, 999)),
)
"""From trivial to hard."""
