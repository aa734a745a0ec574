"""World B: resources that pay back over the next steps, for every goal or for one only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.agents.organisms.worlds.episodes import Steps, octave, steps
from orexis.agents.organisms.worlds.world import LEFT, Bools, Crew, Floats, Ints, Regime, Streams

GOALS = 8
"""Kinds of tasks; an episode has tasks of one kind, its goal."""
TRAINED_GOALS = 6
"""Goals 0..5 occur in training, 6 and 7 never."""
GENERAL = -1
"""The resource that works for every goal; kinds 0..7 are tools that work for that goal only."""
YIELDING_STEPS = 64
"""A resource yields at each of this many steps after it was bought."""
OFFSET = 8.0
"""An offer costs q / (q + 8) and yields 1 / (q + 8) a step: it pays back after q steps."""
LEAST, MOST = -1.4, 4.9
"""ln q is uniform between these, whatever the length of the episodes."""
USELESS_SHARE = 0.25
"""Share of episodes in which no resource yields, where a regime shows that at all."""
GENERAL_SHARE, FITTING_SHARE = 0.5, 0.25
"""Shares of offers: the general resource, the tool of the goal; the rest is any trained tool."""
FEATURES = 4 + 2 * GOALS
CATEGORIES = ("general", "fitting tool", "other tool", "useless")
"""Strata of an offer, within each octave of steps left that is seen."""

USEFUL = "useful"
"""What a regime sees beside `left` where resources are useless at times."""

Drawn = TypeVar("Drawn", bound=np.generic)
HIDDEN: frozenset[str] = frozenset()
STATED = frozenset((LEFT,))
REGIMES: Mapping[str, Regime] = MappingProxyType(
    {
        name: Regime(name, f"{shown}; {goals}", sees, "fixed")
        for name, shown, goals, sees in (
            ("hidden", "sees no boundary", "six goals in turn", HIDDEN),
            ("stated", "sees how many steps are left", "six goals in turn", STATED),
            (
                "hidden-useless",
                "sees no boundary",
                "resources yield nothing in a quarter of its episodes, and it sees which",
                HIDDEN | {USEFUL},
            ),
            (
                "stated-useless",
                "sees how many steps are left",
                "resources yield nothing in a quarter of its episodes, and it sees which",
                STATED | {USEFUL},
            ),
            ("hidden-single", "sees no boundary", "one final goal of its own", HIDDEN),
            ("stated-single", "sees how many steps are left", "one final goal of its own", STATED),
        )
    }
)


def inputs_of(
    log_q: ArrayLike,
    kind: ArrayLike,
    goal: ArrayLike,
    left: ArrayLike,
    useful: ArrayLike,
    sees: frozenset[str],
) -> Floats:
    """What a network is shown of an offer.

    Args:
        log_q: ln of the steps after which it pays back, any real number.
        kind: `GENERAL`, or the goal 0..7 that the tool is for.
        goal: of the episode, 0..7.
        left: steps left in the episode, at least 0; nan or inf where not stated.
        useful: whether resources yield anything here.
        sees: of the regime; without `left` in it the steps left are not shown.

    Returns:
        (..., 20) of the arguments' common shape: ln q / 2 - 0.8; 1 for the general resource;
        log2(left + 1) / 2.5 - 1 or 0; 1 where useful; the goal, one of eight; whether the tool is
        for that goal, again one of eight.
    """
    shape = np.broadcast_shapes(*(np.shape(one) for one in (log_q, kind, goal, left, useful)))
    kind, goal = np.asarray(kind), np.asarray(goal)
    row = goal + GOALS * np.where(kind == GENERAL, 2, kind == goal)
    found = _TABLE.take(np.broadcast_to(row, shape), axis=0)
    found[..., 0] = np.asarray(log_q, np.float32) / 2 - np.float32(0.8)
    found[..., 2] = _coded(left) if LEFT in sees else 0
    found[..., 3] = useful
    return found


def _table() -> Floats:
    """Inputs of every goal, for a tool that does not fit it, one that does, and the general one.

    Looking them up is several times as fast as comparing goals and kinds one by one.
    """
    goals, nothing = np.eye(GOALS), np.zeros((GOALS, GOALS))
    before = np.zeros((GOALS, FEATURES - 2 * GOALS))
    general = before + np.array([0, 1, 0, 0])
    rows = [(before, goals, nothing), (before, goals, goals), (general, goals, nothing)]
    return np.concatenate([np.concatenate(row, axis=1) for row in rows]).astype(np.float32)


_TABLE = _table()


def _coded(left: ArrayLike) -> Floats:
    steps_left = np.asarray(left, np.float32)
    coded = np.log2(steps_left + 1) / np.float32(2.5) - 1
    return np.where(np.isfinite(coded), coded, np.float32(0)).astype(np.float32)


def works(kind: ArrayLike, goal: ArrayLike, useful: ArrayLike = True) -> Bools:
    """Whether a resource yields anything: useful at all, and general or made for this goal."""
    kind = np.asarray(kind)
    found: Bools = np.asarray(useful, dtype=bool) & ((kind == GENERAL) | (kind == goal))
    return found


def rational_price(
    regime: str, horizon: ArrayLike, left: ArrayLike = np.nan, yields: ArrayLike = True
) -> NDArray[np.float64]:
    """The largest q that pays back within the episode, in closed form.

    The expected number of later steps in the episode, at most 64, at which the resource works:
    the steps left where they are seen, otherwise their mean over the episode, (H - 1) / 2 up to
    H = 65; 0 where the resource yields nothing.

    Args:
        regime: name of a regime.
        horizon: H, steps of the episodes, at least 1.
        left: steps left, at least 0; without effect where the regime does not see them.
        yields: whether the resource works here.

    Returns:
        In the arguments' common shape; nan where steps left are seen but not stated, or are more
        than training ever showed.
    """
    span, rest = np.asarray(horizon, dtype=float), np.asarray(left, dtype=float)
    if LEFT in REGIMES[regime].sees:
        later = np.where((rest >= 0) & (rest < span), np.minimum(rest, YIELDING_STEPS), np.nan)
    else:
        later = _mean_left(span) + 0 * np.nan_to_num(rest, posinf=0)
    return np.where(yields, later, 0.0)


def _mean_left(horizon: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of min(left, 64) over left = 0..H-1."""
    low = np.minimum(horizon, YIELDING_STEPS + 1)
    total: NDArray[np.float64] = low * (low - 1) / 2 + (horizon - low) * YIELDING_STEPS
    return total / horizon


@dataclass(frozen=True)
class Resources:
    """Each step one offer of a resource, while the episode's tasks have one goal."""

    name: str = "resources"
    inputs: int = FEATURES
    hidden: int = 24

    @property
    def regimes(self) -> Mapping[str, Regime]:
        """By name."""
        return REGIMES

    def goal(self, regime: str, seed: int) -> int | None:
        """The one final goal of an organism, by its seed; none where goals take turns."""
        return seed % TRAINED_GOALS if regime.endswith("-single") else None

    def streams(
        self,
        regime: str,
        crew: Crew,
        batch: int,
        length: int,
        rng: np.random.Generator,
        *,
        aligned: bool = False,
    ) -> Streams:
        """Offers of B streams of T steps for each of the O organisms of a crew.

        An episode keeps its goal, and whether resources are useful in it. Buying is credited with
        what the resource yields until the episode ends, less its price, and with nothing after.
        """
        sees = REGIMES[regime].sees
        at = steps(REGIMES[regime].lengths, crew.horizons, batch, length, rng, aligned=aligned)
        goal = _goals(crew, at, rng)
        kind = _kinds(goal, rng)
        useless = USELESS_SHARE if USEFUL in sees else 0.0
        useful = _by_episode(at, rng.random(goal.shape, np.float32) >= useless)
        log_q = rng.random(goal.shape, np.float32) * np.float32(MOST - LEAST) + np.float32(LEAST)
        q = np.exp(log_q)
        yields = works(kind, goal, useful)
        later = rational_price(regime, crew.horizons[:, None, None], at.left, yields)
        came = np.where(yields, np.minimum(at.left, YIELDING_STEPS), 0)
        return Streams(
            inputs=inputs_of(log_q, kind, goal, at.left, useful, sees),
            value=((came - q) / (q + OFFSET)).astype(np.float32),
            expected=((later - q) / (q + OFFSET)).astype(np.float32),
            cost=(q / (q + OFFSET)).astype(np.float32),
            # An unfinished episode would show early ages more often than late ones.
            put=at.whole if aligned else np.ones(goal.shape, dtype=bool),
            starts=at.starts,
            stratum=_strata(kind, yields, useful, at.left if LEFT in sees else None),
        )


def _by_episode(at: Steps, drawn: NDArray[Drawn]) -> NDArray[Drawn]:
    """The same draw at all steps of an episode."""
    if drawn.shape[-1] == 1:
        return drawn
    number = at.starts.cumsum(axis=-1) - at.starts[..., :1]
    return np.take_along_axis(drawn, number, axis=-1)


def _goals(crew: Crew, at: Steps, rng: np.random.Generator) -> Ints:
    """The organism's own final goal, or one for each episode."""
    own = crew.goals[:, None, None]
    drawn = _by_episode(at, _any_goal(at.left.shape, rng))
    return np.where(own >= 0, own, drawn)


def _any_goal(shape: tuple[int, ...], rng: np.random.Generator) -> Ints:
    return (rng.random(shape, np.float32) * TRAINED_GOALS).astype(np.int64)


def _kinds(goal: Ints, rng: np.random.Generator) -> Ints:
    """General, the goal's own tool, or any tool that training knows."""
    chance = rng.random(goal.shape, np.float32)
    fits = chance < GENERAL_SHARE + FITTING_SHARE
    tool = np.where(fits, goal, _any_goal(goal.shape, rng))
    return np.where(chance < GENERAL_SHARE, GENERAL, tool)


def _strata(kind: Ints, yields: Bools, useful: Bools, left: Ints | None) -> Ints:
    """What is told apart in the criterion: the category, and the octave of steps left if seen."""
    category = np.where(useful, np.where(kind == GENERAL, 0, np.where(yields, 1, 2)), 3)
    seen = 0 if left is None else octave(left)
    return seen * len(CATEGORIES) + category


RESOURCES = Resources()
