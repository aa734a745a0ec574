"""What the networks' own probabilities say: no choices, and so open to no other kind of agent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.sets import TrainedSet
from orexis.agents.organisms.worlds.thermometer import LONGEST, REGIMES, inputs_of
from orexis.agents.organisms.worlds.world import AGE, LEFT

Array = NDArray[np.float64]
CONTEXTS = ("0", "3", "7", "15", "31", "63", "unstated", "own")
"""Steps said to be left; own: as many as are left at the start of the organism's own episodes."""
PRICES = 40
"""Ratios c/b, evenly from 0 to 1, over which a chance of accepting is averaged."""
FURTHEST = 3.2
"""Largest ln(b/c) that is asked, as in the texts."""
MOVED = (1, 3, 7, 15, 31)
"""Steps left that are stated, and that follow from the age, where both are moved."""


@dataclass(frozen=True, slots=True)
class ExactRow:
    """One organism in one context."""

    organism: str
    regime: str
    horizon: int
    seed: int
    reached: bool
    """Whether it met its criterion; its weights mean nothing where not."""
    context: str
    delay: int
    weight: float


@dataclass(frozen=True, slots=True)
class Followed:
    """Which boundary the step of an organism that is told its steps left, and its age, follows."""

    organism: str
    regime: str
    horizon: int
    seed: int
    stated: float
    """Slope of log2(k* + 1) on log2(stated steps left + 1)."""
    trained: float
    """The same on log2(steps left by its age + 1)."""


def exact_weights(trained: TrainedSet, left: float, age: float = 0.0) -> Array:
    """(O, 64) w(k) at every delay: the area under the chance of accepting, c/b from 0 to 1.

    Args:
        trained: Memoryless organisms of the world `thermometer`.
        left: Steps said to be left; nan where none are stated.
        age: Steps since the episode began.
    """
    ratio = np.minimum(-np.log((np.arange(PRICES) + 0.5) / PRICES), FURTHEST)
    delays = np.arange(1, LONGEST + 1)
    found = np.empty((len(trained.members), LONGEST))
    for regime in dict.fromkeys(one.regime for one in trained.members):
        own = np.array([one.regime == regime for one in trained.members], dtype=bool)
        inputs = inputs_of(ratio[None, :], delays[:, None], left, age, REGIMES[regime].sees)
        chance = trained.where(own).probabilities(inputs.reshape(-1, inputs.shape[-1]))
        found[own] = chance.reshape(-1, LONGEST, PRICES).mean(-1)
    return found


def own_horizons(trained: TrainedSet) -> dict[str, float]:
    """Revealed horizon of each organism at the start of an episode of its own length, in steps."""
    weights = _own_weights(trained)
    return {one.name: float(row.sum()) for one, row in zip(trained.members, weights, strict=True)}


def exact_rows(trained: TrainedSet) -> Iterator[ExactRow]:
    """w(k) of every organism in every context at every delay."""
    for context in CONTEXTS:
        if context == "own":
            weights = _own_weights(trained)
        else:
            weights = exact_weights(trained, np.nan if context == "unstated" else float(context))
        for one, row in zip(trained.members, weights.tolist(), strict=True):
            for delay, weight in enumerate(row, start=1):
                facts = one.name, one.regime, one.horizon, one.seed, one.reached
                yield ExactRow(*facts, context, delay, weight)


def followed(trained: TrainedSet) -> tuple[Followed, ...]:
    """Which of two boundaries the step follows, moved independently inside the trained range.

    The step k* is the last delay whose weight is above one half. Of organisms that see their age,
    reached the criterion and have a trained horizon of at least 8; what is stated counts only for
    those that are told.
    """
    found = []
    for horizon in sorted({one.horizon for one in trained.members if one.horizon > MOVED[2]}):
        own = np.array(
            [
                one.reached and one.horizon == horizon and AGE in REGIMES[one.regime].sees
                for one in trained.members
            ],
            dtype=bool,
        )
        if own.any():
            found += _followed(trained.where(own), horizon)
    return tuple(found)


def _followed(trained: TrainedSet, horizon: int) -> list[Followed]:
    moved = [one for one in MOVED if one < horizon]
    places = np.array([(stated, by_age) for stated in moved for by_age in moved], dtype=float)
    steps = np.stack(
        [
            _last_step(exact_weights(trained, stated, horizon - 1 - by_age))
            for stated, by_age in places
        ],
        axis=-1,
    )
    x = np.log2(places + 1)
    slopes = np.log2(steps + 1) @ np.linalg.pinv((x - x.mean(0)).T)
    return [
        Followed(
            one.name,
            one.regime,
            one.horizon,
            one.seed,
            float(row[0]) if LEFT in REGIMES[one.regime].sees else float("nan"),
            float(row[1]),
        )
        for one, row in zip(trained.members, slopes, strict=True)
    ]


def _last_step(weights: Array) -> Array:
    above = weights > 0.5  # noqa: PLR2004 - half of a point
    last = LONGEST - np.argmax(above[:, ::-1], axis=1)
    return np.where(above.any(axis=1), last, 0).astype(float)


def _own_weights(trained: TrainedSet) -> Array:
    found = np.empty((len(trained.members), LONGEST))
    horizons = np.array([one.horizon for one in trained.members])
    for horizon in np.unique(horizons):
        own = horizons == horizon
        found[own] = exact_weights(trained.where(own), float(horizon - 1))
    return found
