"""Planted agents through long rollouts, many times over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from orexis.calibration.long.cast import LongCase, cast, donor_of
from orexis.calibration.long.drawing import Tables
from orexis.calibration.long.found import LongCalibration
from orexis.calibration.long.judged import LongJudged, judge_runs
from orexis.calibration.long.known import Known, known_of
from orexis.calibration.long.paths import Paths
from orexis.calibration.long.shown import Readings, read_long
from orexis.calibration.processes import mapped
from orexis.choices import ChoiceTable
from orexis.estimates.drift import DriftRule
from orexis.probes.long import LongDesign

CHUNK = 10
"""Runs that are drawn together."""
SHARE = 4
"""How many times fewer runs the probe gets than others: one of its runs takes that much longer."""


@dataclass(frozen=True)
class _Work:
    """Some runs of one agent."""

    case: LongCase
    readings: Readings
    known: tuple[Known, ...]
    runs: int
    seed: tuple[int, ...]


def calibrate_long(
    design: LongDesign,
    runs: int = 100,
    report: Callable[[int, int], None] | None = None,
    processes: int = 1,
    *,
    whole: bool = False,
) -> LongCalibration:
    """Send planted agents through a design of long rollouts again and again.

    Their choices are drawn from the probabilities that they have for the rendered offers after what
    has happened in the rollout; what is inherited is the usual donor's. Of several targets the
    first one is followed: to planted agents all are alike, but their verdicts would share a level.
    To take no longer than a user waits for, it makes a quarter of the runs.

    Args:
        design: What is asked; windows, and how notes are kept, play no part.
        runs: Runs of each agent.
        report: Called with the runs done and all runs.
        processes: How many processes share the work; the figures do not depend on it.
        whole: Make as many runs as given.
    """
    started = time.monotonic()
    runs = runs if whole else max(1, runs // SHARE)
    design = replace(design, targets=design.targets[:1])
    work = _work(design, runs)
    total = sum(one.runs for one in work)
    parts: dict[str, LongJudged] = {}
    done = 0
    for found in mapped(_judged, work, processes):
        before = parts.get(found.case.name)
        parts[found.case.name] = before + found if before else found
        done += found.runs
        if report:
            report(done, total)
    return LongCalibration(runs, design, tuple(parts.values()), time.monotonic() - started)


def _work(design: LongDesign, runs: int) -> list[_Work]:
    readings = read_long(design, design.targets[0])
    donor = donor_of(design)
    work = []
    for number, case in enumerate(cast(design)):
        known = known_of(Paths(readings, case.chooser, donor))
        for start in range(0, runs, CHUNK):
            seed = (design.seed, number, start)
            work.append(_Work(case, readings, known, min(CHUNK, runs - start), seed))
    return work


def _judged(work: _Work) -> LongJudged:
    return judge_runs(work.case, work.known, _tables(work), DriftRule())


def _tables(work: _Work) -> Iterator[ChoiceTable]:
    readings = work.readings
    tables = Tables(Paths(readings, work.case.chooser, donor_of(readings.design)))
    rng = np.random.default_rng(work.seed)
    return (tables.draw(rng) for _ in range(work.runs))
