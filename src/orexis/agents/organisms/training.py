"""Training a set of organisms into a folder, in a way that goes on where it was stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from orexis.agents.organisms.folder import SetFolder
from orexis.agents.organisms.learning.progress import Progress
from orexis.agents.organisms.learning.reinforce import learn
from orexis.agents.organisms.learning.selection import select
from orexis.agents.organisms.networks import network_of
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import Member, TrainedSet, load_set, name_of
from orexis.agents.organisms.worlds import WORLDS, World, crew_of

Report = Callable[[str, Progress], None]
"""Called with the regime and how far it has come, at each check."""


def silent(regime: str, progress: Progress) -> None:
    """Report nothing."""


def train_set(plan: Plan, out: Path, report: Report = silent) -> TrainedSet:
    """Train what the plan says, one regime after the other.

    A training that was stopped goes on from its last check, and ends with the same weights, bit for
    bit, as one that never was. Where all is there already, it is only read.

    Args:
        plan: Which organisms.
        out: The folder of the set.
        report: Called at each check.

    Raises:
        OrexisError: the plan cannot be trained, the folder holds something else, or it cannot be
            written.
    """
    plan.check()
    folder = SetFolder(out)
    if not folder.claim(plan):
        ended = [(regime, _train(plan, regime, folder, report)) for regime in plan.regimes]
        members = [one for regime, end in ended for one in _members(plan, regime, end)]
        folder.finish(plan, members, [end for _, end in ended])
    return load_set(out)


def is_trained(plan: Plan, out: Path) -> bool:
    """Whether the folder holds all of it already; OrexisError where it holds something else."""
    plan.check()
    return SetFolder(out).claim(plan)


def _train(plan: Plan, regime: str, folder: SetFolder, report: Report) -> Progress:
    last = folder.progress(regime)
    if last is not None and last.finished:
        return last
    for now in _trainer(plan, regime, last):
        folder.keep(regime, now)
        report(regime, now)
        last = now
    if last is None:
        raise RuntimeError(f"the training of '{regime}' made no check")
    return last


def _trainer(plan: Plan, regime: str, resume: Progress | None) -> Iterator[Progress]:
    world: World = WORLDS[plan.world]
    crew = crew_of(world, regime, plan.horizons, plan.seeds)
    network = network_of(plan.network, world.inputs, plan.hidden)
    train = select if world.regimes[regime].trainer == "selection" else learn
    return train(world, regime, crew, network, plan.seed, plan.settings, resume)


def _members(plan: Plan, regime: str, end: Progress) -> list[Member]:
    who = [(horizon, seed) for horizon in plan.horizons for seed in range(plan.seeds)]
    return [
        Member(
            name=name_of(regime, horizon, seed),
            regime=regime,
            horizon=horizon,
            seed=seed,
            goal=WORLDS[plan.world].goal(regime, seed),
            reached=reached,
            regret=round(regret, 6),
            updates=updates,
            why=why,
        )
        for (horizon, seed), reached, regret, updates, why in zip(
            who,
            end.reached(plan.criterion).tolist(),
            end.checks[-1].regrets.tolist(),
            end.updates.tolist(),
            end.why(plan.criterion),
            strict=True,
        )
    ]
