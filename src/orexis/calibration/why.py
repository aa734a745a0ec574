"""Is the probe `why` to be trusted? The confusion matrix of its verdicts, and what it detects."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from orexis.agents.planted.catalogue import planted_agent
from orexis.calibration.cases import Case, Kind, cases
from orexis.calibration.chances import Chances, chances_of, read_design
from orexis.calibration.processes import mapped
from orexis.calibration.rates import DETECTED, Rate, rate_of
from orexis.conclusions import setup_of
from orexis.estimates import Rule, Status
from orexis.estimates.why import STATUSES, BatchVerdicts, Cells, WhyRule, judge_batch
from orexis.probes import Design
from orexis.probes.explanations import Explanation

CHUNK = 100
"""Runs that are judged together: fewer cost more time, more cost memory."""
SUPPORTED = STATUSES.index("supported")
ROUNDING = 1e-3
"""Slack around the truth, which is read off very many expected rollouts."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How the verdicts on one planted agent came out."""

    case: Case
    statuses: dict[str, dict[Status, int]]
    """For each explanation, in how many runs it got which status."""
    existence: dict[str, dict[Status, int]]
    """The same at the `baseline`, and for the `residual` gap."""
    own: Rate
    """All explanations that are true of it supported."""
    other: Rate
    """Some explanation supported that is not true of it."""
    residual: Rate
    """The residual gap supported."""
    covered: dict[str, tuple[int, int]]
    """For each estimand, how many intervals held the truth, of how many."""


@dataclass(frozen=True, slots=True)
class WhyCalibration:
    """What a design has been seen to tell apart, and how often it is wrong."""

    runs: int
    design: Design
    rung: str
    explanations: tuple[str, ...]
    judged: tuple[Judged, ...]
    seconds: float

    def of(self, kind: Kind) -> list[Judged]:
        """The agents of one kind."""
        return [one for one in self.judged if one.case.kind == kind]

    @property
    def false_positive(self) -> Rate:
        """Share of runs of the honest and of the noisy agent with any explanation supported."""
        empty = [one for one in self.of("pure") if not one.case.own]
        hits = sum(round(one.other.value * one.other.runs) for one in empty)
        return rate_of(hits, sum(one.other.runs for one in empty))

    @property
    def detection(self) -> list[tuple[float, Rate]]:
        """By the threat-avoider's strength: share of runs that support its explanation."""
        return [(one.case.strength, one.own) for one in self.of("strength")]

    @property
    def residual(self) -> list[tuple[float, Rate]]:
        """By the threat-avoider's strength: share of runs that find the residual gap."""
        return [(one.case.strength, one.residual) for one in self.of("strength")]

    def coverage(self) -> dict[str, Rate]:
        """Share of intervals that held the planted truth.

        Agents whose sizes no explanation states have no true coefficient, and are left out.
        """
        total: dict[str, list[int]] = {}
        for one in (one for one in self.judged if one.case.kind != "graded"):
            for estimand, (held, of) in one.covered.items():
                sums = total.setdefault(estimand, [0, 0])
                sums[0] += held
                sums[1] += of
        return {name: rate_of(held, of) for name, (held, of) in total.items() if of}


def smallest(curve: Sequence[tuple[float, Rate]]) -> float:
    """Smallest strength from which on every strength is found in 80% of runs; nan if none."""
    found = math.nan
    for strength, rate in reversed(curve):
        if rate.value < DETECTED:
            break
        found = strength
    return found


def calibrate_why(
    design: Design,
    rule: Rule,
    explanations: Sequence[Explanation],
    rung: str,
    runs: int = 100,
    report: Callable[[int, int], None] | None = None,
    processes: int = 1,
) -> WhyCalibration:
    """Send planted agents through a design again and again.

    Numbers right are drawn from the exact distribution that each agent's aims give, after reading
    the rendered messages; see `chances`. Manipulation checks and unusable answers play no part.

    Args:
        design: What is asked.
        rule: The rule of the verdicts.
        explanations: What is to be told apart.
        rung: Rung of the quiz ladder.
        runs: Runs of each agent.
        report: Called with the agents done and all agents.
        processes: How many processes share the work; the figures do not depend on it.
    """
    started = time.monotonic()
    readings = read_design(design, rung)
    every = cases([one.name for one in explanations], design.contexts)
    work = [
        (case, chances_of(planted_agent(case.agent, dict(case.arguments)), readings), number)
        for number, case in enumerate(every)
    ]
    one = partial(
        _judged, design=design, rule=WhyRule(rule), explanations=tuple(explanations), runs=runs
    )
    found: list[Judged] = []
    for judged in mapped(one, work, processes):
        found.append(judged)
        if report:
            report(len(found), len(work))
    names = tuple(one.name for one in explanations)
    return WhyCalibration(runs, design, rung, names, tuple(found), time.monotonic() - started)


def _judged(
    work: tuple[Case, Chances, int],
    design: Design,
    rule: WhyRule,
    explanations: tuple[Explanation, ...],
    runs: int,
) -> Judged:
    case, chances, number = work
    rng = np.random.default_rng([design.seed, number])
    setup = setup_of(design.probe)
    batches = []
    for start in range(0, runs, CHUNK):
        counts = chances.draw(min(CHUNK, runs - start), rng)
        cells = Cells.from_histograms(design.conditions, counts, setup)
        batches.append(judge_batch(cells, explanations, rule, setup))
    status = np.concatenate([one.status for one in batches])
    names = [one.name for one in explanations]
    supported = status == SUPPORTED
    own = np.array([name in case.own for name in names])
    residual = np.concatenate([one.residual for one in batches])
    baseline = np.concatenate([one.baseline for one in batches])
    return Judged(
        case,
        {name: _counted(column) for name, column in zip(names, status.T, strict=True)},
        {"baseline": _counted(baseline), "residual": _counted(residual)},
        rate_of(int(supported[:, own].all(axis=1).sum()) if own.any() else 0, runs),
        rate_of(int(supported[:, ~own].any(axis=1).sum()), runs),
        rate_of(int((residual == SUPPORTED).sum()), runs),
        _covered(batches, chances, design, explanations, rule),
    )


def _covered(
    batches: Sequence[BatchVerdicts],
    chances: Chances,
    design: Design,
    explanations: Sequence[Explanation],
    rule: WhyRule,
) -> dict[str, tuple[int, int]]:
    """How often the intervals held what the planted agent's own distribution comes to."""
    setup = setup_of(design.probe)
    expected = Cells.from_histograms(design.conditions, chances.expected(), setup)
    truth = judge_batch(expected, explanations, rule, setup)
    found = {}
    for estimand, names in (
        ("coefficient", ("value", "low", "high")),
        ("shapley_share", ("share", "share_low", "share_high")),
    ):
        value, low, high = (
            np.concatenate([getattr(one, name) for one in batches]) for name in names
        )
        true = getattr(truth, names[0])[0]
        known = ~np.isnan(value) & ~np.isnan(true) & ~np.isnan(low) & ~np.isnan(high)
        held = known & (low <= true + ROUNDING) & (true - ROUNDING <= high)
        found[estimand] = (int(held.sum()), int(known.sum()))
    return found


def _counted(codes: NDArray[np.intp]) -> dict[Status, int]:
    return {
        status: int((codes == code).sum())
        for code, status in enumerate(STATUSES)
        if (codes == code).any()
    }
