"""Planted agents through a probe that puts offers, many times over."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orexis.calibration.offers.cast import OfferCase, cast
from orexis.calibration.offers.chances import OfferChances, chances_of
from orexis.calibration.offers.drawing import draw_offers
from orexis.calibration.offers.horizons import judge_horizons
from orexis.calibration.offers.judged import Counts, Judged, counted, joined
from orexis.calibration.offers.known import Known, known_of
from orexis.calibration.offers.prices import judge_prices
from orexis.calibration.offers.readings import read_offers
from orexis.calibration.offers.resources import judge_kept
from orexis.calibration.offers.samples import Needed, Sample, needed, samples_of
from orexis.calibration.offers.tally import Tally, added
from orexis.calibration.offers.thinning import thinned
from orexis.calibration.processes import mapped
from orexis.calibration.rates import Rate, rate_of
from orexis.estimates.price import PriceRule
from orexis.probes.offers import OfferDesign, horizon, price, resources

CHUNK = 25
"""Runs that are drawn together."""
SHARES = {horizon.NAME: 8, resources.NAME: 4}
"""How many times fewer runs a probe gets than asked for: one of its runs takes that much longer."""
FORMS = 5
"""Runs of a chunk in which forms of discounting are compared."""


@dataclass(frozen=True)
class OfferCalibration:
    """What a design of offers has been seen to tell apart, and how often it is wrong."""

    runs: int
    """Of each agent."""
    design: OfferDesign
    """What was put in fact: a part of the user's design; see `thinned`."""
    judged: tuple[Judged, ...]
    needed: tuple[Needed, ...]
    """How many offers each question takes."""
    seconds: float

    @property
    def false_positive(self) -> Rate:
        """Share of all runs in which a statement was supported that is not true of the agent."""
        return rate_of(sum(one.false for one in self.judged), sum(one.runs for one in self.judged))

    @property
    def right(self) -> Rate:
        """Share of verdicts that came out as the rule says of the truth."""
        rates = [one.right for one in self.judged]
        return rate_of(
            sum(round(one.value * one.runs) for one in rates), sum(one.runs for one in rates)
        )

    @property
    def false_jump(self) -> Rate | None:
        """Share of runs that found a jump at the boundary in an agent that has none."""
        return self._jumps(jumped=False)

    @property
    def found_jump(self) -> Rate | None:
        """Share of runs that found the jump of an agent that has one."""
        return self._jumps(jumped=True)

    def _jumps(self, *, jumped: bool) -> Rate | None:
        own = [one.jumps for one in self.judged if one.jumped == jumped and "jump" in one.tallies]
        runs = sum(of for _, of in own)
        return rate_of(sum(hits for hits, _ in own), runs) if runs else None

    def classes(self) -> dict[str, Counts]:
        """Over all agents: by the true class, how often each class was found."""
        names = dict.fromkeys(name for one in self.judged for name in one.classes)
        return {
            name: counted(pair for one in self.judged for pair in one.classes.get(name, {}).items())
            for name in names
        }

    def tallies(self) -> dict[str, Tally]:
        """By estimand, estimates against the truth, over all agents."""
        return added(one.tallies for one in self.judged)


@dataclass(frozen=True)
class _Work:
    """Some runs of one agent."""

    case: OfferCase
    chances: OfferChances
    known: Known
    runs: int
    seed: tuple[int, ...]


def calibrate_offers(
    design: OfferDesign,
    runs: int = 100,
    report: Callable[[int, int], None] | None = None,
    processes: int = 1,
    *,
    whole: bool = False,
) -> OfferCalibration:
    """Send planted agents through a design of offers again and again.

    Their choices are drawn from the probabilities that they have for the rendered offers, batch by
    batch placed as in a run. To take no longer than a user waits for, it puts a part of the design
    (see `thinned`); and fewer runs (see `SHARES`), for the probe `horizon` an eighth, since its
    analysis reads all conditions together.

    Args:
        design: What is offered.
        runs: Runs of each agent.
        report: Called with the runs done and all runs.
        processes: How many processes share the work; the figures do not depend on it.
        whole: Put the whole design, in as many runs as given.
    """
    started = time.monotonic()
    if not whole:
        design = thinned(design)
        runs = max(1, runs // SHARES.get(design.probe, 1))
    work = _work(design, runs)
    total = sum(one.runs for one in work)
    parts: dict[str, list[Judged]] = {}
    samples: list[Needed] = []
    done = 0
    # Samples first: they take longest.
    everything: list[_Work | Sample] = [*samples_of(design, min(runs, CHUNK)), *work]
    for found in mapped(_one, everything, processes):
        if isinstance(found, Needed):
            samples.append(found)
            continue
        parts.setdefault(found.case.name, []).append(found)
        done += found.runs
        if report:
            report(done, total)
    judged = tuple(joined(each) for each in parts.values())
    return OfferCalibration(runs, design, judged, tuple(samples), time.monotonic() - started)


def _work(design: OfferDesign, runs: int) -> list[_Work]:
    readings = read_offers(design)
    factor = PriceRule().factor
    work = []
    for number, case in enumerate(cast(design)):
        chooser = case.chooser
        chances = chances_of(chooser, readings)
        known = known_of(chooser, readings, chances, factor)
        for start in range(0, runs, CHUNK):
            size = min(CHUNK, runs - start)
            work.append(_Work(case, chances, known, size, (design.seed, number, start)))
    return work


def _one(work: _Work | Sample) -> Judged | Needed:
    return needed(work) if isinstance(work, Sample) else _judged(work)


def _judged(work: _Work) -> Judged:
    rng = np.random.default_rng(work.seed)
    drawn = draw_offers(work.chances, work.runs, rng)
    if drawn.design.probe == resources.NAME:
        return judge_kept(work.case, work.known, drawn)
    if drawn.design.probe == price.NAME:
        return judge_prices(work.case, work.known, drawn)
    return judge_horizons(work.case, work.known, drawn, FORMS)
