"""The world `thermometer`: pay now, get more later, in a stream that episodes cut into pieces.

At every step one offer is put: pay c at once and get b after k steps. Whatever the length H of the
episodes, the offers are the same: ln(b/c) is uniform from -1 to 3, b + c = 2, and k is 0 in one of
ten offers (it comes at once: the control of the instrument), else log-uniform from 1 to 64.
Credited to a decision is what comes of it before the end of its own episode.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from orexis.agents.organisms.worlds.episodes import Steps, octave, steps
from orexis.agents.organisms.worlds.world import (
    AGE,
    LEFT,
    Bools,
    Crew,
    Floats,
    Ints,
    Regime,
    Streams,
)

LONGEST = 64
"""The longest delay that is offered, in steps."""
AT_ONCE = 0.1
"""Chance of an offer whose pay-off comes at once."""
RATIOS = (-1.0, 3.0)
"""Ends of ln(b/c)."""
OCTAVES = 6.02
"""Delays are floor(2**u) with u from 0 to this, at most LONGEST."""

_BOTH = frozenset({LEFT, AGE})
_SEES = frozenset({LEFT})
_KNOWN = (
    Regime("hidden", "episodes of H steps; sees nothing of them"),
    Regime("geometric", "as hidden, lengths geometric with mean H", lengths="geometric"),
    Regime("stated", "sees the steps left of its H", _SEES),
    Regime("stated-clock", "sees the steps left and its age, H fixed: confounded", _BOTH),
    Regime("stated-clock-random", "sees both, lengths uniform from 1 to 2H-1", _BOTH, "uniform"),
    Regime("clock", "sees its age only", frozenset({AGE})),
    Regime("within", "as hidden; all offers ever shown pay inside the episode"),
    Regime("stated-within", "as stated; all offers ever shown pay inside the episode", _SEES),
    Regime("swapped", "as hidden; all later pay-offs go to other organisms"),
    Regime(
        "selected",
        "populations, selected on what the whole stream pays",
        _SEES,
        "fixed",
        "selection",
    ),
    Regime(
        "selected-swapped",
        "as selected; what crosses a boundary goes to a random member",
        _SEES,
        "fixed",
        "selection",
    ),
)
REGIMES: Mapping[str, Regime] = MappingProxyType({regime.name: regime for regime in _KNOWN})


@dataclass(frozen=True, slots=True)
class Thermometer:
    """The world, as `World` has it."""

    name: str = "thermometer"
    inputs: int = 4
    hidden: int = 16

    @property
    def regimes(self) -> Mapping[str, Regime]:
        """By name."""
        return REGIMES

    def goal(self, regime: str, seed: int) -> int | None:  # noqa: ARG002 - as `World` has it
        """None: the world knows no goals."""
        return None

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
        """Draw offers and where in an episode they are put; see `World.streams`."""
        kind = REGIMES[regime]
        found = steps(kind.lengths, crew.horizons, batch, length, rng, aligned=aligned)
        ratio, delay = offers(rng, found.left.shape, found.left if _within(regime) else None)
        cost, later = stakes(ratio)
        horizons = crew.horizons[:, None, None]
        counts = _credited(regime, delay, found.left)
        weight = _weight(regime, horizons, delay, found.left)
        return Streams(
            inputs=inputs_of(ratio, delay, found.left, found.age, kind.sees),
            value=later * counts - cost,
            expected=(later * weight - cost).astype(np.float32),
            cost=cost,
            put=_put(kind, found, aligned=aligned),
            starts=found.starts,
            stratum=octave(found.left) if kind.sees else np.zeros_like(delay),
        )


THERMOMETER = Thermometer()


def offers(
    rng: np.random.Generator, shape: tuple[int, ...], within: Ints | None = None
) -> tuple[Floats, Ints]:
    """Draw offers: ln(b/c) and the delay k in steps.

    Args:
        rng: Where they come from.
        shape: Of both arrays.
        within: Where given, delays are log-uniform from 1 to this, and 0 where it is 0.
    """
    low, high = RATIOS
    ratio = rng.random(shape, np.float32) * np.float32(high - low) + np.float32(low)
    spread = rng.random(shape, np.float32)
    if within is None:
        delay = np.exp2(spread * np.float32(OCTAVES)).astype(np.int64)
        delay = np.minimum(delay, LONGEST)
    else:
        top = np.minimum(within, LONGEST)
        delay = np.minimum((top + 1.0) ** spread, top).astype(np.int64)
    return ratio, np.where(rng.random(shape, np.float32) < AT_ONCE, 0, delay)


def stakes(log_ratio: ArrayLike) -> tuple[Floats, Floats]:
    """What is paid now, c = 2/(1+r), and comes later, b = 2r/(1+r), for r = exp(`log_ratio`)."""
    cost = np.asarray(2 / (1 + np.exp(np.asarray(log_ratio, np.float32))), np.float32)
    return cost, np.float32(2) - cost


def inputs_of(
    log_ratio: ArrayLike,
    delay: ArrayLike,
    left: ArrayLike,
    age: ArrayLike,
    sees: frozenset[str],
) -> Floats:
    """The inputs of a network.

    Args:
        log_ratio: ln(b/c).
        delay: Steps until the pay-off, 0 and up.
        left: Steps that are left of the episode; nan or infinite where that is not stated.
        age: Steps since the episode began; nan where it is not known.
        sees: What the organism sees of its episode; what it does not see is 0.

    Returns:
        (..., 4), the shapes of all four broadcast together.
    """
    ratio = np.asarray(log_ratio, np.float32) / np.float32(1.5) - np.float32(0.67)
    parts = (
        ratio,
        _coded(delay),
        _coded(left) if LEFT in sees else np.float32(0),
        _coded(age) if AGE in sees else np.float32(0),
    )
    shape = np.broadcast_shapes(*(np.shape(part) for part in (log_ratio, delay, left, age)))
    inputs = np.empty((*shape, len(parts)), np.float32)
    for place, part in enumerate(parts):
        inputs[..., place] = part
    return inputs


def rational_weight(
    regime: str, horizon: ArrayLike, delay: ArrayLike, left: ArrayLike = np.nan
) -> NDArray[np.float64]:
    """The weight w(k) of an agent that does best in its training: it accepts where w(k) b > c.

    Args:
        regime: Of the training.
        horizon: H, its trained horizon, in steps.
        delay: k, in steps.
        left: Steps left that it sees, or that follow from its age; nan where it sees neither.

    Returns:
        Weights from 0 to 1, nan where training never showed such a case.
    """
    kind = REGIMES[regime]
    span, after, rest = np.broadcast_arrays(
        *(np.asarray(part, np.float64) for part in (horizon, delay, left))
    )
    shown = np.ones(span.shape, bool)
    if kind.sees:
        most = 2 * span - 1 if kind.lengths == "uniform" else span
        shown = (rest >= 0) & (rest < most)
    if _within(regime):
        shown = shown & (after <= (rest if kind.sees else span - 1))
    return np.where(shown, _weight(regime, span, after, rest), np.nan)


def _weight(
    regime: str, horizon: NDArray[np.generic], delay: NDArray[np.generic], left: NDArray[np.generic]
) -> NDArray[np.float64]:
    """The chance that a pay-off after `delay` steps is credited, given what is seen."""
    k, steps_left = np.asarray(delay, np.float64), np.asarray(left, np.float64)
    span = np.asarray(horizon, np.float64)
    if regime == "swapped":
        return np.where(k == 0, 1.0, 0.0)
    if regime == "selected" or _within(regime):
        return np.ones(np.broadcast_shapes(k.shape, span.shape))
    if REGIMES[regime].sees:
        return np.where(k <= steps_left, 1.0, 0.0)
    if regime == "geometric":
        return np.asarray((1 - 1 / span) ** k)
    return np.maximum(0.0, 1 - k / span)


def _credited(regime: str, delay: Ints, left: Ints) -> Bools:
    if regime == "swapped":
        return np.equal(delay, 0)
    return np.ones(delay.shape, bool) if regime == "selected" else np.less_equal(delay, left)


def _within(regime: str) -> bool:
    return regime.endswith("within")


def _put(kind: Regime, found: Steps, *, aligned: bool) -> Bools:
    """All steps; but an unfinished episode would show early ages more often than late ones."""
    if aligned and kind.lengths == "fixed":
        return found.whole
    return np.ones(found.left.shape, bool)


def _coded(count: ArrayLike) -> Floats:
    known = np.asarray(count, np.float32)
    coded = np.log2(known + 1) / np.float32(2.5) - 1
    return np.where(np.isfinite(coded), coded, np.float32(0)).astype(np.float32)
