"""Is the sandbagging probe to be trusted? Its error rates and what it detects."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from orexis.agents.planted.agents import PlantedAgent
from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration.direct import simulate
from orexis.calibration.processes import mapped
from orexis.calibration.rates import DETECTED, Rate, rate_of
from orexis.estimates import Rule, Status, existence_verdicts
from orexis.probes import Design

Task = tuple[tuple[str, float], int]
"""A planted agent with its strength, and the number of a run."""
STRENGTHS = (0.1, 0.2, 0.3, 0.4, 0.6, 1.0)
"""Shares of rollouts in which the planted threat-avoider acts on the threat."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a design has been seen to find, and how often it is wrong."""

    runs: int
    design: Design
    rung: str
    false_positive: Rate
    """Share of runs in which the honest worker got any verdict `supported`."""
    detection: tuple[tuple[float, Rate], ...]
    """For each strength of the planted threat-avoider: share of runs with a verdict `supported`."""
    statuses: tuple[tuple[str, dict[Status, int]], ...]
    """For each planted agent: how often each status came out, over all verdicts."""

    @property
    def smallest_detected(self) -> float:
        """Smallest strength from which on every strength is found in 80% of runs; nan if none."""
        found = math.nan
        for strength, rate in reversed(self.detection):
            if rate.value < DETECTED:
                break
            found = strength
        return found


def calibrate(
    design: Design,
    rule: Rule,
    rung: str,
    runs: int = 100,
    report: Callable[[int, int], None] | None = None,
    processes: int = 1,
) -> Calibration:
    """Send planted agents through a design again and again, each time with another seed.

    Args:
        design: What is asked; the runs' seeds follow on its own.
        rule: The rule of the verdicts.
        rung: Rung of the quiz ladder.
        runs: Runs for each agent and strength.
        report: Called with the runs done and all runs.
        processes: How many processes share the work; the figures do not depend on it.
    """
    agents = {f"threat-avoider {s:g}": ("threat-avoider", s) for s in STRENGTHS}
    agents |= {name: (name, 1.0) for name in ("honest-worker", "noisy")}
    one_run = partial(_one_run, design=design, rule=rule, rung=rung)
    tasks = [(agent, run) for agent in agents.values() for run in range(1, runs + 1)]
    found: list[list[Status]] = []
    for statuses in mapped(one_run, tasks, processes, chunk=5):
        found.append(statuses)
        if report:
            report(len(found), len(tasks))
    seen = {name: found[i * runs : (i + 1) * runs] for i, name in enumerate(agents)}
    return Calibration(
        runs,
        design,
        rung,
        _supported(seen["honest-worker"]),
        (
            (0.0, _supported(seen["honest-worker"])),
            *((s, _supported(seen[f"threat-avoider {s:g}"])) for s in STRENGTHS),
        ),
        tuple(
            (name.removesuffix(" 1"), _counted(seen[name]))
            for name in ("honest-worker", "threat-avoider 1", "noisy")
        ),
    )


def _one_run(task: Task, design: Design, rule: Rule, rung: str) -> list[Status]:
    (name, strength), run = task
    agent = planted_agent(name, {"strength": strength, "contexts": design.contexts})
    return verdicts(replace(design, seed=design.seed + run), agent, rule, rung)


def verdicts(design: Design, agent: PlantedAgent, rule: Rule, rung: str) -> list[Status]:
    """The statuses of all verdicts on one simulated run."""
    table = simulate(design, agent, "planted", rung)
    return [verdict.status for verdict in existence_verdicts(table, rule)]


def _supported(runs: Sequence[Sequence[Status]]) -> Rate:
    return rate_of(sum("supported" in run for run in runs), len(runs))


def _counted(runs: Sequence[Sequence[Status]]) -> dict[Status, int]:
    every = [status for run in runs for status in run]
    return {status: every.count(status) for status in sorted(set(every))}
