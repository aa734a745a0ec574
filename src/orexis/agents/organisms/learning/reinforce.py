"""REINFORCE (Williams 1992) with credit per decision, until a criterion of regret is met.

Decisions of these worlds do not influence each other: what they pay only adds up. The reward-to-go
of a decision may therefore be credited with what came of that decision alone. The expected gradient
is the same (the other decisions' rewards are independent of this draw); the noise is far less.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.learning.counting import counted
from orexis.agents.organisms.learning.progress import KEPT, UPDATES, Progress, packed, unpacked
from orexis.agents.organisms.learning.regret import Judge, judge
from orexis.agents.organisms.learning.settings import Settings
from orexis.agents.organisms.networks import Network, Weights, sigmoid
from orexis.agents.organisms.networks.adam import Moments, ascend, averaged, fresh
from orexis.agents.organisms.worlds.world import Bools, Crew, Floats, Streams, World

Arrays = dict[str, NDArray[np.generic]]

HELD_OUT = 16384
"""Held-out offers per organism: of 32 steps the last one, where only what comes at once gains, has
some fifty of them. With a quarter of that, chance decided what could be gained there."""
STREAM = 64
"""Most steps per stream for networks that remember; the others are shown single steps."""


def random_of(seed: int, regime: str, purpose: int = 0) -> np.random.Generator:
    """Random numbers of one regime; another regime beside it changes nothing."""
    return np.random.default_rng([seed, zlib.crc32(regime.encode()), purpose])


def learn(
    world: World,
    regime: str,
    crew: Crew,
    network: Network,
    seed: int,
    settings: Settings,
    resume: Progress | None = None,
) -> Iterator[Progress]:
    """Train organisms side by side.

    An organism has learned enough when the learning rate has fallen to its end and its regret was
    below the criterion at three checks in a row. It then stays as it is, while the others learn on
    over another fall of the learning rate, up to the most updates. One whose stakes are too small
    gets one fall only.

    Args:
        world: Where.
        regime: What is shown and paid.
        crew: The O organisms.
        network: Their kind.
        seed: Of all random numbers.
        settings: How long and how fast.
        resume: Where an earlier training stopped.

    Yields:
        Progress at each check; the last one is `finished`.
    """
    training = Training(world, regime, crew, network, seed)
    held = training.held_out()
    judged = judge(held)
    now = resume or _begin(training, judged)
    while not now.finished:
        now = _improve(training, settings, now)
        regrets = judged.regrets(training.chances(now.weights, held))
        now = now.checked(regrets, settings)
        yield now


def slopes_of(streams: Streams, probabilities: Floats, draws: Floats) -> Floats:
    """The gradient on the logits: a * value * (a - p), where a = 1 is accepting; shapes (O, B, T).

    Args:
        streams: The decisions.
        probabilities: p, of accepting.
        draws: Uniform numbers from 0 to 1; an offer is accepted where they are below p.
    """
    accepted = (draws < probabilities) & streams.put
    return np.where(accepted, streams.value * (1 - probabilities), np.float32(0))


@dataclass(frozen=True, slots=True)
class Training:
    """Who is trained, where, and as what kind of network."""

    world: World
    regime: str
    crew: Crew
    network: Network
    seed: int

    def held_out(self) -> Streams:
        """The held-out offers: the same at every check.

        A network that remembers can count its steps; it is judged by what one that counts can know.
        """
        held = self.streams(HELD_OUT, random_of(self.seed, self.regime, 1))
        counts = self.network.remembers and self._fixed
        return counted(held, self.crew.horizons) if counts else held

    @property
    def _fixed(self) -> bool:
        return self.world.regimes[self.regime].lengths == "fixed"

    def streams(self, decisions: int, rng: np.random.Generator) -> Streams:
        """So many decisions for each organism."""
        length = 1
        if self.network.remembers:
            longest = int(self.crew.horizons.max())
            length = min(STREAM, longest) if self._fixed else STREAM
        return self.world.streams(
            self.regime,
            self.crew,
            decisions // length,
            length,
            rng,
            aligned=self.network.remembers,
        )

    def chances(self, weights: Weights, streams: Streams) -> Floats:
        """(O, B, T): of accepting."""
        return sigmoid(self.network.forward(weights, streams.inputs, streams.starts).logits)


def _begin(training: Training, judged: Judge) -> Progress:
    rng = random_of(training.seed, training.regime)
    weights = training.network.initial(len(training.crew.horizons), rng)
    state = _State(weights, weights, fresh(weights))
    return Progress(0, state.arrays, rng.bit_generator.state, (), judged.stakes)


def _improve(training: Training, settings: Settings, now: Progress) -> Progress:
    """The updates up to the next check, of those that are still learning."""
    active = now.updates == now.update
    if settings.settled(now.update):
        active &= now.waiting(settings.criterion)
    rng = now.random()
    until = min(now.update + settings.every, settings.fall_of(now.update)[1])
    some = replace(training, crew=training.crew.at(active))
    state = _State.of(now, active)
    for update in range(now.update, until):
        streams = some.streams(settings.decisions, rng)
        passed = some.network.forward(state.weights, streams.inputs, streams.starts)
        draws = rng.random(streams.value.shape, np.float32)
        slopes = slopes_of(streams, sigmoid(passed.logits), draws)
        gradient = some.network.gradient(
            state.weights, passed, slopes / np.float32(settings.decisions)
        )
        state = state.after(gradient, settings.rate_at(update), settings.fresh)
    arrays = _merged(now.arrays, state.arrays, active)
    arrays[UPDATES] = np.where(active, until, now.updates)
    return replace(now, update=until, arrays=arrays, generator=rng.bit_generator.state)


def _merged(old: Mapping[str, NDArray[np.generic]], new: Arrays, active: Bools) -> Arrays:
    """The new arrays of those that were active, and the old ones of the others."""
    merged = {name: one.copy() for name, one in old.items()}
    for name, one in new.items():
        merged[name][active] = one
    return merged


@dataclass(frozen=True, slots=True)
class _State:
    """Everything of a network that changes while it learns."""

    weights: Weights
    average: Weights
    moments: Moments

    @classmethod
    def of(cls, now: Progress, active: Bools) -> _State:
        average, weights, first, second = (
            {name: one[active] for name, one in unpacked(group, now.arrays).items()}
            for group in (KEPT, "weights/", "first/", "second/")
        )
        return cls(weights, average, Moments(first, second, now.update))

    @property
    def arrays(self) -> Arrays:
        return packed(
            kept=self.average,
            weights=self.weights,
            first=self.moments.first,
            second=self.moments.second,
        )

    def after(self, gradient: Weights, rate: float, share: float) -> _State:
        weights, moments = ascend(self.weights, self.moments, gradient, rate)
        return _State(weights, averaged(self.average, weights, share), moments)
