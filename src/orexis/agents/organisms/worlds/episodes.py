"""Episodes in an endless stream: how old each is at each step, and how many steps are left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orexis.agents.organisms.worlds.world import Bools, Ints

LENGTHS = ("fixed", "geometric", "uniform")


@dataclass(frozen=True, slots=True)
class Steps:
    """Where in its episode every step of B streams of O organisms stands."""

    age: Ints
    """(O, B, T): steps since the episode began, 0 at its first."""
    left: Ints
    """(O, B, T): steps that are still to come in the episode, 0 at its last."""

    @property
    def starts(self) -> Bools:
        """(O, B, T): the first steps of episodes."""
        return np.equal(self.age, 0)

    @property
    def whole(self) -> Bools:
        """(O, B, T): the steps whose episode ends within the T steps."""
        length = self.left.shape[-1]
        rest: Ints = length - np.arange(length)
        return np.asarray(self.left < rest)


def steps(
    lengths: str,
    horizons: Ints,
    batch: int,
    length: int,
    rng: np.random.Generator,
    *,
    aligned: bool = False,
) -> Steps:
    """Cut endless streams into episodes and look at T steps of each.

    Where the streams are not aligned, the first step is any step of the endless stream: a long
    episode is met in proportion to its length, and at every age alike.

    Args:
        lengths: `fixed` (H), `geometric` (mean H) or `uniform` (1 to 2H-1).
        horizons: (O,): H of each organism.
        batch: B, streams per organism.
        length: T, steps per stream.
        rng: Where the lengths and the first steps come from.
        aligned: The first step is the first of an episode.
    """
    means = np.broadcast_to(horizons[:, None], (len(horizons), batch))
    if aligned:
        age = np.zeros_like(means)
        left = _drawn(lengths, means, rng) - 1
    else:
        age, left = _met(lengths, means, rng)
    if length == 1:
        return Steps(age[..., None], left[..., None])
    if lengths == "fixed":
        age = (age[..., None] + np.arange(length)) % means[..., None]
        return Steps(age, means[..., None] - 1 - age)
    return _renewals(lengths, means, Steps(age, left), length, rng)


def octave(left: Ints) -> Ints:
    """Steps left in octaves: 0, 1-2, 3-6, 7-14, 15-30, ... are 0, 1, 2, 3, 4, ..."""
    return (np.frexp(left.astype(np.float32) + 1)[1] - 1).astype(np.int64)


def _drawn(lengths: str, means: Ints, rng: np.random.Generator) -> Ints:
    """Lengths of new episodes."""
    if lengths == "geometric":
        return rng.geometric(1 / means)
    return rng.integers(1, 2 * means) if lengths == "uniform" else means.copy()


def _met(lengths: str, means: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Age and steps left at a step of the endless stream at random."""
    if lengths == "geometric":
        return rng.geometric(1 / means) - 1, rng.geometric(1 / means) - 1
    met = means
    if lengths == "uniform":
        longest = 2 * means - 1
        rank = rng.integers(1, longest * (longest + 1) // 2 + 1)
        met = np.ceil((np.sqrt(8.0 * rank + 1) - 1) / 2).astype(np.int64)
    age = rng.integers(0, met)
    return age, met - 1 - age


def _renewals(
    lengths: str, means: Ints, first: Steps, length: int, rng: np.random.Generator
) -> Steps:
    age = np.zeros((*means.shape, length), np.int64)
    left = np.zeros_like(age)
    age[..., 0], left[..., 0] = first.age, first.left
    for now in range(1, length):
        ended = left[..., now - 1] == 0
        new = _drawn(lengths, means, rng) - 1
        age[..., now] = np.where(ended, 0, age[..., now - 1] + 1)
        left[..., now] = np.where(ended, new, left[..., now - 1] - 1)
    return Steps(age, left)
