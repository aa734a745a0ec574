"""Selection in populations, on the reward of the whole stream: nothing is credited to a decision.

Each organism that is kept comes out of a population of its own. In every round all members meet the
same offers with the same luck, and the worst become mutated copies of the best. How far copies
mutate is inherited and mutates itself (Schwefel 1981; Beyer and Schwefel 2002,
doi:10.1023/A:1015059928466).

Kept is the average, along its line of descent, of the member whose line was paid most in the last
rounds. Mutations of the last rounds, not yet selected, average out along one line; a mean over the
population would mix lines that need not fit together.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from orexis.agents.organisms.learning.progress import UPDATES, Progress, packed, unpacked
from orexis.agents.organisms.learning.regret import Judge, judge
from orexis.agents.organisms.learning.reinforce import Training, random_of
from orexis.agents.organisms.learning.settings import Settings
from orexis.agents.organisms.networks import Network, Weights
from orexis.agents.organisms.worlds.world import Bools, Crew, Floats, Ints, World

WHOLE = "selected"
"""The regime whose members are paid the whole stream."""
MEMBERS = 20
PARENTS = 2
REPLACED = 10
DECISIONS = 256
"""Of each member in one round."""
FEWEST, MOST = 500, 3000
"""Rounds of a population: at least, and at most."""

FIRST_STEP = 0.2
"""Standard deviation of mutations at first."""
STEP_RANGE = (0.1, 1.0)
"""Below it, selection among so few members would be a matter of luck."""
STEP_MUTATION = 0.2
MUTATED = 0.1
"""Chance of each weight to mutate."""
RECENT = 0.2
"""Share of the newest round in the reward of a line."""
NEWEST = 0.05
"""Share of the newest weights in the average of a line."""


@dataclass(frozen=True, slots=True)
class Populations:
    """P populations of N members each; member n of population p stands at p N + n."""

    weights: Weights
    lines: Weights
    """Averages along every member's line of descent."""
    steps: Floats
    """(P, N): logarithm of the standard deviation of its mutations."""
    paid: Floats
    """(P, N): recent reward of every member's line."""

    def best(self) -> Weights:
        """The line that was paid most, of each population: arrays (P, ...)."""
        rows = np.argmax(self.paid, -1) + MEMBERS * np.arange(len(self.paid))
        return {name: array[rows] for name, array in self.lines.items()}

    def at(self, chosen: Ints) -> Populations:
        """Some of the populations."""
        rows = _rows(chosen)
        return Populations(
            {name: array[rows] for name, array in self.weights.items()},
            {name: array[rows] for name, array in self.lines.items()},
            self.steps[chosen],
            self.paid[chosen],
        )

    def put(self, chosen: Ints, new: Populations) -> Populations:
        """With some of the populations replaced."""
        rows = _rows(chosen)
        return Populations(
            {name: _with(array, rows, new.weights[name]) for name, array in self.weights.items()},
            {name: _with(array, rows, new.lines[name]) for name, array in self.lines.items()},
            _with(self.steps, chosen, new.steps),
            _with(self.paid, chosen, new.paid),
        )


def select(
    world: World,
    regime: str,
    crew: Crew,
    network: Network,
    seed: int,
    settings: Settings,
    resume: Progress | None = None,
) -> Iterator[Progress]:
    """Breed one organism for each place of the crew, every one out of its own population.

    A population is left alone once its organism has met the criterion at three checks in a row.

    Args:
        world: Where; it has the regime `selected` beside this one.
        regime: What is shown and paid.
        crew: The O organisms.
        network: Their kind.
        seed: Of all random numbers.
        settings: The criterion, the most rounds and the rounds between checks.
        resume: Where an earlier selection stopped.

    Yields:
        Progress at each check; the last one is `finished`.
    """
    limits = replace(settings, most=min(settings.most, MOST))
    training = Training(world, regime, crew, network, seed)
    held = training.held_out()
    judged = judge(held)
    now = resume or _begin(training, judged)
    while not now.finished:
        now = _breed(training, limits, now)
        now = now.checked(judged.regrets(training.chances(now.weights, held)), limits)
        now = replace(now, finished=now.update >= limits.most or not _waiting(now, limits).any())
        yield now


def rewards_of(accepted: Bools, own: Floats, crossing: Floats, turns: Ints) -> Floats:
    """What every member is paid in a round, until the last pay-off of the round has landed.

    Args:
        accepted: (P, N, D), of the offers that all members of a population are put.
        own: (P, D): what accepting brings to the member that accepts.
        crossing: (P, D): what accepting brings to another member, drawn at random.
        turns: (P, D), 0 to N-1: the member that gets it stands so many places further on, so
            that any member is as likely as any other, the one that accepted included.

    Returns:
        (P, N).
    """
    paid = accepted.astype(np.float32) @ own[..., None]
    if crossing.any():
        givers = (np.arange(accepted.shape[1])[:, None] - turns[:, None, :]) % accepted.shape[1]
        given = np.take_along_axis(accepted, givers, axis=1)
        paid = paid + given.astype(np.float32) @ crossing[..., None]
    return np.asarray(paid[..., 0], np.float32)


def _rows(chosen: Ints) -> Ints:
    """Where the members of some populations stand."""
    return (chosen[:, None] * MEMBERS + np.arange(MEMBERS)).ravel()


def _breed(training: Training, settings: Settings, now: Progress) -> Progress:
    """The rounds up to the next check, of the populations that go on."""
    everyone = _populations(now)
    waiting = np.flatnonzero(_waiting(now, settings))
    some, part = replace(training, crew=training.crew.at(waiting)), everyone.at(waiting)
    rng = now.random()
    until = min(now.update + settings.every, settings.most)
    for _ in range(now.update, until):
        part = _select(part, _round(some, part, rng), rng)
    rounds = now.updates.copy()
    rounds[waiting] = until
    arrays = {**_arrays(everyone.put(waiting, part)), UPDATES: rounds}
    return replace(now, update=until, arrays=arrays, generator=rng.bit_generator.state)


def _waiting(now: Progress, settings: Settings) -> Bools:
    """(O,): whose population goes on."""
    early = now.update < min(FEWEST, settings.most)
    return np.asarray(early | now.waiting(settings.criterion))


def _round(training: Training, populations: Populations, rng: np.random.Generator) -> Floats:
    """(P, N): rewards of one round, the same offers and the same luck for all of a population."""
    twin = copy.deepcopy(rng)
    streams = training.streams(DECISIONS, rng)
    whole = replace(training, regime=WHOLE).streams(DECISIONS, twin)
    size = len(streams.value)
    seen = replace(
        streams,
        inputs=np.repeat(streams.inputs, MEMBERS, axis=0),
        starts=np.repeat(streams.starts, MEMBERS, axis=0),
    )
    chances = training.chances(populations.weights, seen)
    luck = rng.random((size, 1, streams.value[0].size), np.float32)
    put = streams.put.reshape(size, 1, -1)
    accepted = (luck < chances.reshape(size, MEMBERS, -1)) & put
    own, all_of_it = streams.value.reshape(size, -1), whole.value.reshape(size, -1)
    return rewards_of(accepted, own, all_of_it - own, rng.integers(0, MEMBERS, own.shape))


def _select(populations: Populations, rewards: Floats, rng: np.random.Generator) -> Populations:
    """The worst of every population become mutated copies of the best."""
    size = len(rewards)
    first = MEMBERS * np.arange(size)[:, None]
    rank = np.argsort(rewards, axis=-1)
    heirs = (rank[:, :REPLACED] + first).ravel()
    parents = (np.tile(rank[:, -PARENTS:], REPLACED // PARENTS) + first).ravel()
    paid = (populations.paid + np.float32(RECENT) * (rewards - populations.paid)).ravel()
    steps = populations.steps.ravel()
    drift = STEP_MUTATION * rng.normal(size=len(heirs))
    own_steps = np.clip(steps[parents] + drift, *np.log(STEP_RANGE)).astype(np.float32)
    weights = {
        name: _with(array, heirs, _mutated(array[parents], own_steps, rng))
        for name, array in populations.weights.items()
    }
    lines = {name: _with(old, heirs, old[parents]) for name, old in populations.lines.items()}
    return Populations(
        weights,
        {name: old + np.float32(NEWEST) * (weights[name] - old) for name, old in lines.items()},
        _with(steps, heirs, own_steps).reshape(size, MEMBERS),
        _with(paid, heirs, paid[parents]).reshape(size, MEMBERS),
    )


def _mutated(weights: Floats, steps: Floats, rng: np.random.Generator) -> Floats:
    moved = rng.random(weights.shape, np.float32) < MUTATED
    sizes = np.exp(steps).reshape(-1, *(1,) * (weights.ndim - 1))
    noise = rng.standard_normal(weights.shape, np.float32)
    return np.asarray(weights + moved * sizes * noise, np.float32)


def _with(
    array: NDArray[np.float32], rows: NDArray[np.intp], new: NDArray[np.float32]
) -> NDArray[np.float32]:
    changed = array.copy()
    changed[rows] = new
    return changed


def _begin(training: Training, judged: Judge) -> Progress:
    """Every population starts as mutants of one newborn organism."""
    rng = random_of(training.seed, training.regime)
    size = len(training.crew.horizons)
    newborn = training.network.initial(size, rng)
    steps = np.full((size, MEMBERS), np.log(FIRST_STEP), np.float32)
    weights = {
        name: _mutated(np.repeat(array, MEMBERS, axis=0), steps, rng)
        for name, array in newborn.items()
    }
    everyone = Populations(weights, weights, steps, np.zeros_like(steps))
    return Progress(0, _arrays(everyone), rng.bit_generator.state, (), judged.stakes)


def _arrays(everyone: Populations) -> dict[str, NDArray[np.generic]]:
    state = {"steps": everyone.steps, "paid": everyone.paid}
    return packed(
        kept=everyone.best(), weights=everyone.weights, lines=everyone.lines, population=state
    )


def _populations(now: Progress) -> Populations:
    state = unpacked("population/", now.arrays)
    weights, lines = unpacked("weights/", now.arrays), unpacked("lines/", now.arrays)
    return Populations(weights, lines, state["steps"], state["paid"])
