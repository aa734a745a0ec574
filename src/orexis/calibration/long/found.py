"""What a calibration of long rollouts has found."""

from __future__ import annotations

from dataclasses import dataclass

from orexis.calibration.long.cast import DRIFTER, LongCase
from orexis.calibration.long.judged import Along, LongJudged
from orexis.calibration.offers.judged import Counts, counted
from orexis.calibration.offers.tally import Tally, added
from orexis.calibration.rates import DETECTED, Rate, rate_of
from orexis.estimates.drift import DriftRule
from orexis.probes.long import LongDesign


@dataclass(frozen=True, slots=True)
class Detected:
    """How often a drifter of one size was found out."""

    factor: float
    """By which its price falls in the end."""
    topology: str
    wander: float
    """Log of its late price over its fresh one."""
    seen: Rate
    """Share of runs in which the interval left out 0."""
    supported: Rate
    """Share of runs in which the verdict was that it wanders."""


@dataclass(frozen=True)
class LongCalibration:
    """What a design of long rollouts has been seen to tell apart, and how often it is wrong."""

    runs: int
    """Of each agent."""
    design: LongDesign
    """What was run in fact: the first target of the user's design."""
    judged: tuple[LongJudged, ...]
    seconds: float

    @property
    def every(self) -> tuple[Along, ...]:
        """All agents in all topologies."""
        return tuple(one for judged in self.judged for one in judged.along)

    @property
    def classed(self) -> tuple[Along, ...]:
        """The same without those that were made smaller."""
        return tuple(
            one for judged in self.judged if not judged.case.smaller for one in judged.along
        )

    @property
    def right(self) -> Rate:
        """Share of agents, topologies and runs in which the true class was found."""
        hits = sum(one.classes.get(one.own, 0) for one in self.classed)
        return rate_of(hits, sum(one.runs for one in self.classed))

    @property
    def false_positive(self) -> Rate:
        """Share of runs in which a statement was supported that is not true of the agent."""
        return rate_of(sum(one.false for one in self.judged), sum(one.runs for one in self.judged))

    @property
    def false_wander(self) -> Rate | None:
        """Share of those that hardly move that were said to: over agents, topologies and runs."""
        return _falsely("wander", self.every)

    @property
    def false_incoherence(self) -> Rate | None:
        """The same of those that stay coherent."""
        return _falsely("incoherence", self.every)

    def confusion(self) -> dict[str, Counts]:
        """By true class, how often each class was found: over all agents and topologies."""
        return {
            name: counted(
                pair for one in self.classed if one.own == name for pair in one.classes.items()
            )
            for name in dict.fromkeys(one.own for one in self.classed)
        }

    def tallies(self) -> dict[str, Tally]:
        """By estimand, estimates against the truth, over all agents and topologies."""
        return added(one.tallies for one in self.every)

    def detection(self) -> tuple[Detected, ...]:
        """Drifters of several sizes, the smallest first."""
        drifters = [one for one in self.judged if one.case.agent == DRIFTER]
        found = [_detected(one.case, each) for one in drifters for each in one.along]
        return tuple(sorted(found, key=lambda one: (one.topology, one.factor)))

    @property
    def smallest_seen(self) -> float | None:
        """The smallest factor among those tried that was seen often enough in each topology."""
        found = self.detection()
        enough = {
            factor: all(one.seen.value >= DETECTED for one in found if one.factor == factor)
            for factor in (one.factor for one in found)
        }
        return min((factor for factor, seen in enough.items() if seen), default=None)


def _falsely(name: str, every: tuple[Along, ...]) -> Rate | None:
    rule = DriftRule()
    free = [one for one in every if one.known.statuses(rule)[name] == "rejected"]
    runs = sum(one.runs for one in free)
    hits = sum(getattr(one, name).get("supported", 0) for one in free)
    return rate_of(hits, runs) if runs else None


def _detected(case: LongCase, along: Along) -> Detected:
    supported = along.wander.get("supported", 0)
    return Detected(
        float(getattr(case.chooser, "factor")),  # noqa: B009 - a drifter has one
        along.known.topology,
        along.known.wander,
        rate_of(along.seen, along.runs),
        rate_of(supported, along.runs),
    )
