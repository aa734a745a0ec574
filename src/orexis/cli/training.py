"""The workflow of `orexis train`: organisms into a folder, and whether they have learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from orexis.agents.organisms import training
from orexis.agents.organisms.learning.progress import Progress as Trained
from orexis.agents.organisms.plan import Plan
from orexis.agents.organisms.sets import Member, TrainedSet, load_set
from orexis.agents.organisms.worlds import WORLDS
from orexis.agents.organisms.worlds.incentive_files import (
    check_seeds,
    incentive_text,
    train_incentive,
)
from orexis.errors import OrexisError

INCENTIVE = "hidden-incentive"
SEEDS = {INCENTIVE: 20}
USUAL_SEEDS = 10
USUAL_HORIZONS = "1,2,4,8,16,32"
USUAL_REGIMES = "hidden,stated"
ALL = "all"


@dataclass(frozen=True, slots=True)
class TrainRequest:
    """What a user asked `orexis train` for; None where nothing was said."""

    world: str
    horizons: str | None
    regimes: str | None
    seeds: int | None
    seed: int
    network: str | None
    most: int | None
    criterion: float | None
    out: Path | None


def train(request: TrainRequest) -> None:
    """Train, say how far it has come, and show at the end who has learned.

    Raises:
        OrexisError: it cannot be trained, with what to do.
    """
    console = Console()
    if not request.world:
        show_worlds(console)
        return
    if request.world not in (*WORLDS, INCENTIVE):
        known = ", ".join((*WORLDS, INCENTIVE))
        raise OrexisError(f"there is no world '{request.world}'; there are: {known}")
    if request.out is None or str(request.out) == ".":
        raise OrexisError("give --out DIR: the folder for what is trained, other than this one")
    if request.world == INCENTIVE:
        _train_incentive(request, request.out, console)
        return
    plan = plan_of(request)
    if training.is_trained(plan, request.out):
        line = f"{request.out} holds all of this already; nothing to train"
        console.print(line, markup=False, highlight=False, soft_wrap=True)
        show_trained(load_set(request.out), console)
    else:
        show_trained(_trained(plan, request.out), console)


def plan_of(request: TrainRequest) -> Plan:
    """The plan that the options ask for.

    Raises:
        OrexisError: an option has a wrong value.
    """
    usual = Plan(request.world, (), (), 1)
    regimes = _names(USUAL_REGIMES if request.regimes is None else request.regimes)
    if regimes == (ALL,) and request.world in WORLDS:
        regimes = tuple(WORLDS[request.world].regimes)
    horizons = USUAL_HORIZONS if request.horizons is None else request.horizons
    plan = Plan(
        world=request.world,
        regimes=regimes,
        horizons=tuple(_number(one) for one in _names(horizons)),
        seeds=USUAL_SEEDS if request.seeds is None else request.seeds,
        seed=request.seed,
        network=request.network or usual.network,
        most=request.most,
        criterion=usual.criterion if request.criterion is None else request.criterion,
    )
    plan.check()
    return plan


def show_worlds(console: Console) -> None:
    """Say which worlds and regimes there are."""
    for world in WORLDS.values():
        console.print(world.name, style="bold")
        for regime in world.regimes.values():
            line = f"    {regime.name:21}{regime.description}"
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    console.print(INCENTIVE, style="bold")
    console.print("    selection between learners, with and without a swap (no regimes)")
    usual = (
        f"orexis train thermometer --horizon {USUAL_HORIZONS} --regime {USUAL_REGIMES} --out DIR"
    )
    console.print(f"Train with, for example: {usual}", highlight=False, soft_wrap=True)


def show_trained(found: TrainedSet, console: Console) -> None:
    """Who has learned, by regime and horizon, and what is uninterpretable."""
    regimes = tuple(dict.fromkeys(member.regime for member in found.members))
    horizons = sorted({member.horizon for member in found.members})
    console.print(
        "Reached the criterion, and median regret, by episodes of H steps:", soft_wrap=True
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("regime", no_wrap=True)
    for horizon in horizons:
        table.add_column(f"H={horizon}", justify="right")
    for regime in regimes:
        cells = (_cell(_of(found, regime, horizon)) for horizon in horizons)
        table.add_row(regime, *cells)
    console.print(table)
    groups = [_of(found, regime, horizon) for regime in regimes for horizon in horizons]
    lines = [line for group in groups if (line := _uninterpretable(group))]
    if lines:
        console.print("Uninterpretable, since training did not come far enough:")
    for line in lines:
        console.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)
    summary = f"{len(found.reached)} of {len(found.members)} organisms reached it: {found.path}"
    console.print(summary, markup=False, highlight=False, soft_wrap=True)


def _trained(plan: Plan, out: Path) -> TrainedSet:
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[stage]}", markup=False),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def report(regime: str, now: Trained) -> None:
            if regime not in tasks:
                tasks[regime] = bar.add_task(regime, stage="")
            reached = now.reached(plan.criterion)
            worst = float(now.checks[-1].regrets.max())
            stage = f"update {now.update}, {int(reached.sum())}/{len(reached)}, worst {worst:.3f}"
            total = now.update if now.finished else plan.settings.fall_of(now.update)[1]
            bar.update(tasks[regime], completed=now.update, total=total, stage=stage)

        return training.train_set(plan, out, report)


def _train_incentive(request: TrainRequest, out: Path, console: Console) -> None:
    options = (
        request.horizons,
        request.regimes,
        request.network,
        request.most,
        request.criterion,
    )
    if any(option is not None for option in options):
        raise OrexisError(f"{INCENTIVE} takes --seeds, --seed and --out only")
    seeds = SEEDS[INCENTIVE] if request.seeds is None else request.seeds
    check_seeds(seeds)
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(INCENTIVE, total=1.0)
        rows = train_incentive(
            out, seeds, request.seed, lambda done: bar.update(task, completed=done)
        )
    console.print(incentive_text(rows), markup=False, highlight=False, soft_wrap=True)


def _of(found: TrainedSet, regime: str, horizon: int) -> tuple[Member, ...]:
    return tuple(one for one in found.members if (one.regime, one.horizon) == (regime, horizon))


def _cell(members: Sequence[Member]) -> str:
    reached = sum(member.reached for member in members)
    return f"{reached}/{len(members)} {np.median([one.regret for one in members]):.3f}"


def _uninterpretable(members: Sequence[Member]) -> str:
    failed = [member for member in members if not member.reached]
    if not failed:
        return ""
    worst = max(failed, key=lambda one: one.regret)
    return (
        f"{worst.regime}, H={worst.horizon}: {len(failed)} of {len(members)}; the worst, "
        f"{worst.name}: {worst.why}"
    )


def _names(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))


def _number(given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise OrexisError(f"--horizon takes whole steps, as in 1,2,4; not '{given}'") from None
