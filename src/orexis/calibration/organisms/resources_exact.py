"""Prices of resources, read exactly: the networks' own probabilities over a grid, no choices."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.agents.organisms.sets import Member, TrainedSet
from orexis.agents.organisms.worlds.resources import (
    GENERAL,
    REGIMES,
    TRAINED_GOALS,
    inputs_of,
)
from orexis.agents.organisms.worlds.world import LEFT
from orexis.estimates.intervals import Interval
from orexis.estimates.organisms.resource_prices import horizon_slope

Array = NDArray[np.float64]
LOG_Q = np.linspace(-2.0, 7.0, 181)
"""Grid of ln q; from 0.14 to 1,097 points."""
BEYOND = 63
"""More steps left than any training with H up to 32 has shown."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which price is read, and in what context."""

    name: str
    tool: bool = False
    """The tool of the goal, instead of the general resource."""
    goal: str = "own"
    """`own` (all trained goals in turn where it has none of its own), `switched` or `held-out`;
    with `held-out` the tool is that of the held-out goal."""
    useful: bool = True
    left: int | None = None
    """Steps left; None for the start of an episode of its training, H - 1."""


OWN_GENERAL = Reading("general, own goal")
READINGS = (
    OWN_GENERAL,
    Reading("general, goal switched", goal="switched"),
    Reading("general, held-out goal", goal="held-out"),
    Reading("general, told useless", useful=False),
    Reading("tool, own goal", tool=True),
    Reading("tool, goal switched", tool=True, goal="switched"),
    Reading("tool, held-out goal", tool=True, goal="held-out"),
)
COMMON = (
    Reading("general, 3 left", left=3),
    Reading("general, useless, 3 left", useful=False, left=3),
    Reading("general, 0 left", left=0),
    Reading(f"general, told {BEYOND} left", left=BEYOND),
)
"""The same context for all; only where steps left are seen."""


def readings_of(regime: str) -> tuple[Reading, ...]:
    """What is read of the organisms of a regime."""
    return (*READINGS, *COMMON) if LEFT in REGIMES[regime].sees else READINGS


def largest_paid(
    trained: TrainedSet, kind: ArrayLike, goal: ArrayLike, left: ArrayLike, useful: ArrayLike
) -> Array:
    """The largest q at which each organism rather buys than not; 0 where there is none.

    Args:
        trained: O organisms, of one regime.
        kind: (O,) or one number: `GENERAL` or the goal that the tool is for.
        goal: of the episode, (O,) or one number.
        left: steps left, (O,) or one number.
        useful: whether resources are said to yield anything.

    Returns:
        (O,) in points, up to e^7 = 1,097, where the grid ends.
    """
    sees = REGIMES[trained.members[0].regime].sees
    kind, goal, left, useful = (
        np.atleast_1d(np.asarray(one))[:, None] for one in (kind, goal, left, useful)
    )
    inputs = inputs_of(LOG_Q, kind, goal, left, useful, sees)
    shape = len(trained.members), *inputs.shape[1:]
    buys = trained.probabilities(np.broadcast_to(inputs, shape)) > 1 / 2
    last = LOG_Q[buys.shape[1] - 1 - buys[:, ::-1].argmax(axis=1)]
    return np.where(buys.any(axis=1), np.exp(last), 0.0)


def prices_of(trained: TrainedSet, reading: Reading) -> Array:
    """(O,) the price of one reading; the mean over goals where an organism has none of its own."""
    members = trained.members
    left = [one.horizon - 1 if reading.left is None else reading.left for one in members]
    rounds = 1 if members[0].goal is not None else TRAINED_GOALS
    found = [
        largest_paid(trained, *_offer(reading, own), left, reading.useful)
        for own in (np.array([_goal(one, turn) for one in members]) for turn in range(rounds))
    ]
    mean: Array = np.mean(found, axis=0)
    return mean


def _goal(member: Member, turn: int) -> int:
    return turn if member.goal is None else member.goal


def _offer(reading: Reading, own: NDArray[np.int64]) -> tuple[ArrayLike, NDArray[np.int64]]:
    """Kind and goal of a reading, for organisms with these goals of their own."""
    goal = own
    if reading.goal == "switched":
        goal = (own + 1) % TRAINED_GOALS
    if reading.goal == "held-out":
        goal = TRAINED_GOALS + own % 2
        own = goal
    return (own if reading.tool else GENERAL), goal


@dataclass(frozen=True)
class ExactPrices:
    """The prices of one reading over the organisms of a regime."""

    regime: str
    reading: Reading
    horizons: tuple[int, ...]
    prices: Array
    """(horizons, seeds) in points; nan where training did not reach its criterion."""

    @property
    def medians(self) -> Array:
        """(horizons,) over seeds; nan without any."""
        return np.array(
            [np.nanmedian(row) if np.isfinite(row).any() else nan for row in self.prices]
        )

    @property
    def slope(self) -> Interval:
        """Of log2(price + 1/2) over log2(H); see `horizon_slope`."""
        return horizon_slope(self.horizons, self.prices)


def exact_prices(trained: TrainedSet) -> tuple[ExactPrices, ...]:
    """All readings of all regimes of a set."""
    found = []
    for regime in dict.fromkeys(one.regime for one in trained.members):
        some = trained.where(np.array([one.regime == regime for one in trained.members]))
        horizons = tuple(sorted({one.horizon for one in some.members}))
        for reading in readings_of(regime):
            grid = _by_horizon(some, prices_of(some, reading), horizons)
            found.append(ExactPrices(regime, reading, horizons, grid))
    return tuple(found)


def _by_horizon(trained: TrainedSet, values: Array, horizons: tuple[int, ...]) -> Array:
    """(horizons, seeds), nan where the criterion was not reached."""
    seeds = sorted({one.seed for one in trained.members})
    grid = np.full((len(horizons), len(seeds)), nan)
    for member, value in zip(trained.members, values.tolist(), strict=True):
        if member.reached:
            grid[horizons.index(member.horizon), seeds.index(member.seed)] = value
    return grid


def prices_by_goal(trained: TrainedSet, horizon: int) -> tuple[Array, Array]:
    """What organisms with one final goal pay: the same for all, and for one tool alone?

    Args:
        trained: organisms of one regime in which each has a goal of its own.
        horizon: those of this H.

    Returns:
        (6,) mean price of the general resource by final goal, and (6,) of the tool of goal 0 in an
        episode with goal 0; at the start of an episode, nan without an organism of that goal.
    """
    members = trained.members
    general = prices_of(trained, OWN_GENERAL)
    left = np.array([one.horizon - 1 for one in members])
    tool = largest_paid(trained, 0, 0, left, useful=True)
    counts = [
        np.array([one.reached and one.horizon == horizon and one.goal == goal for one in members])
        for goal in range(TRAINED_GOALS)
    ]
    means = [
        [values[rows].mean() if rows.any() else nan for rows in counts]
        for values in (general, tool)
    ]
    return np.array(means[0]), np.array(means[1])
