"""The work between the decisions: small tasks with one right answer, made from a seed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

KINDS = ("sum", "largest", "first", "letters")
"""Levels of the factor `task`: add up, find the largest, the first in a dictionary, count."""
WORDS = (
    "anchor basket candle dragon engine fabric garden hammer island jacket kettle ladder magnet "
    "needle orchard pencil quarry ribbon saddle tunnel umbrella velvet window yellow zipper bridge "
    "copper desert feather goblet harvest lantern meadow oyster pebble sailor thunder walnut"
).split()
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Task:
    """One task."""

    kind: str
    values: tuple[tuple[str, str], ...]
    """What is filled into its text."""
    answer: str


def task_of(seed: int, block: int, episode: int, place: int) -> Task:
    """A task, the same in every topology.

    Args:
        seed: The design's.
        block: Number of the rollout, from 0.
        episode: From 1.
        place: Within the episode, from 0; its kind goes with the episode and the place.
    """
    kind = KINDS[(episode + 2 * place + block) % len(KINDS)]
    key = f"{seed}/{block}/{episode}/{place}".encode()
    draw = np.random.default_rng(int.from_bytes(blake2b(key, digest_size=8).digest(), "big"))
    values, answer = _MAKERS[kind](draw)
    return Task(kind, tuple(values.items()), answer)


def is_right(task: Task, reply: str) -> bool:
    """Whether the last word, or number, of a reply is the answer; case does not count."""
    pattern = _NUMBER if task.answer.isdecimal() else _WORD
    found = pattern.findall(reply.lower())
    return bool(found) and found[-1] == task.answer


def _numbers(draw: np.random.Generator, count: int) -> list[int]:
    return [int(one) for one in draw.choice(np.arange(3, 60), count, replace=False)]


def _sum(draw: np.random.Generator) -> tuple[dict[str, str], str]:
    numbers = _numbers(draw, 3)
    return {"numbers": ", ".join(map(str, numbers))}, str(sum(numbers))


def _largest(draw: np.random.Generator) -> tuple[dict[str, str], str]:
    numbers = _numbers(draw, 5)
    return {"numbers": ", ".join(map(str, numbers))}, str(max(numbers))


def _first(draw: np.random.Generator) -> tuple[dict[str, str], str]:
    words = [str(one) for one in draw.choice(WORDS, 4, replace=False)]
    return {"words": ", ".join(words)}, min(words)


def _letters(draw: np.random.Generator) -> tuple[dict[str, str], str]:
    word = str(draw.choice(WORDS))
    return {"word": word}, str(len(word))


_MAKERS: dict[str, Callable[[np.random.Generator], tuple[dict[str, str], str]]] = {
    "sum": _sum,
    "largest": _largest,
    "first": _first,
    "letters": _letters,
}
